//! The crew: a pool's workers and calls, shared by callers and the reactor. It does what the scheduler wants done.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::AtomicUsize;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};

use rustc_hash::FxBuildHasher;

use super::builder::{First, PoolBuilder};
use super::mail::{Arrival, Mail};
use super::parcel::Parcel;
use super::reader::Reader;
use super::scheduler::{Action, CallId, Cause, Scheduler, SiteId};
use super::sink::SiteSink;
use crate::config::Surroundings;
use crate::error::{ErrorKind, Failure, Panic, ProcessError};
use crate::link::Piece;
use crate::parent::{Channel, Ear, Sink, Taps, Traces, launch};
use crate::protocol::{Begin, FrameBuffer, Job, Kind, Report, Talk, TasksHead, VERSION, append_frame};
use crate::{clock, image};

/// A worker that was asked to end gets so long for it.
const GRACE: Duration = Duration::from_millis(200);
/// Whoever waits for a call waits so long at most until its subscriber has heard what the tasks have traced.
const HEARD_WITHIN: Duration = Duration::from_secs(1);
/// So many bytes of frames go on their way together at most, but for a frame that is larger by itself.
const TOGETHER: usize = 32 << 10;
/// From so many bytes on tasks are sent from where they lie. For fewer it makes no difference that can be measured.
const UNCOPIED: usize = 256 << 10;
/// A killed worker is waited for so long, so that nothing of it is left.
const REAPED_WITHIN: Duration = Duration::from_secs(1);

/// A pool's workers and calls.
#[derive(Debug)]
pub(super) struct Crew {
    state: Mutex<State>,
    /// Workers have come or gone, or calls have ended.
    changed: Condvar,
    /// How many threads attend to the links.
    pub(super) attending: AtomicUsize,
    /// What the workers of each site trace.
    pub(super) traces: Box<[Traces]>,
    pub(super) me: Weak<Crew>,
}

/// What is known of them now.
#[derive(Debug)]
pub(super) struct State {
    pub(super) scheduler: Scheduler,
    pub(super) posts: Vec<Post>,
    /// What workers find around them, and where what they write goes.
    pub(super) surroundings: Arc<Surroundings>,
    pub(super) taps: Taps,
    pub(super) name: Option<String>,
    /// What workers run before their first task.
    pub(super) first: Option<First>,
    /// In boxes, as the scheduler's calls: a map moves its values about.
    pub(super) mails: HashMap<CallId, Box<Mail>, FxBuildHasher>,
    /// The deadline that was set, and on which channel.
    armed: Option<(usize, Instant)>,
    /// Why the last worker could not be started.
    pub(super) start_failure: Option<Failure>,
    pub(super) shut: bool,
    /// How many threads wait for a change.
    waiting: usize,
    /// The calls whose callers wait while others read the links.
    pub(super) sleeping: Vec<CallId>,
    /// Those with whose alarms nobody waits now.
    pub(super) idle_readers: Vec<Arc<Reader>>,
}

/// A site's worker.
#[derive(Debug, Default)]
pub(super) struct Post {
    pub(super) channel: Option<Arc<Channel>>,
    /// Whether the reactor serves it.
    pub(super) attended: bool,
    /// Frames that go on their way together, before the lock is left.
    outgoing: Vec<u8>,
    /// The batches that are to be sent once it is started.
    backlog: Vec<Order>,
    /// The contexts that it has.
    contexts: HashSet<u64>,
    /// How many messages of each talk it has got.
    pub(super) told: HashMap<Talk, u64>,
    /// What it told of panics since its last answers, and how many failures were seen in its area since then.
    pub(super) panics: Vec<Panic>,
    pub(super) glimpsed: usize,
    /// Why it can't serve, if it has said so.
    pub(super) refusal: Option<String>,
    /// Why what it ran before its first task has failed.
    pub(super) unready: Option<Failure>,
    /// The section with a limit that its task is in.
    pub(super) limited: Option<Report>,
    /// Whether nothing that it says is heard any more.
    pub(super) deaf: bool,
    /// What it is to be told as soon as it is started.
    stop: bool,
    kill: bool,
}

#[derive(Debug)]
struct Order {
    batch: u32,
    call: CallId,
    parcel: Parcel,
}

