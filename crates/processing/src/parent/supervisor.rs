//! What the parent makes of a child's life: a state machine without clock, I/O or processes.
//!
//! ```text
//!     ┌───────────────────── again, in a new child ◄─────────────────┐
//!     ▼                                                              │
//! starting ── hello ──► running ── done ──► closing ── exited ──► ended ──► over
//!     │                    │                   ▲
//!     │ no hello in time   │ hung up           │
//!     ▼                    ├───────────────────┘
//!    kill ◄── limit over ──┘          (closing for too long: kill)
//! ```
//!
//! What came of a child is made once, from what it reported and how it exited. A death in a run costs a life, and the
//! run is repeated in a new child; after the last life, or a death elsewhere, a last child runs the error section.

use std::time::{Duration, Instant};

use super::diagnosis::{Remains, exit_failure};
use crate::error::{ErrorKind, Failure, Panic};
use crate::protocol::{Done, Hello, Report, VERSION};

/// A child that has not said hello for so long is stuck.
pub(crate) const HELLO_WITHIN: Duration = Duration::from_secs(30);
/// So long a child may take to exit after it has said that it is done: exit handlers run.
const EXIT_WITHIN: Duration = Duration::from_secs(5);
/// So long a child may live on after its link has ended.
const HUNG_UP_FOR: Duration = Duration::from_secs(1);

/// Why the parent killed the child.
#[derive(Debug)]
enum Cause {
    Asked,
    NoHello,
    WrongImage(&'static str),
    /// The child could not become what it was to be.
    Refused(String),
    Limit(Report, Duration),
    Lingered,
    HungUp,
    Garbage,
}

#[derive(Debug, PartialEq)]
enum Phase {
    Starting,
    Running,
    Closing,
    Ended,
}

/// What the child's death means for what it was to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Plan {
    /// How many lives the object has; 0 where the child runs a plain function, which has none and no error section.
    pub(crate) lives: u32,
}

/// What follows when a child has exited.
#[derive(Debug, PartialEq)]
pub(crate) enum Next {
    /// This came of it.
    Over(Result<(), Failure>),
    /// Another child: it repeats that run with that life.
    Again { run: u64, life: u32 },
    /// Another child: it runs the error section, for that failure.
    Error(Failure),
}

/// The supervisor of one process. Methods that may end the child return whether it is to be killed now.
#[derive(Debug)]
pub(crate) struct Supervisor {
    plan: Plan,
    image: (u64, u64),
    /// The run that another child would begin with.
    kept_run: u64,
    /// What the error section that runs was called for.
    failed: Option<Failure>,
    child: Watched,
}

/// What is known of the child that runs.
#[derive(Debug)]
struct Watched {
    phase: Phase,
    said_hello: bool,
    deadline: Option<Instant>,
    /// The section that the deadline is for, where it is one with a limit.
    limited: Option<(Report, Duration)>,
    cause: Option<Cause>,
    panic: Option<Panic>,
    done: Option<Done>,
    broken: bool,
}

impl Watched {
    fn new(now: Instant) -> Self {
        Watched {
            phase: Phase::Starting,
            said_hello: false,
            deadline: now.checked_add(HELLO_WITHIN),
            limited: None,
            cause: None,
            panic: None,
            done: None,
            broken: false,
        }
    }

    fn close(&mut self, now: Instant, grace: Duration) {
        self.phase = Phase::Closing;
        self.limited = None;
        self.deadline = now.checked_add(grace);
    }

    fn kill(&mut self, cause: Cause) -> bool {
        self.deadline = None;
        self.limited = None;
        self.cause.get_or_insert(cause);
        true
    }

    /// What the exit means, where the child had not said that it is done.
    fn failure(&mut self, remains: &Remains) -> Failure {
        let Remains { exit, place, .. } = *remains;
        match self.cause.take() {
            Some(Cause::Asked) => place.failure(ErrorKind::Killed, "by `kill()`"),
            Some(Cause::NoHello) => Failure::new(ErrorKind::Start).text(format!(
                "the child did not say hello within {HELLO_WITHIN:?} and was ended: is it stopped, or is the machine \
                 overloaded?"
            )),
            Some(Cause::WrongImage(text)) => Failure::new(ErrorKind::Start).text(text),
            Some(Cause::Refused(text)) => Failure::new(ErrorKind::Start).text(text),
            Some(Cause::Limit(report, limit)) => {
                let mut failure = Failure::new(ErrorKind::Timeout);
                failure.section = Some(report.section);
                failure.run = Some(report.run);
                failure.life = Some(report.life);
                failure.limit = Some(limit);
                failure
            }
            Some(Cause::Garbage) => place.failure(
                ErrorKind::Link,
                "the child sent what no child sends, and was ended: does something in it write to descriptors that it \
                 doesn't own?",
            ),
            Some(Cause::HungUp) => place.failure(
                ErrorKind::Link,
                "the child has lost its link, which nobody else closes: does something in it close descriptors that \
                 it doesn't own?",
            ),
            Some(Cause::Lingered) | None if !self.said_hello => Failure::new(ErrorKind::Start).text(format!(
                "the child ended before it said hello ({exit}): does something end the program before `main`, or does \
                 `main` end before `processing::init()`?"
            )),
            Some(Cause::Lingered) | None if self.broken && exit.code() == Some(0) => {
                place.failure(ErrorKind::Link, "the link to the child ended inside a frame")
            }
            Some(Cause::Lingered) | None => exit_failure(remains, self.panic.take()),
        }
    }
}

