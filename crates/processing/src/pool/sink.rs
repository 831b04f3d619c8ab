//! What workers say and how they end, for the scheduler and the calls.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

use super::crew::{Crew, Post, State, shut_down};
use super::scheduler::{CallId, Cause, Finished, SiteId};
use crate::clock;
use crate::error::{ErrorKind, Exit, Failure};
use crate::parent::{Channel, HangUp, Place, Remains, Sink, exit_failure};
use crate::protocol::{ANSWERS_HEAD, Done, Frame, Hello, Kind, Message, Report, Run, Talk};

/// Hears the worker of one site.
#[derive(Debug)]
pub(super) struct SiteSink {
    crew: Arc<Crew>,
    site: SiteId,
    /// The worker's channel: the site may have another one by now.
    key: usize,
}

impl SiteSink {
    pub(super) fn new(crew: Arc<Crew>, site: SiteId, key: usize) -> Self {
        SiteSink { crew, site, key }
    }

    fn is_of(&self, state: &State) -> bool {
        state.posts[self.site].channel.as_ref().is_some_and(|channel| channel.key() == self.key)
    }
}

impl Sink for SiteSink {
    fn frame(&self, channel: &Channel, frame: Frame) {
        let mut state = self.crew.state();
        if !self.is_of(&state) || state.posts[self.site].deaf {
            return;
        }
        // What was traced before the frame was sent goes before it.
        self.crew.traces[self.site].look(channel);
        if state.hear(self.site, frame).is_none() {
            // What isn't understood ends the worker: nothing after it can be trusted.
            state.posts[self.site].deaf = true;
            state.scheduler.kill(self.site, Cause::Misunderstood);
        }
        self.crew.act(state);
    }

    fn hung_up(&self, _channel: &Channel, _how: HangUp) {
        let mut state = self.crew.state();
        if self.is_of(&state) {
            state.scheduler.hung_up(self.site, clock::now());
            self.crew.act(state);
        }
    }

    fn exit_seen(&self, _channel: &Channel) {
        let mut state = self.crew.state();
        if self.is_of(&state) {
            state.scheduler.exit_seen(self.site);
        }
    }

    fn exited(&self, channel: &Channel, exit: Exit) {
        let mut state = self.crew.state();
        if self.is_of(&state) {
            self.crew.traces[self.site].ended(channel);
            state.bury(self.site, channel, exit);
            self.crew.act(state);
        }
    }

    fn stop(&self, _channel: &Channel) -> bool {
        false
    }

    fn is_attended(&self) -> bool {
        self.crew.is_attended()
    }

    fn deadline(&self, channel: &Channel) {
        let mut state = self.crew.state();
        state.disarm(channel.key());
        state.scheduler.tick(clock::now());
        self.crew.act(state);
    }
}

impl State {
    /// Takes a frame of a worker; `None` when it isn't one that a worker sends.
    fn hear(&mut self, site: SiteId, frame: Frame) -> Option<()> {
        let now = clock::now();
        match frame.kind {
            Kind::Hello => {
                let hello: Hello = cerial::from_slice(&frame.payload).ok()?;
                if !State::is_same_image(hello.version, hello.image) {
                    self.scheduler.kill(site, Cause::WrongImage);
                } else if hello.refusal.is_some() {
                    self.posts[site].refusal = hello.refusal;
                    self.scheduler.kill(site, Cause::Refused);
                } else if self.first.is_some() {
                    self.scheduler.greeted(site);
                } else {
                    self.scheduler.hello(site, now);
                }
            }
            Kind::Ready if self.first.is_some() => self.scheduler.hello(site, now),
            Kind::Done if self.first.is_some() => {
                let done: Done = cerial::from_slice(&frame.payload).ok()?;
                self.posts[site].unready = Some(done.failure?);
                self.scheduler.kill(site, Cause::NotReady);
            }
            Kind::Answers => {
                let number = |at: usize| Some(u64::from_le_bytes(*frame.payload.get(at..)?.first_chunk()?));
                let (tasks, nanos) = (number(0)?, number(8)?);
                self.posts[site].panics.clear();
                self.posts[site].glimpsed = 0;
                let payload = Arc::new(frame.payload);
                let (last, _) = self.take_answers(site, &payload, ANSWERS_HEAD).ok()?;
                if let Some(call) = last {
                    self.scheduler.measured(site, call, tasks, nanos, now);
                }
            }
            Kind::Tell => {
                let (message, talk) = Message::of_talk(frame)?;
                self.hear_told(site, message, talk);
            }
            Kind::Room => {
                let number = |at: usize| Some(u64::from_le_bytes(*frame.payload.get(at..)?.first_chunk()?));
                self.forget_heard(Talk(number(0)?), number(8)?);
            }
            Kind::Report => {
                let report: Report = cerial::from_slice(&frame.payload).ok()?;
                self.scheduler.section(site, report.limit, now);
                self.posts[site].limited = report.limit.map(|_| report);
            }
            Kind::Trace => {}
            Kind::Panicked => self.posts[site].panics.push(cerial::from_slice(&frame.payload).ok()?),
            _ => return None,
        }
        Some(())
    }

