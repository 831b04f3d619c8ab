//! One child as its parent's loops see it: what comes from its link, what is queued for it, its exit.
//!
//! One thread at a time reads: the reactor, or whoever waits for this very child and then leads (see
//! [`Channel::lead`]). What is read goes to the channel's [`Sink`]. Any thread sends.
//!
//! Input wakes the reactor too. When it finds that somebody leads it steps aside: for a moment it doesn't look at this
//! link, and for another one as long as somebody led in the last. So a dialogue costs it a look now and then, and to
//! take the lead costs no system call. Who leads again and again for long says when he goes: until then the moments are
//! longer.

use std::convert::Infallible;
use std::io;
use std::process::Child;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Instant;

use super::output::Pipes;
use super::reactor::Reactor;
use super::start_errors;
use crate::clock;
use crate::error::{Exit, ProcessError};
#[cfg(feature = "tracing")]
use crate::link::Ring;
use crate::link::{Area, Outbox, Page, Piece, Spin};
use crate::protocol::{Board, Frame, FrameReader, Progress};
use crate::sys::{self, Alarm, Endpoint, ExitWatch, Interest, Ready, Watched};

/// Who hears what a child says and how it ends. Called by one thread at a time.
pub(crate) trait Sink: Send + Sync {
    /// A frame came in.
    fn frame(&self, channel: &Channel, frame: Frame);
    /// Nothing more is read from the link; the exit follows.
    fn hung_up(&self, channel: &Channel, how: HangUp);
    /// The child has exited: [`Sink::exited`] follows, as soon as the system tells how, which may take it long. What the
    /// child has been given time for is in time.
    fn exit_seen(&self, channel: &Channel);
    /// The child has exited, and everything that it said was heard before.
    fn exited(&self, channel: &Channel, exit: Exit);
    /// The program is about to end: whether the child was asked to end before, and is waited for.
    fn stop(&self, channel: &Channel) -> bool;
    /// The deadline that the sink has set is over.
    fn deadline(&self, channel: &Channel);
    /// Whether somebody leads again and again, until he calls [`Channel::look_again`].
    fn is_attended(&self) -> bool;
}

/// Why nothing more is read from a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum HangUp {
    /// It has ended behind a frame.
    Ended,
    /// It has ended or broken inside a frame.
    AmidFrame,
    /// What came is no frame.
    Garbage,
}

/// One child.
#[derive(Debug)]
pub(crate) struct Channel {
    key: usize,
    pid: u32,
    end: Endpoint,
    watch: ExitWatch,
    page: Page,
    pipes: Pipes,
    child: Mutex<Child>,
    reading: Mutex<Reading>,
    spin: Spin,
    /// How often somebody has led.
    leads: AtomicU64,
    sending: Mutex<Sending>,
}

#[derive(Debug, Default)]
struct Reading {
    frames: FrameReader,
    hung_up: bool,
    exited: bool,
}

#[derive(Debug, Default)]
struct Sending {
    outbox: Outbox,
    /// Whether the reactor looks away for a moment, because others lead.
    aside: bool,
    /// Whether the link has ended: nothing is to be watched for any more.
    over: bool,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // No code of the user runs under these locks; a panic of ours leaves state that is still consistent.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Channel {
    /// Takes charge of a child that was just started.
    pub(super) fn open(
        mut child: Child,
        end: Endpoint,
        page: Page,
        pipes: Pipes,
    ) -> Result<Arc<Channel>, ProcessError> {
        let pid = child.id();
        let watch = match ExitWatch::new(&child, &end) {
            Ok(watch) => watch,
            Err(error) => {
                // It has not been told what to do yet: it ends at the end of its link, and at once so.
                drop(end);
                drop(child.kill());
                drop(child.wait());
                return Err(start_errors("the child can't be watched")(error));
            }
        };
        Ok(Arc::new(Channel {
            key: Reactor::next_key(),
            pid,
            end,
            watch,
            page,
            pipes,
            child: Mutex::new(child),
            reading: Mutex::default(),
            spin: Spin::default(),
            leads: AtomicU64::new(0),
            sending: Mutex::default(),
        }))
    }

    /// Has the reactor serve the channel until the child has exited.
    pub(crate) fn attend(self: &Arc<Self>, sink: Arc<dyn Sink>) -> Result<(), ProcessError> {
        let reactor = Reactor::get().map_err(start_errors("the thread that watches children could not start"))?;
        reactor.enter(self, sink).map_err(|error| {
            self.kill();
            drop(lock(&self.child).wait());
            start_errors("the child can't be watched")(error)
        })?;
        // What was sent before may not have gone out whole.
        self.arm(&lock(&self.sending));
        Ok(())
    }

    pub(crate) fn key(&self) -> usize {
        self.key
    }