impl Crew {
    pub(super) fn new(workers: usize, builder: PoolBuilder, first: Option<First>, ear: &Ear) -> Arc<Crew> {
        let PoolBuilder { tasks_per_worker, idle_timeout, name, surroundings, .. } = builder;
        let scheduler = Scheduler::new(workers, tasks_per_worker, idle_timeout);
        let posts = (0..workers).map(|_| Post::default()).collect();
        let state = State {
            scheduler,
            posts,
            taps: Taps::of(&surroundings),
            surroundings: Arc::new(surroundings),
            name,
            first,
            mails: HashMap::default(),
            armed: None,
            start_failure: None,
            shut: false,
            waiting: 0,
            sleeping: Vec::new(),
            idle_readers: Vec::new(),
        };
        Arc::new_cyclic(|me| Crew {
            state: Mutex::new(state),
            changed: Condvar::new(),
            attending: AtomicUsize::new(0),
            traces: (0..workers).map(|_| ear.stream()).collect(),
            me: me.clone(),
        })
    }

    pub(super) fn workers(&self) -> usize {
        self.traces.len()
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        // No code of the user runs under this lock; a panic of ours leaves state that is still consistent.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Does what the scheduler wants done after a step, and starts workers without the lock.
    pub(super) fn act<'a>(&'a self, mut state: MutexGuard<'a, State>) {
        loop {
            let (mut now, mut starts) = (None, Vec::new());
            while let Some(action) = state.scheduler.action() {
                match action {
                    Action::Start(site) => starts.push(site),
                    action => state.perform(action, *now.get_or_insert_with(clock::now)),
                }
            }
            state.flush();
            if starts.is_empty() {
                break;
            }
            drop(state);
            for site in starts {
                self.start(site);
            }
            state = self.state();
        }
        state.arm();
        if state.waiting > 0 {
            self.changed.notify_all();
        }
    }

    /// Waits for a change, at most so long.
    fn wait_for_change<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        time: Option<Duration>,
    ) -> MutexGuard<'a, State> {
        state.waiting += 1;
        let mut state = match time {
            None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            Some(time) => self.changed.wait_timeout(state, time).unwrap_or_else(PoisonError::into_inner).0,
        };
        state.waiting -= 1;
        state
    }

    fn start(&self, site: SiteId) {
        let (surroundings, taps) = {
            let state = self.state();
            (Arc::clone(&state.surroundings), state.taps.clone())
        };
        let started = launch(&surroundings, &taps).and_then(|channel| {
            self.state().take_post(site, &channel, self.traces[site].level());
            let crew = self.me.upgrade().expect("somebody holds the crew that starts a worker");
            let sink: Arc<dyn Sink> = Arc::new(SiteSink::new(crew, site, channel.key()));
            channel.attend(sink)
        });
        let mut state = self.state();
        match started {
            Ok(()) => {
                state.posts[site].attended = true;
                state.armed = None;
            }
            Err(error) => {
                let failure = error.into_failure();
                state.posts[site] = Post::default();
                let failed = state.scheduler.start_failed(site, clock::now());
                state.fail(&failed, &failure);
                state.start_failure = Some(failure);
            }
        }
    }

    /// Starts all workers and waits until each serves.
    pub(super) fn warm(&self) -> Result<(), ProcessError> {
        let mut state = self.state();
        state.start_failure = None;
        state.scheduler.warm(clock::now());
        self.act(state);
        let mut state = self.state();
        while state.scheduler.is_starting() {
            state = self.wait_for_change(state, None);
        }
        match state.start_failure.clone() {
            Some(failure) => Err(failure.into()),
            None => Ok(()),
        }
    }

    /// Waits until all tasks of all calls are done with.
    pub(super) fn join(&self) {
        let mut state = self.state();
        while state.scheduler.is_busy() {
            state = self.wait_for_change(state, None);
        }
    }

    /// Waits until the subscriber has heard what workers have traced so far; not for long.
    pub(super) fn flush_traces(&self) {
        let deadline = clock::after(HEARD_WITHIN);
        self.traces.iter().for_each(|traces| traces.flush(deadline));
    }

    /// Ends all calls and workers.
    pub(super) fn shut(&self) {
        let mut state = self.state();
        if !std::mem::replace(&mut state.shut, true) {
            let failed = state.scheduler.shut();
            state.fail(&failed, &shut_down());
            self.act(state);
            if !self.wait_for_absence(GRACE) {
                self.state().scheduler.kill_all();
                self.act(self.state());
            }
        } else {
            drop(state);
        }
        self.wait_for_absence(REAPED_WITHIN);
    }

    /// What was kept of the workers' standard output and standard error.
    pub(super) fn captured(&self) -> [Vec<u8>; 2] {
        let taps = self.state().taps.clone();
        taps.kept()
    }

    /// Whether no worker is left, waiting so long for it.
    fn wait_for_absence(&self, time: Duration) -> bool {
        let deadline = clock::after(time);
        let mut state = self.state();
        while state.scheduler.is_inhabited() {
            let left = deadline.map_or(time, clock::until);
            if left.is_zero() {
                return false;
            }
            state = self.wait_for_change(state, Some(left));
        }
        true
    }

    /// Has the workers drop a context.
    pub(super) fn forget(&self, number: u64) {
        let mut state = self.state();
        for post in &mut state.posts {
            if post.contexts.remove(&number)
                && let Some(channel) = &post.channel
            {
                let mut frame = FrameBuffer::new(Kind::Forget);
                frame.payload().extend_from_slice(&number.to_le_bytes());
                channel.send(frame.finish());
            }
        }
    }
}

