//! What the parent keeps of one process, across all the children that its lives take.

use std::collections::VecDeque;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::task::Waker;
use std::time::Instant;

use super::Traces;
use super::channel::{Channel, HangUp, Sink};
use super::diagnosis::{Place, Remains};
use super::launch::launch;
use super::output::Taps;
use super::supervisor::{Next, Plan, Supervisor};
use crate::error::{Exit, Failure, ProcessError};
use crate::protocol::{Begin, Flow, Frame, FrameBuffer, Job, Kind, LINK_LOST, Message, Resume, VERSION};
use crate::timers::Times;
use crate::{ProcessConfig, Timers, clock, image};

/// One process, shared by its handle and the reactor.
#[derive(Debug)]
pub(super) struct Keeper {
    state: Mutex<State>,
    changed: Condvar,
    me: Weak<Keeper>,
}

/// What is known of the process now.
#[derive(Debug)]
pub(super) struct State {
    /// The child that runs, or the last one that did.
    pub(super) channel: Arc<Channel>,
    /// What its children write.
    pub(super) taps: Taps,
    /// What they trace.
    pub(super) traces: Traces,
    supervisor: Supervisor,
    task: Task,
    /// When the first child said hello.
    first_hello: Option<Instant>,
    pub(super) stopping: bool,
    pub(super) told: Told,
    pub(super) messages: VecDeque<Message>,
    /// The encoded result.
    pub(super) value: Option<Vec<u8>>,
    /// The encoded object at its end.
    pub(super) object: Option<Vec<u8>>,
    /// What came of it, once it has ended.
    pub(super) outcome: Option<Result<(), Failure>>,
    /// What came by frames, and how many records of the present child are among it.
    timers: Timers,
    told_times: u64,
    wakers: Vec<Waker>,
    /// How many threads wait for a change.
    waiting: usize,
}

/// What the child is to do, and from which state another child would go on.
#[derive(Debug)]
struct Task {
    entry: i64,
    config: ProcessConfig,
    value: Kept,
}

/// The object that another child would get.
#[derive(Debug)]
enum Kept {
    /// As it was given: a whole `Value` frame.
    Given(Arc<Vec<u8>>),
    /// As it was before a run: the payload of a `State` frame.
    Before(Vec<u8>),
}

impl Kept {
    fn frame(&self) -> Arc<Vec<u8>> {
        match self {
            Kept::Given(frame) => Arc::clone(frame),
            Kept::Before(payload) => {
                let mut frame = FrameBuffer::new(Kind::Value);
                frame.payload().extend_from_slice(&payload[size_of::<u64>()..]);
                Arc::new(frame.finish())
            }
        }
    }
}

/// What was told to the process.
#[derive(Debug, Default)]
pub(super) struct Told {
    pub(super) flow: Flow,
    /// Where another child may follow: the messages that this one has not listened to, as far as is known.
    unheard: VecDeque<Arc<Vec<u8>>>,
    /// How many are no longer among them.
    forgotten: u64,
}

impl Told {
    /// Forgets the messages that the child has listened to.
    fn prune(&mut self, heard: u64) {
        while self.forgotten < heard && self.unheard.pop_front().is_some() {
            self.forgotten += 1;
        }
    }
}

impl Keeper {
    /// Starts a process: its first child runs `entry` on the value in the frame.
    pub(super) fn start(
        entry: i64,
        config: ProcessConfig,
        plan: Plan,
        value: FrameBuffer,
        traces: Traces,
    ) -> Result<Arc<Keeper>, ProcessError> {
        let image = image::identity().map_err(super::start_errors("the executable's file can't be identified"))?;
        let taps = Taps::of(&config.surroundings);
        let channel = launch(&config.surroundings, &taps)?;
        let task = Task { entry, config, value: Kept::Given(Arc::new(value.finish())) };
        let state = State {
            channel: Arc::clone(&channel),
            taps,
            traces,
            supervisor: Supervisor::new(clock::now(), image, plan),
            task,
            first_hello: None,
            stopping: false,
            told: Told::default(),
            messages: VecDeque::new(),
            value: None,
            object: None,
            outcome: None,
            timers: Timers::default(),
            told_times: 0,
            wakers: Vec::new(),
            waiting: 0,
        };
        let keeper =
            Arc::new_cyclic(|me| Keeper { state: Mutex::new(state), changed: Condvar::new(), me: Weak::clone(me) });
        let sink: Arc<dyn Sink> = Arc::clone(&keeper) as _;
        keeper.state().begin(&sink, Resume::default())?;
        Ok(keeper)
    }