    /// Gives answers to their calls: the last one's call, and how many were failures.
    ///
    /// # Errors
    ///
    /// Something else than answers that are due stands there.
    fn take_answers(
        &mut self,
        site: SiteId,
        payload: &Arc<Vec<u8>>,
        start: usize,
    ) -> Result<(Option<CallId>, usize), ()> {
        let (mut at, mut failures) = (start, 0);
        let mut last: Option<CallId> = None;
        let mut went = Ok(());
        let mut most = u32::MAX;
        while at < payload.len() {
            let Some(run) = Run::read(payload, at, most) else {
                went = Err(());
                break;
            };
            match self.scheduler.finished(site, run.batch, run.place, run.count) {
                Finished::Items(call, item) => {
                    if last.is_some_and(|last| last != call) {
                        self.notify(last);
                    }
                    last = Some(call);
                    if let Some(mail) = self.mails.get_mut(&call) {
                        mail.add(payload, at..run.end, item, run.count.into());
                    }
                    if run.failed {
                        self.scheduler.failed(call, item);
                    }
                    most = u32::MAX;
                }
                // Some of them may have been heard before: they are looked at one by one.
                Finished::Known | Finished::Nonsense if run.count > 1 => {
                    most = 1;
                    continue;
                }
                Finished::Known => {}
                Finished::Nonsense => {
                    went = Err(());
                    break;
                }
            }
            failures += usize::from(run.failed);
            at = run.end;
        }
        self.notify(last);
        went.map(|()| (last, failures))
    }

    /// Looks whether answers wait in a worker's area, because it works on. It sends them too, later.
    pub(super) fn look(&mut self, site: SiteId, now: Instant) {
        let Some(channel) = self.posts[site].channel.clone() else { return };
        let Some(answers) = channel.board().work.glimpse(|size| channel.area().read(size)) else { return };
        // Where a frame with earlier answers is still on its way, these are not due yet, and nothing comes of the look.
        if let Ok((_, failures)) = self.take_answers(site, &Arc::new(answers), 0) {
            self.posts[site].glimpsed += failures;
            self.scheduler.glimpsed(site, now);
        }
    }

    fn notify(&mut self, call: Option<CallId>) {
        if let Some(mail) = call.and_then(|call| self.mails.get_mut(&call)) {
            mail.notify();
        }
    }