impl Post {
    /// Puts a frame whose payload has about so many bytes behind those that go on their way together: many small ones
    /// take one system call.
    fn put(&mut self, kind: Kind, size: usize, payload: impl FnOnce(&mut Vec<u8>)) {
        if self.outgoing.len() + size > TOGETHER {
            self.flush();
        }
        self.outgoing.reserve(FrameBuffer::HEADER + size);
        append_frame(&mut self.outgoing, kind, payload);
    }

    fn flush(&mut self) {
        if let Some(channel) = self.channel.as_ref().filter(|_| !self.outgoing.is_empty()) {
            channel.send_from(&mut self.outgoing);
            // A frame that is larger by itself leaves no more room behind than those that go together.
            self.outgoing.shrink_to(TOGETHER);
        }
    }
}

pub(super) fn shut_down() -> Failure {
    Failure::new(ErrorKind::Cancelled).text("the pool was shut down")
}

impl State {
    /// Fails whole calls.
    pub(super) fn fail(&mut self, calls: &[CallId], failure: &Failure) {
        for call in calls {
            if let Some(mail) = self.mails.get_mut(call) {
                mail.failed.get_or_insert_with(|| Box::new(failure.clone()));
                mail.finish();
            }
        }
    }

    /// Tells a call that the worker of an item died in it.
    pub(super) fn lose(&mut self, call: CallId, item: u64, failure: Failure) {
        if let Some(mail) = self.mails.get_mut(&call) {
            mail.arrivals.push_back(Arrival::Lost { item, failure: Box::new(failure) });
            mail.notify();
        }
        self.scheduler.failed(call, item);
    }

    /// Puts a started worker to its site, and sends what waits for it.
    fn take_post(&mut self, site: SiteId, channel: &Arc<Channel>, trace: u8) {
        let job = Job::Worker { name: self.name.clone(), first: self.first.as_ref().map(|first| first.entry) };
        let begin = Begin { version: VERSION, limits: self.surroundings.limits, trace, job };
        channel.send(FrameBuffer::of(Kind::Begin, &begin).finish());
        if let Some(first) = &self.first {
            channel.send_shared(Arc::clone(&first.value));
        }
        let post = &mut self.posts[site];
        post.channel = Some(Arc::clone(channel));
        for order in std::mem::take(&mut post.backlog) {
            self.send(site, order);
        }
        self.posts[site].flush();
        let post = &self.posts[site];
        if post.stop {
            channel.send(FrameBuffer::new(Kind::Stop).finish());
        }
        if post.kill {
            channel.kill();
        }
    }