    pub(crate) fn pid(&self) -> u32 {
        self.pid
    }

    pub(crate) fn board(&self) -> &Board {
        self.page.board()
    }

    /// The last lines that the child wrote to its standard error, if that is read.
    pub(crate) fn last_lines(&self) -> Option<Box<str>> {
        self.pipes.last_lines()
    }

    /// What the child traces.
    #[cfg(feature = "tracing")]
    pub(super) fn ring(&self) -> Ring<'_> {
        self.page.ring()
    }

    /// The child's result area, where it is a worker.
    pub(crate) fn area(&self) -> Area<'_> {
        self.page.area()
    }

    pub(super) fn end(&self) -> &Endpoint {
        &self.end
    }

    pub(super) fn watch(&self) -> &ExitWatch {
        &self.watch
    }

    /// Sends what the link takes now.
    fn writer(&self) -> impl FnMut(&[u8]) -> io::Result<usize> {
        |bytes| sys::send(&self.end, bytes, true)
    }

    /// Sends a frame, or queues what the link doesn't take now. Never blocks.
    pub(crate) fn send(&self, frame: Vec<u8>) {
        self.send_shared(Arc::new(frame));
    }

    /// Sends a frame that somebody else keeps too.
    pub(crate) fn send_shared(&self, frame: Arc<Vec<u8>>) {
        self.send_pieces([Piece::whole(frame)]);
    }

    /// Sends whole frames and takes them out of the buffer, whose memory may be used again.
    pub(crate) fn send_from(&self, frames: &mut Vec<u8>) {
        let mut sending = lock(&self.sending);
        let waited = sending.outbox.is_waiting();
        sending.outbox.push_from(self.writer(), frames);
        if sending.outbox.is_waiting() && !waited {
            self.arm(&sending);
        }
    }

    /// Sends what makes up whole frames.
    pub(crate) fn send_pieces(&self, pieces: impl IntoIterator<Item = Piece>) {
        let mut sending = lock(&self.sending);
        let waited = sending.outbox.is_waiting();
        sending.outbox.push(self.writer(), pieces);
        if sending.outbox.is_waiting() && !waited {
            self.arm(&sending);
        }
    }

    /// Ends the child at once. One that has exited is left alone.
    pub(crate) fn kill(&self) {
        // `kill` knows whether the child was reaped, and fails in no other way than for one that has gone.
        drop(lock(&self.child).kill());
    }

    /// Sets or clears the moment at which the sink wants to be called.
    pub(crate) fn set_deadline(&self, deadline: Option<Instant>) {
        if let Ok(reactor) = Reactor::get() {
            reactor.set_deadline(self.key, deadline);
        }
    }

    /// Becomes the one who reads, if nobody else is.
    pub(crate) fn lead(&self) -> Option<Lead<'_>> {
        let reading = match self.reading.try_lock() {
            Ok(reading) => reading,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        self.leads.fetch_add(1, Ordering::Relaxed);
        Some(Lead { channel: self, reading })
    }

    /// How often somebody has led.
    pub(super) fn leads(&self) -> u64 {
        self.leads.load(Ordering::Relaxed)
    }

    /// Serves what the reactor found ready. `seen` is [`Channel::leads`] when the reactor last looked: whether it is to
    /// step aside, because somebody leads now or has led since.
    pub(super) fn serve(&self, ready: Ready, seen: u64, sink: &dyn Sink) -> bool {
        if ready.writable {
            lock(&self.sending).outbox.flush(self.writer());
        }
        let led = self.leads() != seen;
        let reads = ready.exited || (ready.readable && !led);
        let reading = reads.then(|| self.reading.try_lock().ok()).flatten();
        let aside = (ready.readable || ready.exited) && reading.is_none();
        if let Some(mut reading) = reading {
            self.read(&mut reading, ready, sink);
        }
        let mut sending = lock(&self.sending);
        sending.aside |= aside;
        self.arm(&sending);
        aside
    }

    /// Has the reactor look at once, if it left the link to others. Who attends to a link says so when he goes.
    pub(crate) fn look_again(&self) {
        if lock(&self.sending).aside {
            self.come_back();
        }
    }

    /// Looks at the link's input and the exit again.
    pub(super) fn come_back(&self) {
        let mut sending = lock(&self.sending);
        sending.aside = false;
        self.arm(&sending);
        drop(sending);
        Reactor::arm_exit(self);
    }

    fn read(&self, reading: &mut Reading, ready: Ready, sink: &dyn Sink) {
        if ready.readable || ready.exited {
            self.read_link(reading, ready.exited, sink);
        }
        if ready.exited && !reading.exited {
            sink.exit_seen(self);
            // What the child itself wrote was in the link before it exited, and so has been read.
            let exit = match lock(&self.child).wait() {
                Ok(status) => Exit::of(status),
                Err(_) => Exit::UNKNOWN,
            };
            self.pipes.finish();
            reading.exited = true;
            self.close();
            Reactor::leave(self);
            sink.exited(self, exit);
        }
    }

    /// Reads what has come, up to the very end, if the child has exited; whether anything has come, the end included.
    fn read_link(&self, reading: &mut Reading, exited: bool, sink: &dyn Sink) -> bool {
        let mut came = false;
        while !reading.hung_up {
            let progress = reading.frames.read(|into, want| sys::recv(&self.end, into, want, true));
            let garbage = loop {
                match reading.frames.next() {
                    Ok(Some(frame)) => sink.frame(self, frame),
                    Ok(None) => break false,
                    Err(_) => break true,
                }
            };
            let how = match progress {
                _ if garbage => HangUp::Garbage,
                Ok(Progress::Blocked) => return came,
                Ok(Progress::Drained) if !exited => return true,
                Ok(Progress::Bytes | Progress::Drained) => {
                    came = true;
                    continue;
                }
                // A child that exits before it has read all that it was sent resets its link: an end as any other.
                Ok(Progress::Ended) | Err(_) if !reading.frames.is_amid_frame() => HangUp::Ended,
                Ok(Progress::Ended) | Err(_) => HangUp::AmidFrame,
            };
            reading.hung_up = true;
            self.close();
            sink.hung_up(self, how);
            return true;
        }
        came
    }

    /// Looks for a moment whether something comes, where that is of use; whether something came.
    fn spins(&self, deadline: Option<Instant>, reads: &mut impl FnMut() -> bool) -> bool {
        self.spin.until(deadline, || Ok::<_, Infallible>(reads())).unwrap_or_else(|never| match never {})
    }

    fn close(&self) {
        let mut sending = lock(&self.sending);
        sending.over = true;
        sending.outbox.close();
    }

    /// Tells the reactor what to look for now.
    fn arm(&self, sending: &Sending) {
        if sending.over {
            return; // an ended link is always ready
        }
        let interest = Interest { read: !sending.aside, write: sending.outbox.is_waiting() };
        Reactor::arm(self, interest);
    }
}

