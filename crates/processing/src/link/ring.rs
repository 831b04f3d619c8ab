//! A ring of records in shared memory: the child puts them in, the parent takes them out, and neither waits.
//!
//! A record is a word with its length in bytes, then its bytes, filled up to whole words. Both ends of what is written
//! count words since the child began; the parent believes neither the child's counts nor its lengths.

use std::sync::atomic::{AtomicU64, Ordering};

use crate::protocol::{Traced, WORD};

/// The ring of one child.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Ring<'a> {
    words: &'a [AtomicU64],
    ends: &'a Traced,
}

impl<'a> Ring<'a> {
    pub(super) fn new(words: &'a [AtomicU64], ends: &'a Traced) -> Self {
        Ring { words, ends }
    }

    fn word(&self, place: u64) -> &AtomicU64 {
        // The rest of the division is less than the number of words, which is one of this machine.
        &self.words[(place % self.words.len() as u64) as usize]
    }

    fn size(&self) -> u64 {
        self.words.len() as u64
    }

    /// Puts a record in, if there is room for it, which must be left for `reserve` bytes more. The child's side; by one
    /// thread at a time.
    pub(crate) fn put(&self, record: &[u8], reserve: usize) -> bool {
        let written = self.ends.written.load(Ordering::Relaxed);
        let waiting = written.wrapping_sub(self.ends.taken.load(Ordering::Acquire));
        let needed = 1 + record.len().div_ceil(WORD) as u64;
        if waiting.saturating_add(needed + reserve.div_ceil(WORD) as u64) > self.size() {
            return false;
        }
        self.word(written).store(record.len() as u64, Ordering::Relaxed);
        for (place, bytes) in (1..).zip(record.chunks(WORD)) {
            let mut word = [0; WORD];
            word[..bytes.len()].copy_from_slice(bytes);
            self.word(written.wrapping_add(place)).store(u64::from_le_bytes(word), Ordering::Relaxed);
        }
        self.ends.written.store(written.wrapping_add(needed), Ordering::Release);
        true
    }

    /// Takes all records out that stand behind the first `taken` words: a copy, so that they stay what they are, to be
    /// looked at by [`records`]. The parent's side; by one thread at a time.
    pub(crate) fn take(&self, taken: &mut u64) -> Vec<u8> {
        let written = self.ends.written.load(Ordering::Acquire);
        // More than there is room for is nothing that a child writes.
        let count = written.wrapping_sub(*taken);
        let places = if count <= self.size() { 0..count } else { 0..0 };
        let start = *taken;
        let bytes = places.flat_map(|place| self.word(start.wrapping_add(place)).load(Ordering::Relaxed).to_le_bytes());
        let copy = bytes.collect();
        *taken = written;
        self.ends.taken.store(written, Ordering::Release);
        copy
    }
}

/// The records in what was taken; the last one is `None` where that is broken.
pub(crate) fn records(mut taken: &[u8]) -> impl Iterator<Item = Option<&[u8]>> {
    std::iter::from_fn(move || {
        let (length, rest) = taken.split_first_chunk()?;
        let length = usize::try_from(u64::from_le_bytes(*length)).ok();
        let end = length.and_then(|length| length.checked_next_multiple_of(WORD)).filter(|end| *end <= rest.len());
        let record = length.zip(end).map(|(length, _)| &rest[..length]);
        taken = end.map_or(&[], |end| &rest[end..]);
        Some(record)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(count: usize) -> Vec<AtomicU64> {
        (0..count).map(|_| AtomicU64::new(0)).collect()
    }

    fn all(taken: &[u8]) -> Vec<Option<&[u8]>> {
        records(taken).collect()
    }

    #[test]
    fn records_come_back_in_order_all_around_the_ring() {
        let (words, ends) = (words(7), Traced::default());
        let ring = Ring::new(&words, &ends);
        let mut taken = 0;
        for round in 0_u8..50 {
            assert!(ring.put(&[round; 9], 0));
            assert!(ring.put(b"", 0));
            assert_eq!(all(&ring.take(&mut taken)), [Some(&[round; 9][..]), Some(b"")]);
        }
        assert!(ring.take(&mut taken).is_empty());
    }

    #[test]
    fn a_full_ring_takes_no_more_and_overwrites_nothing() {
        let (words, ends) = (words(8), Traced::default());
        let ring = Ring::new(&words, &ends);
        assert!(ring.put(b"12345678", 0));
        assert!(!ring.put(b"12345678", 5 * WORD));
        assert!(ring.put(b"12345678", 4 * WORD));
        assert!(!ring.put(&[1; 32], 0));
        assert!(ring.put(&[1; 24], 0));
        assert!(!ring.put(b"", 0));
        let mut taken = 0;
        assert_eq!(all(&ring.take(&mut taken)), [Some(&b"12345678"[..]), Some(b"12345678"), Some(&[1; 24])]);
        assert!(ring.put(&[2; 56], 0));
        assert!(!ring.put(&[2; 64], 0));
    }

    #[test]
    fn what_no_child_writes_is_not_believed() {
        let (words, ends) = (words(8), Traced::default());
        let ring = Ring::new(&words, &ends);
        let mut taken = 0;
        for written in [9, u64::MAX, 100] {
            ends.written.store(written, Ordering::Relaxed);
            assert!(ring.take(&mut taken).is_empty(), "{written}");
            assert_eq!(taken, written);
        }
        for length in [17, u64::MAX, u64::MAX - 7] {
            let mut bytes = length.to_le_bytes().to_vec();
            bytes.extend_from_slice(&[0; 16]);
            assert_eq!(all(&bytes), [None]);
        }
        assert_eq!(all(&[1, 2, 3]), []);
    }
}
