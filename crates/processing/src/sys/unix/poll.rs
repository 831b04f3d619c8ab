//! Waiting for links and exits: one queue for all of them, or one wait for a single child.
#![expect(unsafe_code, reason = "the queue holds descriptors that it doesn't own")]

use std::io;
use std::os::fd::{AsFd, AsRawFd, OwnedFd};
use std::time::Duration;

use polling::{Event, Events};
use rustix::event::{PollFd, PollFlags, Timespec, poll};

use super::{Alarm, Endpoint, ExitWatch, OutputPipe};
use crate::sys::{Interest, Ready, Watched};

/// A readiness queue. Each interest fires once and must then be armed again; any thread may arm.
#[derive(Debug)]
pub(crate) struct Poller(polling::Poller);

impl Poller {
    pub(crate) fn new() -> io::Result<Self> {
        let _places = take_places_of_stdio()?;
        polling::Poller::new().map(Poller)
    }

    /// Enters a link and an exit under a key each. [`Poller::remove`] must be called before either is closed.
    pub(crate) fn add(&self, key: usize, end: &Endpoint, watch: &ExitWatch) -> io::Result<()> {
        // SAFETY: the one caller is the reactor, whose entry keeps the channel that owns both descriptors
        // alive until after it called `remove`.
        unsafe {
            self.0.add(end.as_fd().as_raw_fd(), Event::readable(link_key(key)))?;
            if let Err(error) = self.0.add(watch.as_fd().as_raw_fd(), Event::readable(exit_key(key))) {
                self.0.delete(end.as_fd())?;
                return Err(error);
            }
        }
        Ok(())
    }

    pub(crate) fn arm_link(&self, key: usize, end: &Endpoint, interest: Interest) -> io::Result<()> {
        self.0.modify(end.as_fd(), Event::new(link_key(key), interest.read, interest.write))
    }

    pub(crate) fn arm_exit(&self, key: usize, watch: &ExitWatch) -> io::Result<()> {
        self.0.modify(watch.as_fd(), Event::readable(exit_key(key)))
    }

    pub(crate) fn remove(&self, _key: usize, end: &Endpoint, watch: &ExitWatch) -> io::Result<()> {
        let link = self.0.delete(end.as_fd());
        self.0.delete(watch.as_fd())?;
        link
    }

    /// Enters a child's output. [`Poller::remove_pipe`] must be called before it is closed.
    pub(crate) fn add_pipe(&self, key: usize, pipe: &OutputPipe) -> io::Result<()> {
        // SAFETY: the one caller is the thread's table of pipes, which keeps the pipe alive until after
        // `remove_pipe`, or until this was refused.
        unsafe { self.0.add(pipe.as_fd().as_raw_fd(), Event::readable(link_key(key))) }
    }

    pub(crate) fn arm_pipe(&self, key: usize, pipe: &OutputPipe) -> io::Result<()> {
        self.0.modify(pipe.as_fd(), Event::readable(link_key(key)))
    }

    pub(crate) fn remove_pipe(&self, _key: usize, pipe: &OutputPipe) -> io::Result<()> {
        self.0.delete(pipe.as_fd())
    }

    /// Waits and reports each key with what is ready there.
    pub(crate) fn wait(&self, timeout: Option<Duration>, ready: &mut Vec<(usize, Ready)>) -> io::Result<()> {
        let mut events = Events::new();
        match self.0.wait(&mut events, timeout) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            waited => {
                waited?;
            }
        }
        ready.extend(events.iter().map(|event| {
            let exited = event.key & 1 == 1;
            let link = |flag| flag && !exited;
            (event.key >> 1, Ready { readable: link(event.readable), writable: link(event.writable), exited })
        }));
        Ok(())
    }

    /// Ends a wait of another thread.
    pub(crate) fn wake(&self) -> io::Result<()> {
        self.0.notify()
    }
}

/// Takes the places of standard streams that the program has closed, until they are dropped: what lands there would be
/// taken for a stream, and passed on to children.
fn take_places_of_stdio() -> io::Result<Vec<[OwnedFd; 2]>> {
    let mut places = Vec::new();
    loop {
        // They get the lowest numbers that are free.
        let (reader, writer) = std::io::pipe()?;
        let pair = [OwnedFd::from(reader), OwnedFd::from(writer)];
        if pair.iter().all(|place| place.as_raw_fd() > 2) {
            return Ok(places);
        }
        places.push(pair);
    }
}

fn link_key(key: usize) -> usize {
    key << 1
}

fn exit_key(key: usize) -> usize {
    key << 1 | 1
}

/// Waits for some children, each with its link and its exit, and for an alarm. Tells of each what is ready.
pub(crate) fn wait_any(
    watched: &[Watched<'_>],
    alarm: Option<&Alarm>,
    timeout: Option<Duration>,
    ready: &mut [Ready],
) -> io::Result<()> {
    let mut fds = Vec::with_capacity(2 * watched.len() + 1);
    for Watched { end, interest, exit } in watched {
        fds.push(PollFd::from_borrowed_fd(exit.as_fd(), PollFlags::IN));
        let flags = flags(*interest);
        // An ended link is always ready, so it must not be asked for when nobody wants to read it.
        if !flags.is_empty() {
            fds.push(PollFd::from_borrowed_fd(end.as_fd(), flags));
        }
    }
    fds.extend(alarm.map(|alarm| PollFd::from_borrowed_fd(alarm.bell(), PollFlags::IN)));
    ready.fill(Ready::default());
    match poll(&mut fds, timeout.map(timespec).as_ref()) {
        Err(rustix::io::Errno::INTR) => return Ok(()),
        polled => polled?,
    };
    let broken = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    let mut found = fds.iter().map(PollFd::revents);
    for (Watched { interest, .. }, ready) in watched.iter().zip(ready) {
        let exit = found.next().unwrap_or(PollFlags::empty());
        let asked = !flags(*interest).is_empty();
        let link = asked.then(|| found.next()).flatten().unwrap_or(PollFlags::empty());
        *ready = Ready {
            readable: interest.read && link.intersects(PollFlags::IN | broken),
            writable: link.intersects(PollFlags::OUT),
            exited: !exit.is_empty(),
        };
    }
    if let (Some(alarm), Some(rang)) = (alarm, found.next())
        && !rang.is_empty()
    {
        alarm.hear();
    }
    Ok(())
}

fn flags(interest: Interest) -> PollFlags {
    let mut flags = PollFlags::empty();
    flags.set(PollFlags::IN, interest.read);
    flags.set(PollFlags::OUT, interest.write);
    flags
}

/// A time as `poll` takes it.
pub(super) fn timespec(time: Duration) -> Timespec {
    Timespec { tv_sec: time.as_secs().try_into().unwrap_or(i64::MAX), tv_nsec: time.subsec_nanos().into() }
}