/// The right to read a channel, until it is dropped.
#[derive(Debug)]
pub(crate) struct Lead<'a> {
    channel: &'a Channel,
    reading: MutexGuard<'a, Reading>,
}

impl Lead<'_> {
    /// Waits for something to happen, until the deadline at most, and serves it.
    pub(crate) fn turn(&mut self, deadline: Option<Instant>, sink: &dyn Sink) {
        let mut reads = || self.channel.read_link(&mut self.reading, false, sink);
        if self.channel.spins(deadline, &mut reads) {
            return;
        }
        let mut ready = [LOOK];
        let waited = sys::wait_any(&[self.watched()], None, deadline.map(clock::until), &mut ready);
        self.serve(if waited.is_ok() { ready[0] } else { LOOK }, sink);
    }

    fn watched(&self) -> Watched<'_> {
        let channel = self.channel;
        let interest = Interest { read: !self.reading.hung_up, write: lock(&channel.sending).outbox.is_waiting() };
        Watched { end: &channel.end, interest, exit: &channel.watch }
    }

    fn serve(&mut self, ready: Ready, sink: &dyn Sink) {
        if ready.writable {
            lock(&self.channel.sending).outbox.flush(self.channel.writer());
        }
        self.channel.read(&mut self.reading, ready, sink);
    }
}

/// Waits for something to happen to some channels, until the alarm rings or the deadline at most, and serves it. What
/// has come already is not waited for: between short tasks a wait costs as much as what it waits for.
pub(crate) fn turn_all<S: Sink>(leads: &mut [(Lead<'_>, S)], alarm: &Alarm, deadline: Option<Instant>) {
    let spinner = leads.first().map(|(lead, _)| lead.channel);
    let mut reads = || {
        leads.iter_mut().fold(false, |came, (lead, sink)| lead.channel.read_link(&mut lead.reading, false, sink) | came)
    };
    if reads() || spinner.is_some_and(|channel| channel.spins(deadline, &mut reads)) {
        return;
    }
    let watched: Vec<_> = leads.iter().map(|(lead, _)| lead.watched()).collect();
    let mut ready = vec![Ready::default(); watched.len()];
    if sys::wait_any(&watched, Some(alarm), deadline.map(clock::until), &mut ready).is_err() {
        ready.fill(LOOK);
    }
    for ((lead, sink), ready) in leads.iter_mut().zip(ready) {
        lead.serve(ready, sink);
    }
}

/// Without memory for a wait, a plain look is still right.
const LOOK: Ready = Ready { readable: true, writable: false, exited: false };
