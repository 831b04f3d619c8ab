//! What a worker and its parent note on the board about tasks: who may start what, and what was started.
//!
//! A worker has several batches, each with a slot. The parent grants a number of a batch's tasks, and may lower it
//! again to what the worker has started; the worker starts them one after the other while they are granted. So each
//! task is either started or taken back, never both, and after the worker's death the parent knows which.

use std::sync::atomic::{AtomicU64, Ordering, fence};

/// So many batches a worker may have at once.
pub(crate) const SLOTS: usize = 64;
/// So many tasks a batch may have.
pub(crate) const MOST_TASKS: u32 = 1 << 15;

/// The board's part about tasks. All zero is its first state, and every bit pattern is valid.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Work {
    slots: [AtomicU64; SLOTS],
    /// For each slot 1 + the number of the batch whose tasks are to stop, or that of an earlier one.
    stops: [AtomicU64; SLOTS],
    /// How often the result area was begun anew (the upper half), and how many bytes of it hold answers that may not
    /// have been sent.
    area: AtomicU64,
}

impl Default for Work {
    fn default() -> Self {
        let blank = || [const { AtomicU64::new(0) }; SLOTS];
        Work { slots: blank(), stops: blank(), area: AtomicU64::new(0) }
    }
}

/// What stands in a slot. The number of a batch is marked, so that a blank slot is no batch's.
#[derive(Clone, Copy)]
struct Slot {
    batch: u32,
    started: u16,
    granted: u16,
}

impl Slot {
    fn of(word: u64) -> Self {
        Slot { batch: (word >> 32) as u32, started: (word >> 16) as u16, granted: word as u16 }
    }

    fn word(self) -> u64 {
        u64::from(self.batch) << 32 | u64::from(self.started) << 16 | u64::from(self.granted)
    }
}

impl Work {
    fn slot(&self, batch: u32) -> &AtomicU64 {
        &self.slots[batch as usize % SLOTS]
    }

    /// (Parent) Lets the worker start the first `count` tasks of a new batch.
    pub(crate) fn grant(&self, batch: u32, count: u32) {
        debug_assert!(count <= MOST_TASKS);
        let slot = Slot { batch, started: 0, granted: count as u16 };
        self.slot(batch).store(slot.word(), Ordering::Release);
    }

    /// (Worker) Starts a task of a batch; `false` when it was taken back.
    pub(crate) fn start(&self, batch: u32, place: u32) -> bool {
        let started = self.slot(batch).fetch_update(Ordering::AcqRel, Ordering::Acquire, |word| {
            let slot = Slot::of(word);
            let next = slot.batch == batch && u32::from(slot.started) == place && slot.started < slot.granted;
            next.then(|| Slot { started: slot.started + 1, ..slot }.word())
        });
        started.is_ok()
    }

    /// (Parent) Lets the worker start no more than `keep` tasks of a batch, or those that it has started if they are
    /// more. How many those are; `None` when the slot holds another batch, which only a broken worker can cause.
    pub(crate) fn take_back(&self, batch: u32, keep: u32) -> Option<u32> {
        let lower = |word| {
            let slot = Slot::of(word);
            let granted = slot.granted.min(slot.started.max(u16::try_from(keep).unwrap_or(u16::MAX)));
            (slot.batch == batch).then(|| Slot { granted, ..slot }.word())
        };
        let before = self.slot(batch).fetch_update(Ordering::AcqRel, Ordering::Acquire, lower).ok()?;
        lower(before).map(|word| u32::from(Slot::of(word).granted))
    }

    /// (Parent) Asks the tasks of a batch to stop.
    pub(crate) fn stop(&self, batch: u32) {
        self.stops[batch as usize % SLOTS].store(u64::from(batch) + 1, Ordering::Release);
    }

    /// (Worker) Whether the tasks of a batch are to stop.
    pub(crate) fn is_stopped(&self, batch: u32) -> bool {
        self.stops[batch as usize % SLOTS].load(Ordering::Acquire) == u64::from(batch) + 1
    }

    /// How many tasks of a batch were started; `None` when the slot holds another batch.
    pub(crate) fn started(&self, batch: u32) -> Option<u32> {
        let slot = Slot::of(self.slot(batch).load(Ordering::Acquire));
        (slot.batch == batch).then_some(u32::from(slot.started))
    }

    /// (Worker) Says how many bytes of the result area hold answers, which were written before.
    pub(crate) fn set_area(&self, bytes: usize) {
        let turn = self.area.load(Ordering::Relaxed) >> 32;
        self.area.store(turn << 32 | bytes as u64, Ordering::Release);
    }

