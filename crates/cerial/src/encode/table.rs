//! What was met at each address: a table that is asked at every handle.
//!
//! std's looks at sixteen entries at once, which pays where most questions find nothing. Here nearly all of them find an
//! answer, and mostly at the first place they look: it is emptier than tables are elsewhere, since no processor guesses
//! who has to look further, and each wrong guess takes longer than the look.

use super::objects::Met;

/// How many slots the first table has.
const FIRST: usize = 32;
/// The most slots of a small table, of which a quarter are used: 64 KiB, near the processor. Of more, half are.
const SMALL: usize = 4096;
/// The golden ratio.
const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;

/// An address and what was met there, as bits; both 0 where the slot is free. So a new table is zeroed memory.
type Slot = [u64; 2];

/// What was met, by address. A slot is looked for from a place on that the address gives, up to a free one.
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
        let mut at = self.first(address);
        while let Some([taken, met]) = self.slots.get(at) {
            if *taken == address as u64 {
                return Met::from_bits(*met);
            }
            if *taken == 0 {
                break;
            }
            at = self.next(at);
        }
        Met::NOTHING
    }

    /// Changes what was met at an address.
    #[inline]
    pub(super) fn update<R>(&mut self, address: usize, change: impl FnOnce(&mut Met) -> R) -> R {
        let most = if self.slots.len() <= SMALL { self.slots.len() / 4 } else { self.slots.len() / 2 };
        if self.used >= most {
            self.grow();
        }
        let at = self.find(address);
        let slot = &mut self.slots[at];
        let mut met = Met::from_bits(slot[1]);
        let result = change(&mut met);
        self.used += usize::from(slot[0] == 0);
        *slot = [address as u64, met.to_bits()];
        result
    }

    /// Where an address is, or the free slot where it would be.
    #[inline]
    fn find(&self, address: usize) -> usize {
        let mut at = self.first(address);
        while self.slots[at][0] != address as u64 && self.slots[at][0] != 0 {
            at = self.next(at);
        }
        at
    }

    /// Where an address is looked for first.
    #[inline]
    fn first(&self, address: usize) -> usize {
        // Twice: objects lie at equal distances, and for some of these one product has them all side by side.
        let once = (address as u64).wrapping_mul(SPREAD);
        let spread = (once ^ once >> 32).wrapping_mul(SPREAD) >> 32;
        spread as usize & self.slots.len().wrapping_sub(1)
    }

    /// Where it is looked for next.
    #[inline]
    fn next(&self, at: usize) -> usize {
        (at + 1) & self.slots.len().wrapping_sub(1)
    }

    #[cold]
    #[inline(never)]
    fn grow(&mut self) {
        let slots = vec![[0; 2]; (self.slots.len() * 2).max(FIRST)];
        for slot in std::mem::replace(&mut self.slots, slots) {
            if slot[0] != 0 {
                let at = self.find(slot[0] as usize);
                self.slots[at] = slot;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_distance_between_objects_makes_the_way_long() {
        for (distance, count) in (16..4096).step_by(16).flat_map(|distance| [(distance, 1000), (distance, 4000)]) {
            let mut table = ByAddress::default();
            let addresses = || (1..count).map(|index| 0x7f31_2400 + index * distance);
            addresses().for_each(|address| table.update(address, |met| *met = Met::object(1, 0)));
            let last = table.slots.len() - 1;
            let steps: usize =
                addresses().map(|address| table.find(address).wrapping_sub(table.first(address)) & last).sum();
            assert!(steps < count, "{steps} steps for {count} objects at a distance of {distance} bytes");
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