    pub(super) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for a change; until the deadline at most, if there is one.
    pub(super) fn wait<'a>(
        &self,
        mut state: MutexGuard<'a, State>,
        deadline: Option<Instant>,
    ) -> MutexGuard<'a, State> {
        state.waiting += 1;
        let mut state = match deadline {
            None => self.changed.wait(state).unwrap_or_else(PoisonError::into_inner),
            Some(deadline) => {
                let left = clock::until(deadline);
                self.changed.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0
            }
        };
        state.waiting -= 1;
        state
    }

    /// Ends the process, whatever it does.
    pub(super) fn kill(&self) {
        let channel = Arc::clone(&self.state().channel);
        self.step(&channel, |state| state.supervisor.ask_kill());
    }

    /// Lets something happen, and does what follows from it: `act` says whether the child is to be killed.
    fn step(&self, channel: &Channel, act: impl FnOnce(&mut State) -> bool) {
        let mut state = self.state();
        let before = state.supervisor.deadline();
        let kill = act(&mut state);
        let after = state.supervisor.deadline();
        if before != after {
            channel.set_deadline(after);
        }
        if kill {
            channel.kill();
        }
        let wakers = if state.outcome.is_some() { std::mem::take(&mut state.wakers) } else { Vec::new() };
        let waiting = state.waiting > 0;
        drop(state);
        if waiting {
            self.changed.notify_all();
        }
        wakers.into_iter().for_each(Waker::wake);
    }
}

impl Sink for Keeper {
    fn frame(&self, channel: &Channel, frame: Frame) {
        let now = clock::now();
        self.step(channel, |state| {
            // What was traced before the frame was sent goes before it.
            state.traces.look(channel);
            match state.take(frame, now) {
                Some(kill) => kill,
                None => state.supervisor.misunderstood(),
            }
        });
    }

    fn hung_up(&self, channel: &Channel, how: HangUp) {
        let now = clock::now();
        self.step(channel, |state| match how {
            HangUp::Garbage => state.supervisor.misunderstood(),
            HangUp::Ended | HangUp::AmidFrame => {
                state.supervisor.hung_up(how == HangUp::AmidFrame, now);
                false
            }
        });
    }

    fn exit_seen(&self, channel: &Channel) {
        self.step(channel, |state| {
            state.supervisor.exit_seen();
            false
        });
    }

    fn exited(&self, channel: &Channel, exit: Exit) {
        let board = channel.board();
        let fault = board.fault.load(Ordering::Acquire);
        let place = Place { section: board.place(), fault };
        let (pid, stderr) = (channel.pid(), channel.last_lines());
        let sink = self.me.upgrade().map(|keeper| keeper as Arc<dyn Sink>);
        self.step(channel, |state| {
            state.salvage_times();
            state.traces.ended(channel);
            if fault == LINK_LOST {
                state.supervisor.lost_link();
            }
            let limits = state.task.config.surroundings.limits;
            let remains = Remains { exit, place, pid, stderr, limits };
            let resume = match (state.supervisor.exited(remains), sink) {
                (Next::Over(outcome), _) => Err(outcome),
                (Next::Again { run, life }, Some(sink)) => Ok((sink, run, life, None)),
                (Next::Error(failure), Some(sink)) => {
                    let (run, life) = (failure.run.unwrap_or(0), failure.life.unwrap_or(0));
                    Ok((sink, run, life, Some(failure)))
                }
                // Nobody holds the keeper any more, so nobody asks what came of it.
                (Next::Again { .. } | Next::Error(_), None) => return false,
            };
            match resume {
                Err(outcome) => state.outcome = Some(outcome),
                Ok((sink, run, life, failure)) => {
                    if let Err(error) = state.start_again(&sink, run, life, failure.clone()) {
                        let mut refusal = error.into_failure();
                        // The error section was all that was left; what had happened is what counts.
                        state.outcome = Some(Err(failure.unwrap_or_else(|| {
                            refusal.run = Some(run);
                            refusal
                        })));
                    }
                }
            }
            false
        });
    }

    fn stop(&self, _channel: &Channel) -> bool {
        self.state().stop();
        true
    }

    fn is_attended(&self) -> bool {
        false
    }

    fn deadline(&self, channel: &Channel) {
        let now = clock::now();
        self.step(channel, |state| state.supervisor.deadline_over(now));
    }
}