    fn perform(&mut self, action: Action, now: Instant) {
        match action {
            Action::Start(_) => unreachable!("workers are started without the lock"),
            Action::Send { site, batch, call, parcel } => self.send(site, Order { batch, call, parcel }),
            Action::TakeBack { site, batch, keep } => self.take_back(site, batch, keep, now),
            Action::Look(site) => self.look(site, now),
            Action::Stop(site) => match &self.posts[site].channel {
                Some(_) => self.posts[site].put(Kind::Stop, 0, |_| ()),
                None => self.posts[site].stop = true,
            },
            Action::Kill(site) => match &self.posts[site].channel {
                Some(channel) => channel.kill(),
                None => self.posts[site].kill = true,
            },
            Action::Ask { site, batch } => {
                if let Some(channel) = &self.posts[site].channel {
                    channel.board().work.stop(batch);
                    // The flag is what counts; this wakes a task that waits.
                    let mut frame = FrameBuffer::new(Kind::Stop);
                    frame.payload().extend_from_slice(&batch.to_le_bytes());
                    channel.send(frame.finish());
                }
            }
            Action::End { site, batch } => {
                for other in self.scheduler.batches(site) {
                    self.take_back(site, other, 0, now);
                }
                if self.scheduler.batches(site).last() == Some(&batch) {
                    self.scheduler.kill(site, Cause::CallOver);
                }
            }
            Action::Over(call) => {
                if let Some(mail) = self.mails.get_mut(&call) {
                    mail.finish();
                }
            }
            Action::Late(call) => {
                let failure = Failure::new(ErrorKind::Timeout).text("the call took longer than its limit");
                self.fail(&[call], &failure);
            }
        }
    }

    fn send(&mut self, site: SiteId, order: Order) {
        let Order { batch, call, parcel } = order;
        let Some(channel) = self.posts[site].channel.clone() else {
            self.posts[site].backlog.push(Order { batch, call, parcel });
            return;
        };
        let Some(mail) = self.mails.get(&call) else {
            self.scheduler.taken(site, batch, 0, clock::now());
            return;
        };
        let (context, entry) = (mail.context.as_ref().map_or(0, |context| context.number), mail.entry);
        let talk = mail.talking.as_ref().map_or(Talk::NONE, |talking| talking.talk);
        if let Some(context) = &mail.context
            && self.posts[site].contexts.insert(context.number)
            && let Some(frame) = &context.frame
        {
            self.posts[site].flush();
            channel.send_shared(Arc::clone(frame));
        }
        self.send_told(site, call);
        let head = TasksHead { batch, count: parcel.count(), context, talk, entry };
        let bytes = parcel.bytes();
        channel.board().work.grant(batch, parcel.count());
        let post = &mut self.posts[site];
        if bytes.len() < UNCOPIED {
            post.put(Kind::Tasks, TasksHead::SIZE + bytes.len(), |payload| {
                head.write(payload);
                payload.extend_from_slice(bytes);
            });
        } else {
            post.flush();
            let mut frame = FrameBuffer::with_room(Kind::Tasks, TasksHead::SIZE);
            head.write(frame.payload());
            channel.send_pieces([Piece::whole(Arc::new(frame.finish_before(bytes.len()))), parcel.piece()]);
        }
    }

    /// Sends the frames that go together.
    fn flush(&mut self) {
        self.posts.iter_mut().for_each(Post::flush);
    }

    fn take_back(&mut self, site: SiteId, batch: u32, keep: u32, now: Instant) {
        let post = &mut self.posts[site];
        let Some(channel) = &post.channel else {
            if let Some(at) = post.backlog.iter().position(|order| order.batch == batch) {
                post.backlog[at].parcel.split_off(keep);
                if post.backlog[at].parcel.count() == 0 {
                    post.backlog.remove(at);
                }
            }
            self.scheduler.taken(site, batch, keep, now);
            return;
        };
        match channel.board().work.take_back(batch, keep) {
            Some(kept) => self.scheduler.taken(site, batch, kept, now),
            // The slot holds something else: the worker has written over its board.
            None => self.scheduler.kill(site, Cause::Misunderstood),
        }
    }

    /// Has the reactor call at the scheduler's next deadline.
    fn arm(&mut self) {
        let Some(deadline) = self.scheduler.deadline() else { return };
        if self.armed.is_some_and(|(_, armed)| armed <= deadline) {
            return; // it is called earlier than needed, and then looks anew
        }
        if let Some(channel) = self.posts.iter().filter(|post| post.attended).find_map(|post| post.channel.as_ref()) {
            channel.set_deadline(Some(deadline));
            self.armed = Some((channel.key(), deadline));
        }
    }

    /// The deadline that was set is over, or its channel has gone.
    pub(super) fn disarm(&mut self, key: usize) {
        if self.armed.is_some_and(|(armed, _)| armed == key) {
            self.armed = None;
        }
    }

    /// Whether a child's image and version are this process's.
    pub(super) fn is_same_image(version: u32, image: (u64, u64)) -> bool {
        version == VERSION && image::identity().is_ok_and(|own| own == image)
    }
}
