//! Small numbers for threads: each living thread owns one, and gives it back when it ends.
//!
//! A shard per number is then a shard per living thread, however many threads come and go.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Hands out the least free number.
#[derive(Debug)]
pub(crate) struct Slots {
    free: BinaryHeap<Reverse<usize>>,
    next: usize,
}

impl Slots {
    pub(crate) const fn new() -> Self {
        Self { free: BinaryHeap::new(), next: 0 }
    }

    /// The least number that nobody has.
    pub(crate) fn take(&mut self) -> usize {
        match self.free.pop() {
            Some(Reverse(slot)) => slot,
            None => {
                let slot = self.next;
                self.next += 1;
                slot
            }
        }
    }

    /// Takes a number back; the caller must own it.
    pub(crate) fn give_back(&mut self, slot: usize) {
        debug_assert!(slot < self.next, "slot {slot} was never handed out");
        self.free.push(Reverse(slot));
    }
}

#[cfg(test)]
mod tests {
    use super::Slots;

    #[test]
    fn the_least_free_number_comes_first() {
        let mut slots = Slots::new();
        assert_eq!([slots.take(), slots.take(), slots.take()], [0, 1, 2]);
        slots.give_back(2);
        slots.give_back(0);
        assert_eq!([slots.take(), slots.take(), slots.take()], [0, 2, 3]);
    }
}