impl State {
    /// Takes a frame; `None` when it isn't one that a child sends, else whether to kill the child.
    fn take(&mut self, frame: Frame, now: Instant) -> Option<bool> {
        match frame.kind {
            Kind::Hello => {
                self.first_hello.get_or_insert(now);
                return Some(self.supervisor.hello(&cerial::from_slice(&frame.payload).ok()?));
            }
            Kind::Report => self.supervisor.report(cerial::from_slice(&frame.payload).ok()?, now),
            Kind::Panicked => self.supervisor.panicked(cerial::from_slice(&frame.payload).ok()?),
            Kind::Done => self.supervisor.done(cerial::Options::trusted().from_slice(&frame.payload).ok()?, now),
            Kind::Value => self.value = Some(frame.payload),
            Kind::Object => self.object = Some(frame.payload),
            Kind::Tell => self.messages.push_back(Message::of(frame)?),
            Kind::Times => {
                let times: Times = cerial::Options::trusted().from_slice(&frame.payload).ok()?;
                self.told_times += times.len() as u64;
                self.timers.take(&times);
            }
            Kind::State => {
                self.supervisor.kept(u64::from_le_bytes(*frame.payload.first_chunk()?));
                self.task.value = Kept::Before(frame.payload);
            }
            // Whoever waits for room looks again, since everybody is woken.
            Kind::Room | Kind::Trace => {}
            // What only a parent or a pool's worker says.
            _ => return None,
        }
        Some(false)
    }

    /// Takes in the records that the child noted and had not told when it died.
    fn salvage_times(&mut self) {
        let times = self.channel.board().ledger.behind(self.told_times);
        self.told_times += times.len() as u64;
        self.timers.take(&times);
    }

    /// The timers at this moment.
    pub(super) fn timers(&self) -> Timers {
        let mut timers = self.timers.snapshot();
        timers.take(&self.channel.board().ledger.behind(self.told_times));
        timers
    }

    /// Tells the child what to do, and has the reactor watch it.
    fn begin(&mut self, sink: &Arc<dyn Sink>, resume: Resume) -> Result<(), ProcessError> {
        let Task { entry, ref config, ref value } = self.task;
        let begin = Begin {
            version: VERSION,
            limits: config.surroundings.limits,
            trace: self.traces.level(),
            job: Job::Once { entry, config: Box::new(config.clone()), resume: Box::new(resume) },
        };
        self.channel.send(FrameBuffer::of(Kind::Begin, &begin).finish());
        self.channel.send_shared(value.frame());
        self.channel.attend(Arc::clone(sink))?;
        self.channel.set_deadline(self.supervisor.deadline());
        Ok(())
    }

    /// Starts another child, which goes on where the last one died.
    fn start_again(
        &mut self,
        sink: &Arc<dyn Sink>,
        run: u64,
        life: u32,
        failure: Option<Failure>,
    ) -> Result<(), ProcessError> {
        let heard = self.channel.board().child_heard.messages();
        let channel = launch(&self.task.config.surroundings, &self.taps)?;
        let now = clock::now();
        self.channel = channel;
        self.supervisor.started_again(now);
        self.told_times = 0;
        let resume = Resume {
            run,
            life,
            spent: self.first_hello.map_or_else(Default::default, |first| now.saturating_duration_since(first)),
            stopping: self.stopping,
            times: Times::of(&self.timers),
            failure,
        };
        self.begin(sink, resume)?;
        self.tell_again(heard);
        Ok(())
    }

    /// Tells a new child what the last one had not listened to.
    fn tell_again(&mut self, heard: u64) {
        self.told.prune(heard);
        self.told.forgotten = 0;
        self.told.flow = Flow::default();
        for frame in &self.told.unheard {
            // They were let in before, and nothing else waits.
            self.told.flow.admit(&self.channel.board().child_heard, Message::size_of_frame(frame));
            self.channel.send_shared(Arc::clone(frame));
        }
    }

    /// Sends a message, if there is room for it.
    pub(super) fn tell(&mut self, frame: &Arc<Vec<u8>>) -> bool {
        let heard = &self.channel.board().child_heard;
        if !self.told.flow.admit(heard, Message::size_of_frame(frame)) {
            return false;
        }
        if self.task.config.may_retry() {
            self.told.prune(heard.messages());
            self.told.unheard.push_back(Arc::clone(frame));
        }
        self.channel.send_shared(Arc::clone(frame));
        true
    }

    /// Takes the next message.
    pub(super) fn hear(&mut self) -> Option<Message> {
        let message = self.messages.pop_front()?;
        if self.channel.board().parent_heard.take(message.size()) {
            self.channel.send(FrameBuffer::new(Kind::Room).finish());
        }
        Some(message)
    }

    /// Asks the process to stop, in this life and in those that follow.
    pub(super) fn stop(&mut self) {
        self.stopping = true;
        self.channel.send(FrameBuffer::new(Kind::Stop).finish());
    }

    /// Wakes this task when the process has ended.
    pub(super) fn wake_at_end(&mut self, waker: &Waker) {
        if !self.wakers.iter().any(|known| known.will_wake(waker)) {
            self.wakers.push(waker.clone());
        }
    }
}
