//! A table that grows without moving: one padded lock per slot, made when it is first asked for.
//!
//! Bucket `b` holds the slots `2^b - 1 .. 2^(b+1) - 1`, so a look-up is two shifts and two loads, and nothing that was
//! handed out ever moves. Writers of different slots never touch the same lock or the same cache line.

use crate::sync::{Mutex, OnceLock};

const BUCKETS: usize = 32;

/// Two cache lines: neighbours are fetched in pairs on common machines.
#[derive(Debug, Default)]
#[repr(align(128))]
struct Padded<T>(T);

type Bucket<T> = Box<[Padded<Mutex<T>>]>;

/// Slots of `T`, each behind its own lock.
#[derive(Debug)]
pub(crate) struct Table<T: 'static> {
    buckets: [OnceLock<Bucket<T>>; BUCKETS],
}

impl<T: Default + 'static> Table<T> {
    pub(crate) fn new() -> Self {
        Self { buckets: std::array::from_fn(|_| OnceLock::new()) }
    }

    /// The lock of a slot, made now if this is the first time.
    #[inline]
    pub(crate) fn slot(&self, slot: usize) -> &Mutex<T> {
        let (bucket, offset) = place(slot);
        let shards = self.buckets[bucket]
            .get_or_init(|| (0..1_usize << bucket).map(|_| Padded(Mutex::new(T::default()))).collect());
        &shards[offset].0
    }

    /// Every slot made so far, in the order of slots.
    pub(crate) fn iter(&self) -> impl Iterator<Item = &Mutex<T>> {
        self.buckets.iter().filter_map(OnceLock::get).flatten().map(|padded| &padded.0)
    }
}

#[inline]
fn place(slot: usize) -> (usize, usize) {
    let n = slot + 1;
    let bucket = n.ilog2() as usize;
    (bucket, n - (1 << bucket))
}

#[cfg(test)]
mod tests {
    use super::place;

    #[test]
    fn slots_fill_buckets_without_gaps() {
        let places: Vec<_> = (0..7).map(place).collect();
        assert_eq!(places, [(0, 0), (1, 0), (1, 1), (2, 0), (2, 1), (2, 2), (2, 3)]);
    }
}
