//! A call as the scheduler sees it: what waits, what is out, how large its batches are.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use super::super::parcel::Parcel;

/// How a call wants its tasks run.
#[derive(Clone, Debug, Default)]
pub(crate) struct Terms {
    /// So many tasks a batch; `None`: adapted to how long they take.
    pub(crate) chunk: Option<u32>,
    /// How often a task is tried again after its worker has died in it.
    pub(crate) retries: u32,
    /// How long one task may take.
    pub(crate) task_limit: Option<Duration>,
    /// When the whole call is over.
    pub(crate) deadline: Option<Instant>,
    /// Whether a failed task keeps the later ones from starting.
    pub(crate) cuts: bool,
}

/// Batches are made to last about so long, in nanoseconds: each costs some switches between processes …
const BATCH_NANOS: u64 = 4_000_000;
/// … but so many times less while other calls have tasks too, which wait behind them.
const SHARERS_PART: u32 = 8;
/// The largest batch.
const BATCH_TASKS: u32 = 2048;
/// A batch with several tasks has no more bytes than this.
pub(super) const BATCH_BYTES: usize = 256 << 10;

#[derive(Debug)]
pub(super) struct Call {
    pub(super) terms: Terms,
    pub(super) queue: VecDeque<Parcel>,
    /// The tasks in the queue.
    pub(super) queued: u64,
    /// The tasks that workers have and that are not finished.
    pub(super) flying: u64,
    /// Whether all of its tasks have been fed.
    pub(super) complete: bool,
    /// Only so many items may start, where one behind them has failed.
    pub(super) cut: Option<u64>,
    /// Whether its end was told.
    pub(super) told: bool,
    batch: u32,
    nanos: Option<u64>,
}

impl Call {
    pub(super) fn new(terms: Terms) -> Self {
        Call {
            terms,
            queue: VecDeque::new(),
            queued: 0,
            flying: 0,
            complete: false,
            cut: None,
            told: false,
            batch: 1,
            nanos: None,
        }
    }

    /// How many tasks a batch has at present. `shares` says whether other calls have tasks too.
    pub(super) fn batch(&self, shares: bool) -> u32 {
        match (self.terms.task_limit, self.terms.chunk) {
            // The limit is one task's, so its clock must start with the task.
            (Some(_), _) => 1,
            (None, Some(chunk)) => chunk,
            (None, None) if shares => self.batch.div_ceil(SHARERS_PART),
            (None, None) => self.batch,
        }
    }

    /// How many tasks the next batch has. Towards the end batches shrink, so that all workers end together.
    pub(super) fn next_batch(&self, workers: usize, shares: bool) -> u32 {
        let batch = self.batch(shares);
        if !self.complete || self.terms.chunk.is_some() {
            return batch;
        }
        let share = self.queued.div_ceil(2 * workers.max(1) as u64).max(1);
        batch.min(u32::try_from(share).unwrap_or(u32::MAX))
    }

    /// How many tasks take so long, in nanoseconds; `None` while none has been measured.
    pub(super) fn fitting(&self, nanos: u64) -> Option<u32> {
        self.nanos.map(|each| u32::try_from(nanos / each).unwrap_or(u32::MAX))
    }

    /// How long so many tasks will take; `None` while none has been measured.
    pub(super) fn expected(&self, tasks: u64) -> Option<u64> {
        self.nanos.map(|nanos| nanos.saturating_mul(tasks))
    }

    /// Learns from so many tasks that took so long.
    pub(super) fn measured(&mut self, tasks: u64, nanos: u64) {
        if tasks == 0 {
            return;
        }
        let each = (nanos / tasks).max(1);
        let each = self.nanos.map_or(each, |before| (3 * before + each) / 4).max(1);
        self.nanos = Some(each);
        let fitting = u32::try_from((BATCH_NANOS + each / 2) / each).unwrap_or(u32::MAX).clamp(1, BATCH_TASKS);
        self.batch = fitting.min(self.batch.saturating_mul(2));
    }

    /// Drops the tasks of a parcel that are not to start any more; `None` when none is left.
    pub(super) fn trim(&self, mut parcel: Parcel) -> Option<Parcel> {
        if let Some(cut) = self.cut {
            let keep = cut.saturating_sub(parcel.first());
            if keep < u64::from(parcel.count()) {
                parcel.split_off(keep as u32);
            }
        }
        (parcel.count() > 0).then_some(parcel)
    }

    /// Queues tasks that came back, before all others.
    pub(super) fn requeue(&mut self, parcel: Parcel) {
        if let Some(parcel) = self.trim(parcel) {
            self.queued += u64::from(parcel.count());
            self.queue.push_front(parcel);
        }
    }

    /// Takes the next batch from the queue.
    pub(super) fn take(&mut self, count: u32) -> Option<Parcel> {
        let mut parcel = self.queue.front_mut()?.take(count, BATCH_BYTES);
        loop {
            if self.queue.front().is_some_and(|front| front.count() == 0) {
                self.queue.pop_front();
            }
            // Tasks that were fed one by one go together.
            let more = count - parcel.count();
            let Some(front) = self.queue.front_mut().filter(|front| more > 0 && parcel.is_joined_by(front)) else {
                break;
            };
            parcel.join(&front.take(more, BATCH_BYTES));
        }
        self.queued -= u64::from(parcel.count());
        self.flying += u64::from(parcel.count());
        Some(parcel)
    }

    /// Lets only the first `keep` items start.
    pub(super) fn cut_to(&mut self, keep: u64) {
        self.cut = Some(self.cut.map_or(keep, |cut| cut.min(keep)));
        let queue = std::mem::take(&mut self.queue);
        self.queue = queue.into_iter().filter_map(|parcel| self.trim(parcel)).collect();
        self.queued = self.queue.iter().map(|parcel| u64::from(parcel.count())).sum();
    }

    pub(super) fn is_over(&self) -> bool {
        self.complete && self.queued == 0 && self.flying == 0
    }
}