    /// Sorts out what a worker leaves behind.
    fn bury(&mut self, site: SiteId, channel: &Channel, exit: Exit) {
        self.disarm(channel.key());
        let board = channel.board();
        // What it wrote there is copied before it is looked at, and broken answers end the looking.
        let salvaged = Arc::new(channel.area().read(board.work.area()));
        let caught = self.take_answers(site, &salvaged, 0).map_or(0, |(_, failures)| failures);
        let Post { mut panics, glimpsed, limited, refusal, unready, .. } = std::mem::take(&mut self.posts[site]);
        if !self.has_workers() {
            self.idle_readers.clear();
        }
        // Panics that became answers were caught; one more than those has ended the worker.
        let panic = if panics.len() > caught + glimpsed { panics.pop() } else { None };
        let place = Place { section: board.place(), fault: board.fault.load(Ordering::Acquire) };
        let killed = exit.signal().is_some() && !exit.is_fault();
        let ended = self.scheduler.exited(site, killed, |batch| board.work.started(batch), clock::now());
        let mut failure = match ended.cause {
            Some(Cause::NoHello) => Failure::new(ErrorKind::Start).text(
                "the worker did not say hello in time and was ended: is it stopped, or is the machine overloaded?",
            ),
            Some(Cause::WrongImage) => Failure::new(ErrorKind::Start).text(
                "the worker runs another executable file than this process: it was replaced meanwhile; start this \
                 program anew",
            ),
            Some(Cause::Refused) => Failure::new(ErrorKind::Start).text(refusal.unwrap_or_default()),
            Some(Cause::NotReady) => not_ready(unready),
            Some(Cause::TaskLimit(limit)) => {
                let mut failure = Failure::new(ErrorKind::Timeout);
                place.put(&mut failure);
                failure.limit = Some(limit);
                failure
            }
            Some(Cause::SectionLimit) => {
                let mut failure = Failure::new(ErrorKind::Timeout);
                place.put(&mut failure);
                if let Some(report) = limited {
                    failure.section = Some(report.section);
                    failure.run = Some(report.run);
                    failure.life = Some(report.life);
                    failure.limit = report.limit;
                }
                failure
            }
            Some(Cause::CallOver) => {
                Failure::new(ErrorKind::Cancelled).text("the call that the task belongs to is over")
            }
            Some(Cause::HungUp) => place.failure(
                ErrorKind::Link,
                "the worker closed its link and went on without it: does something in it close descriptors that it \
                 doesn't own?",
            ),
            Some(Cause::Misunderstood) => place.failure(
                ErrorKind::Link,
                "the worker said what no worker says, and was ended: does something in it write to descriptors or \
                 memory that it doesn't own?",
            ),
            Some(Cause::Overstayed) => {
                Failure::new(ErrorKind::Killed).text("the worker was asked to end and did not, and was ended")
            }
            Some(Cause::Shutdown) => shut_down(),
            None if ended.failed_to_start && ended.greeted => {
                let text = format!("the worker ended in what the pool's `on_worker_start` runs: {exit}");
                let mut failure = Failure::new(ErrorKind::Start).text(text);
                failure.exit = Some(exit);
                failure.panic = panic;
                failure
            }
            None if ended.failed_to_start => Failure::new(ErrorKind::Start).text(format!(
                "the worker ended before it said hello ({exit}): does something end the program before `main`, or does \
                 `main` end before `processing::init()`?"
            )),
            None => {
                let (pid, stderr) = (channel.pid(), channel.last_lines());
                exit_failure(&Remains { exit, place, pid, stderr, limits: self.surroundings.limits }, panic)
            }
        };
        failure.pid = Some(channel.pid());
        failure.stderr = channel.last_lines();
        for (call, item) in ended.lost {
            self.lose(call, item, failure.clone());
        }
        self.fail(&ended.failed, &failure);
        if ended.failed_to_start {
            self.start_failure = Some(failure);
        }
    }
}

/// Why a worker does not serve, whose first function has failed in it.
fn not_ready(unready: Option<Failure>) -> Failure {
    let mut failure = unready.unwrap_or_else(|| Failure::new(ErrorKind::Task));
    let what = match (&failure.panic, failure.text.take()) {
        (Some(panic), _) => format!("has panicked: {panic}"),
        (None, Some(text)) => format!("has failed: {text}"),
        (None, None) => "has failed".to_owned(),
    };
    failure.text = Some(format!("what the pool's `on_worker_start` runs {what}"));
    failure.kind = ErrorKind::Start;
    failure
}