    /// (Worker) Begins the result area anew: what stands in it was sent, and is written over from now on.
    pub(crate) fn clear_area(&self) {
        let turn = self.area.load(Ordering::Relaxed) >> 32;
        self.area.store(turn.wrapping_add(1) << 32, Ordering::Relaxed);
        // Nothing that is written from here on is seen by who doesn't see the new turn.
        fence(Ordering::Release);
    }

    /// (Parent) Reads the answers of a worker that goes on: `read` copies so many bytes of the result area. `None` where
    /// there are none, or where they were written over meanwhile, since they were sent.
    pub(crate) fn glimpse(&self, read: impl FnOnce(usize) -> Vec<u8>) -> Option<Vec<u8>> {
        let word = self.area.load(Ordering::Acquire);
        if word as u32 == 0 {
            return None;
        }
        let copy = read(word as u32 as usize);
        fence(Ordering::Acquire);
        (self.area.load(Ordering::Relaxed) >> 32 == word >> 32).then_some(copy)
    }

    /// How many bytes of the result area are said to hold answers.
    pub(crate) fn area(&self) -> usize {
        self.area.load(Ordering::Acquire) as u32 as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_granted_tasks_start_and_each_once() {
        let work = Work::default();
        assert!(!work.start(7, 0));
        work.grant(7, 2);
        assert!(work.start(7, 0));
        assert!(!work.start(7, 0));
        assert!(work.start(7, 1));
        assert!(!work.start(7, 2));
        assert_eq!(work.started(7), Some(2));
        assert_eq!(work.started(8), None);
    }

    #[test]
    fn what_was_started_is_not_taken_back() {
        let work = Work::default();
        work.grant(1, 5);
        assert!(work.start(1, 0) && work.start(1, 1));
        assert_eq!(work.take_back(1, 4), Some(4));
        assert_eq!(work.take_back(1, 0), Some(2));
        assert_eq!(work.take_back(1, 9), Some(2));
        assert!(!work.start(1, 2));
        assert_eq!(work.take_back(2, 0), None);
    }

    #[test]
    fn a_batch_whose_slot_has_a_later_one_starts_nothing() {
        let work = Work::default();
        let later = 3 + SLOTS as u32;
        work.grant(3, 5);
        assert_eq!(work.take_back(3, 0), Some(0));
        work.grant(later, 5);
        assert!(!work.start(3, 0));
        assert!(work.start(later, 0));
    }

    #[test]
    fn a_stop_is_that_of_its_batch_alone() {
        let work = Work::default();
        assert!(!work.is_stopped(0));
        work.stop(3);
        assert!(work.is_stopped(3));
        assert!(!work.is_stopped(3 + SLOTS as u32));
        assert!(!work.is_stopped(2));
    }

    #[test]
    fn answers_are_glimpsed_whole_or_not_at_all() {
        let work = Work::default();
        let area: Vec<AtomicU64> = (0..64).map(|_| AtomicU64::new(0)).collect();
        let over = AtomicU64::new(0);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                for turn in 1..20_000 {
                    for (at, word) in area.iter().enumerate() {
                        word.store(turn, Ordering::Relaxed);
                        work.set_area((at + 1) * 8);
                    }
                    work.clear_area();
                }
                over.store(1, Ordering::Release);
            });
            let mut seen = 0;
            while over.load(Ordering::Acquire) == 0 {
                let copied = |size: usize| {
                    area[..size / 8].iter().flat_map(|word| word.load(Ordering::Relaxed).to_ne_bytes()).collect()
                };
                if let Some(copy) = work.glimpse(copied) {
                    assert!(copy.chunks(8).all(|word| *word == copy[..8]), "{copy:?}");
                    seen += 1;
                }
            }
            assert!(seen > 0);
        });
        assert_eq!(work.glimpse(|_| unreachable!("nothing stands there")), None);
    }

    #[test]
    fn each_task_is_started_or_taken_back_and_never_both() {
        for round in 0..200 {
            let work = Work::default();
            work.grant(round, 1000);
            let (started, kept) = std::thread::scope(|scope| {
                let worker = scope.spawn(|| (0..1000).take_while(|place| work.start(round, *place)).count());
                let mut kept = 1000;
                for keep in (0..1000).rev().step_by(7) {
                    kept = work.take_back(round, keep).unwrap();
                }
                (worker.join().unwrap(), kept)
            });
            assert_eq!(started as u32, kept);
            assert_eq!(work.started(round), Some(kept));
        }
    }
}