impl Supervisor {
    pub(crate) fn new(now: Instant, image: (u64, u64), plan: Plan) -> Self {
        Supervisor { plan, image, kept_run: 0, failed: None, child: Watched::new(now) }
    }

    /// Another child was started.
    pub(crate) fn started_again(&mut self, now: Instant) {
        self.child = Watched::new(now);
    }

    /// When to call [`Supervisor::deadline_over`].
    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.child.deadline
    }

    #[must_use = "true: kill the child"]
    pub(crate) fn hello(&mut self, hello: &Hello) -> bool {
        let child = &mut self.child;
        if child.phase != Phase::Starting {
            return false;
        }
        child.phase = Phase::Running;
        child.said_hello = true;
        child.deadline = None;
        if hello.version != VERSION || hello.image != self.image {
            return child.kill(Cause::WrongImage(
                "the child runs another executable file than this process: it was replaced meanwhile; start this \
                 program anew",
            ));
        }
        match &hello.refusal {
            Some(refusal) => child.kill(Cause::Refused(refusal.clone())),
            None => false,
        }
    }

    /// A section with a limit has started or ended.
    pub(crate) fn report(&mut self, report: Report, now: Instant) {
        let child = &mut self.child;
        if child.phase != Phase::Running || child.cause.is_some() {
            return;
        }
        child.limited = report.limit.map(|limit| (report, limit));
        child.deadline = report.limit.and_then(|limit| now.checked_add(limit));
    }

    /// The object's state before that run was kept.
    pub(crate) fn kept(&mut self, run: u64) {
        self.kept_run = run;
    }

    /// A thread of the child has panicked; it may be caught.
    pub(crate) fn panicked(&mut self, panic: Panic) {
        self.child.panic = Some(panic);
    }

    pub(crate) fn done(&mut self, done: Done, now: Instant) {
        let child = &mut self.child;
        if child.phase == Phase::Running && child.cause.is_none() {
            child.done = Some(done);
            child.close(now, EXIT_WITHIN);
        }
    }

    /// The link has ended, perhaps inside a frame.
    pub(crate) fn hung_up(&mut self, broken: bool, now: Instant) {
        let child = &mut self.child;
        child.broken = broken;
        if child.phase != Phase::Ended && child.cause.is_none() && child.done.is_none() {
            child.close(now, HUNG_UP_FOR);
        }
    }

    /// The child has exited, and it will be told how: nothing that it was given time for can be late any more.
    pub(crate) fn exit_seen(&mut self) {
        (self.child.deadline, self.child.limited) = (None, None);
    }

    /// The child has ended because it had lost its link.
    pub(crate) fn lost_link(&mut self) {
        self.child.cause.get_or_insert(Cause::HungUp);
    }

    /// The child has sent what no child sends: nothing after it can be trusted.
    #[must_use = "true: kill the child"]
    pub(crate) fn misunderstood(&mut self) -> bool {
        self.child.phase != Phase::Ended && self.child.kill(Cause::Garbage)
    }

    #[must_use = "true: kill the child"]
    pub(crate) fn ask_kill(&mut self) -> bool {
        self.child.phase != Phase::Ended && self.child.kill(Cause::Asked)
    }

    /// Called at the deadline. One that has been moved meanwhile is not over.
    #[must_use = "true: kill the child"]
    pub(crate) fn deadline_over(&mut self, now: Instant) -> bool {
        let child = &mut self.child;
        if child.deadline.is_none_or(|deadline| now < deadline) {
            return false;
        }
        match (&child.phase, child.limited.take()) {
            (Phase::Starting, _) => child.kill(Cause::NoHello),
            (Phase::Running, Some((report, limit))) => child.kill(Cause::Limit(report, limit)),
            (Phase::Closing, _) if child.done.is_some() => child.kill(Cause::Lingered),
            (Phase::Closing, _) => child.kill(Cause::HungUp),
            (Phase::Running, None) | (Phase::Ended, _) => {
                child.deadline = None;
                false
            }
        }
    }

    /// The child has exited: what follows.
    pub(crate) fn exited(&mut self, remains: Remains) -> Next {
        let child = &mut self.child;
        child.phase = Phase::Ended;
        child.deadline = None;
        if let Some(Done { failure }) = child.done.take() {
            return Next::Over(match failure {
                // One that an error section passes on has the words of the child that it is about.
                Some(failure) => Err(Failure { stderr: failure.stderr.or(remains.stderr), ..failure }),
                None => Ok(()),
            });
        }
        let asked = matches!(child.cause, Some(Cause::Asked));
        let failure = child.failure(&remains);
        let failure = Failure { pid: Some(remains.pid), stderr: remains.stderr, ..failure };
        if let Some(failed) = self.failed.take() {
            // It ran the error section, which could not stand in for what had happened.
            return Next::Over(Err(failed));
        }
        if asked || failure.kind == ErrorKind::Start || self.plan.lives == 0 {
            return Next::Over(Err(failure));
        }
        let life = failure.life.unwrap_or(0);
        let in_run = failure.section.is_some_and(|section| section.is_of_run());
        if in_run && life < self.plan.lives - 1 {
            return Next::Again { run: self.kept_run, life: life + 1 };
        }
        self.failed = Some(failure.clone());
        Next::Error(failure)
    }
}

#[cfg(test)]
mod tests;
