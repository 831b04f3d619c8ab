//! What was met at each address: a table that is asked at every handle.
//!
//! Each address has two places, and is at one of them (cuckoo hashing). So an answer takes two looks, whichever it is, and
//! which of them had it needn't be guessed: where a table is asked a million times for a thousand objects, in an order that
//! nobody knows, wrong guesses of the processor take longer than all the rest. std's table looks at sixteen entries at
//! once, which pays where most questions find nothing.

use std::hint::select_unpredictable;

use super::objects::Met;

/// How many slots the first table has.
const FIRST: usize = 32;
/// How often slots make way for each other before the table has to grow. It seldom takes ten where half of them are free.
const MOST_MOVES: usize = 100;
/// The golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// An address and what was met there, as bits; both 0 where the slot is free. So a new table is zeroed memory.
type Slot = [u64; 2];

/// What was met, by address.
#[derive(Default)]
pub(super) struct ByAddress {
    /// None, or a power of two of them.
    slots: Vec<Slot>,
    used: usize,
}

impl ByAddress {
    /// What was met at an address.
    #[inline]
    pub(super) fn get(&self, address: usize) -> Met {
        let [first, second] = self.places(address as u64);
        let (Some(first), Some(second)) = (self.slots.get(first), self.slots.get(second)) else { return Met::NOTHING };
        let [taken, met] = select_unpredictable(first[0] == address as u64, first, second);
        if *taken == address as u64 { Met::from_bits(*met) } else { Met::NOTHING }
    }

    /// Changes what was met at an address.
    #[inline]
    pub(super) fn update<R>(&mut self, address: usize, change: impl FnOnce(&mut Met) -> R) -> R {
        let address = address as u64;
        let found =
            self.places(address).into_iter().find(|at| self.slots.get(*at).is_some_and(|slot| slot[0] == address));
        let mut met = found.map_or(Met::NOTHING, |at| Met::from_bits(self.slots[at][1]));
        let result = change(&mut met);
        let slot = [address, met.to_bits()];
        match found {
            Some(at) => self.slots[at] = slot,
            None => self.insert(slot),
        }
        result
    }

    /// Adds an address that isn't there.
    fn insert(&mut self, slot: Slot) {
        if self.used >= self.slots.len() / 2 {
            self.grow();
        }
        self.used += 1;
        let mut homeless = self.put(slot);
        while let Some(slot) = homeless {
            self.grow();
            homeless = self.put(slot);
        }
    }

    /// Puts a slot to one of its places. What was there goes to its own other place, and so on. Gives back the last one, if
    /// that came to no end.
    #[inline]
    fn put(&mut self, mut slot: Slot) -> Option<Slot> {
        let [first, second] = self.places(slot[0]);
        let mut at = if self.slots[first][0] == 0 { first } else { second };
        for _ in 0..MOST_MOVES {
            slot = std::mem::replace(&mut self.slots[at], slot);
            if slot[0] == 0 {
                return None;
            }
            let [first, second] = self.places(slot[0]);
            at = if at == first { second } else { first };
        }
        Some(slot)
    }

    /// The two places of an address, which may be one.
    #[inline]
    fn places(&self, address: u64) -> [usize; 2] {
        // Objects lie at equal distances, and for some of these one product has them all side by side; then the other
        // one hasn't.
        let once = address.wrapping_mul(SPREAD);
        let first = once ^ once >> 32;
        let second = first.wrapping_mul(SPREAD) >> 32;
        [first, second].map(|spread| spread as usize & self.slots.len().wrapping_sub(1))
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self) {
        let slots = vec![[0; 2]; (self.slots.len() * 2).max(FIRST)];
        let used = std::mem::take(&mut self.used);
        for slot in std::mem::replace(&mut self.slots, slots) {
            if slot[0] != 0 {
                self.insert(slot);
            }
        }
        self.used = used;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_distance_between_objects_makes_the_table_large() {
        for (distance, count) in (16..4096).step_by(16).flat_map(|distance| [(distance, 1000), (distance, 4000)]) {
            let mut table = ByAddress::default();
            let addresses = || (1..count).map(|index| 0x7f31_2400 + index * distance);
            addresses().for_each(|address| table.update(address, |met| *met = Met::object(1, 0)));
            // Once more than their count asks for, at the most.
            let slots = table.slots.len();
            assert!(slots <= 4 * count.next_power_of_two(), "{slots} slots for {count} objects {distance} bytes apart");
        }
    }

    #[test]
    fn what_was_met_is_found_again_however_many_there_are() {
        let mut table = ByAddress::default();
        assert_eq!(table.get(8), Met::NOTHING);
        // Side by side, far apart, and with the same low bits.
        for step in [1, 8, 16, 48, 4096, 1 << 20] {
            let addresses = || (1..1000).map(|index| index * step);
            for (number, address) in addresses().enumerate() {
                let before =
                    table.update(address, |met| std::mem::replace(met, Met::object(step as u32, number as u32)));
                assert!(before == Met::NOTHING || before.kind() != step as u32, "{address}");
            }
            for (number, address) in addresses().enumerate() {
                assert_eq!(table.get(address), Met::object(step as u32, number as u32));
            }
            assert_eq!(table.get(999 * step + 1_000_003), Met::NOTHING);
        }
    }
}
