//! A site: the place of one worker, who may die and be followed by another.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::super::parcel::Parcel;
use super::CallId;
use crate::protocol::SLOTS;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// Nobody is there.
    Absent,
    /// A worker was started and has not said hello.
    Starting,
    /// A worker serves.
    Live,
    /// A worker was asked to end, or was killed.
    Leaving,
    /// A worker could not be started. It is tried again with the next call.
    Broken,
}

/// Why a worker was ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// It did not say hello in time.
    NoHello,
    /// It runs another executable file than its parent.
    WrongImage,
    /// It can't become what it was to be.
    Refused,
    /// What it ran before its first task has failed.
    NotReady,
    /// It was asked to end, and did not.
    Overstayed,
    /// Its task has passed this limit.
    TaskLimit(Duration),
    /// A section of its task has passed its limit.
    SectionLimit,
    /// The call that its task belongs to is over.
    CallOver,
    /// It closed its link and went on.
    HungUp,
    /// It does not speak as agreed.
    Misunderstood,
    /// The pool is at its end.
    Shutdown,
}

/// Tasks that a worker has, and that are not all finished.
#[derive(Debug)]
pub(super) struct Batch {
    pub(super) number: u32,
    pub(super) call: CallId,
    /// All of its tasks, but for those that were taken back.
    pub(super) parcel: Parcel,
    /// How many of them are finished.
    pub(super) done: u32,
    pub(super) limited: bool,
}

impl Batch {
    pub(super) fn left(&self) -> u32 {
        self.parcel.count() - self.done
    }
}

/// So many batches hide the time that a frame takes there and back.
const ENOUGH_BATCHES: usize = 4;

#[derive(Debug)]
pub(super) struct Site {
    pub(super) phase: Phase,
    pub(super) batches: VecDeque<Batch>,
    next_number: u32,
    /// How many tasks its worker was given so far.
    pub(super) given: u64,
    /// When it is ended, and why then.
    pub(super) deadline: Option<(Instant, Cause)>,
    /// When the section of its task is over its limit.
    pub(super) section: Option<Instant>,
    /// Whether it has said hello, and runs what comes before its first task.
    pub(super) greeted: bool,
    /// Since when it has had nothing to do.
    pub(super) idle_since: Option<Instant>,
    /// Why it was ended.
    pub(super) cause: Option<Cause>,
    /// When it was heard last.
    pub(super) heard: Option<Instant>,
    /// Since when nobody has heard it, nor looked at its answers, while it had something to do …
    pub(super) quiet_since: Option<Instant>,
    /// … and how long that may be.
    pub(super) patience: Duration,
}

/// A worker that was not heard for so long is looked at: behind a long task the answers of short ones may wait.
/// While tasks are short, it sends its answers twice as often.
pub(super) const PATIENCE: Duration = Duration::from_millis(12);
/// Each look in a row doubles the time to the next one, up to this.
const MOST_PATIENCE: Duration = Duration::from_millis(128);

impl Site {
    pub(super) fn new() -> Self {
        Site {
            phase: Phase::Absent,
            batches: VecDeque::new(),
            next_number: 0,
            given: 0,
            deadline: None,
            section: None,
            greeted: false,
            idle_since: None,
            cause: None,
            heard: None,
            quiet_since: None,
            patience: PATIENCE,
        }
    }

    /// It was heard.
    pub(super) fn hear(&mut self, now: Instant) {
        (self.heard, self.quiet_since, self.patience) = (Some(now), Some(now), PATIENCE);
    }

    /// When something is due, or its answers are to be looked at.
    pub(super) fn wakes_at(&self) -> Option<Instant> {
        self.due().map(|(at, _)| at).or_else(|| self.look_at())
    }

    /// When to look at its answers. With one task it has none that wait, and where a limit is kept they don't wait.
    pub(super) fn look_at(&self) -> Option<Instant> {
        let several = self.batches.len() > 1 || self.batches.front().is_some_and(|batch| batch.left() > 1);
        let may_wait = several && self.phase == Phase::Live && self.due().is_none() && !self.is_limited();
        self.quiet_since.filter(|_| may_wait)?.checked_add(self.patience)
    }

    /// It is looked at.
    pub(super) fn look(&mut self, now: Instant) {
        (self.quiet_since, self.patience) = (Some(now), MOST_PATIENCE.min(2 * self.patience));
    }

    fn is_limited(&self) -> bool {
        self.batches.iter().any(|batch| batch.limited)
    }

    /// The tasks it has and has not finished.
    pub(super) fn load(&self) -> u64 {
        self.batches.iter().map(|batch| u64::from(batch.left())).sum()
    }

    /// Those of one call.
    pub(super) fn load_of(&self, id: CallId) -> u64 {
        self.batches.iter().filter(|batch| batch.call == id).map(|batch| u64::from(batch.left())).sum()
    }

    /// What is due next, and why.
    pub(super) fn due(&self) -> Option<(Instant, Cause)> {
        match (self.deadline, self.section) {
            (Some((at, _)), Some(section)) if section < at => Some((section, Cause::SectionLimit)),
            (Some(deadline), _) => Some(deadline),
            (None, section) => section.map(|at| (at, Cause::SectionLimit)),
        }
    }

    pub(super) fn is_idle(&self) -> bool {
        self.batches.is_empty()
    }

    pub(super) fn is_at_work(&self) -> bool {
        matches!(self.phase, Phase::Starting | Phase::Live)
    }

    /// Whether nothing may be added to what it has: a task with a limit, or no slot is free on the board. A batch in
    /// the middle that was taken back frees none: slots are used in turn.
    pub(super) fn is_reserved(&self) -> bool {
        let oldest = self.batches.front().map_or(self.next_number, |batch| batch.number);
        self.is_limited() || self.next_number.wrapping_sub(oldest) as usize >= SLOTS
    }

    /// Whether it has enough to do: what more there is goes on its way with its next answers, many tasks at once.
    pub(super) fn is_full(&self) -> bool {
        self.batches.len() >= ENOUGH_BATCHES || self.is_reserved()
    }

    pub(super) fn push(&mut self, call: CallId, parcel: Parcel, limited: bool) -> u32 {
        let number = self.next_number;
        self.next_number = number.wrapping_add(1);
        self.given += u64::from(parcel.count());
        self.batches.push_back(Batch { number, call, parcel, done: 0, limited });
        number
    }

    /// Forgets the worker, who is gone, and gives what it had.
    pub(super) fn vacate(&mut self) -> VecDeque<Batch> {
        let batches = std::mem::take(&mut self.batches);
        *self = Site::new();
        batches
    }
}
