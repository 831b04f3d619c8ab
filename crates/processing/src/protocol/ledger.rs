//! Records of timers that a child has made and not told yet, on the page that it shares with its parent.
//!
//! A child notes each record here, which costs no system call, and tells them by a frame when the ledger is full. So
//! the parent can read the timers at any moment, and a death loses none of them.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::Section;
use crate::timers::Times;

/// How many records stand here at most.
pub(crate) const LEDGER: u64 = 64;

/// A record is one word: the section in its three high bits, the nanoseconds in the others (73 years).
const NANOS_BITS: u32 = 61;
const WHOLE_RUN: u64 = 6;

/// The last records, in a ring.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Ledger {
    recorded: AtomicU64,
    ring: [AtomicU64; LEDGER as usize],
}

impl Default for Ledger {
    fn default() -> Self {
        Ledger { recorded: AtomicU64::new(0), ring: [const { AtomicU64::new(0) }; LEDGER as usize] }
    }
}

fn place(number: u64) -> usize {
    (number % LEDGER) as usize
}

impl Ledger {
    /// Notes a record; the caller has told all but [`LEDGER`] - 1 of those before it.
    pub(crate) fn note(&self, section: Option<Section>, took: Duration) {
        let number = self.recorded.load(Ordering::Relaxed);
        let nanos = u64::try_from(took.as_nanos()).unwrap_or(u64::MAX).min((1 << NANOS_BITS) - 1);
        let section = section.map_or(WHOLE_RUN, |section| section.index() as u64);
        self.ring[place(number)].store(section << NANOS_BITS | nanos, Ordering::Relaxed);
        self.recorded.store(number.wrapping_add(1), Ordering::Release);
    }

    /// The records behind the first `told`, which came by frames. None while more frames are on their way, or where
    /// the child has written what no child writes.
    pub(crate) fn behind(&self, told: u64) -> Times {
        let mut times = Times::default();
        let recorded = self.recorded.load(Ordering::Acquire);
        if recorded < told || recorded - told > LEDGER {
            return times;
        }
        for number in told..recorded {
            let word = self.ring[place(number)].load(Ordering::Acquire);
            let took = Duration::from_nanos(word & ((1 << NANOS_BITS) - 1));
            match word >> NANOS_BITS {
                WHOLE_RUN => times.push(None, took),
                section => match Section::ALL.get(section as usize) {
                    Some(section) => times.push(Some(*section), took),
                    None => return Times::default(),
                },
            }
        }
        // The child may have gone on meanwhile, and over what was just read.
        match self.recorded.load(Ordering::Acquire).checked_sub(told) {
            Some(0..=LEDGER) => times,
            _ => Times::default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_told_can_be_read() {
        let ledger = Ledger::default();
        let mut expected = Times::default();
        for number in 0..100 {
            let section = Section::ALL.get(number as usize % 7).copied();
            ledger.note(section, Duration::from_nanos(number));
            if number >= 90 {
                expected.push(section, Duration::from_nanos(number));
            }
        }
        assert_eq!(ledger.behind(90), expected);
        assert!(ledger.behind(100).is_empty());
    }

    #[test]
    fn what_was_overwritten_or_never_written_is_not_believed() {
        let ledger = Ledger::default();
        (0..=LEDGER).for_each(|_| ledger.note(None, Duration::MAX));
        assert!(ledger.behind(0).is_empty());
        assert!(ledger.behind(LEDGER + 2).is_empty());
        ledger.ring[0].store(u64::MAX, Ordering::Relaxed);
        assert!(ledger.behind(LEDGER).is_empty());
    }
}
