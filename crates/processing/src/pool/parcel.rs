//! A parcel: encoded tasks of one call, one behind the other, and the numbers of their items.

use std::ops::Range;
use std::sync::Arc;

use cerial::Encode;

use crate::error::{ErrorKind, Failure, ProcessError};
use crate::link::Piece;
use crate::unwind::caught;

/// Each task stands behind its length, in so many bytes.
pub(crate) const LENGTH: usize = 8;

/// Room for the first small task of a parcel.
const SMALL: usize = 64;

/// Parcels of no more bytes than this in all are joined.
const JOINED_BYTES: usize = 32 << 10;

/// Some tasks of one call, with consecutive items. Cheap to clone and to cut.
#[derive(Clone, Debug)]
pub(crate) struct Parcel {
    bytes: Arc<Vec<u8>>,
    range: Range<usize>,
    /// The item of the first task.
    first: u64,
    count: u32,
    /// How many workers have died in it. More than 0 only in a parcel of one task.
    tries: u32,
}

impl Parcel {
    /// The item of the first task.
    pub(crate) fn first(&self) -> u64 {
        self.first
    }

    /// How many tasks it holds.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// The tasks' bytes as a piece of a frame.
    pub(super) fn piece(&self) -> Piece {
        Piece::part(Arc::clone(&self.bytes), self.range.clone())
    }

    /// The tasks' bytes.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[self.range.clone()]
    }

    pub(super) fn tries(&self) -> u32 {
        self.tries
    }

    /// The same task, once more.
    pub(super) fn tried_again(mut self) -> Self {
        self.tries += 1;
        self
    }

    /// The length of the first `count` tasks, but of no more than fit into `most` bytes (one task always does),
    /// and how many those are.
    fn measure(&self, count: u32, most: usize) -> (usize, u32) {
        let bytes = self.bytes();
        let (mut end, mut taken) = (0, 0);
        while taken < count.min(self.count) {
            let length = bytes[end..].first_chunk().expect("each task stands behind its length");
            let next = end + LENGTH + u64::from_le_bytes(*length) as usize;
            if next > most && taken > 0 {
                break;
            }
            (end, taken) = (next, taken + 1);
        }
        (end, taken)
    }

    /// Cuts off the first `count` tasks, but no more than fit into `most` bytes (one task always does).
    pub(super) fn take(&mut self, count: u32, most: usize) -> Parcel {
        let (length, count) = self.measure(count, most);
        let middle = self.range.start + length;
        let taken = Parcel { range: self.range.start..middle, count, ..self.clone() };
        self.range.start = middle;
        self.first += u64::from(count);
        self.count -= count;
        taken
    }

    /// Whether another parcel's tasks come right behind this one's, and are so few bytes that they may be copied to them.
    pub(super) fn is_joined_by(&self, next: &Parcel) -> bool {
        let consecutive = self.first + u64::from(self.count) == next.first && (self.tries, next.tries) == (0, 0);
        consecutive && self.bytes().len() + next.bytes().len() <= JOINED_BYTES
    }

    /// Adds the tasks of a parcel by which this one is joined.
    pub(super) fn join(&mut self, next: &Parcel) {
        if Arc::get_mut(&mut self.bytes).is_none_or(|bytes| bytes.len() != self.range.end) {
            (self.bytes, self.range) = (Arc::new(self.bytes().to_vec()), 0..self.range.len());
        }
        Arc::make_mut(&mut self.bytes).extend_from_slice(next.bytes());
        self.range.end += next.bytes().len();
        self.count += next.count;
    }

    /// Keeps the first `count` tasks and gives the rest.
    pub(super) fn split_off(&mut self, count: u32) -> Parcel {
        let head = self.take(count, usize::MAX);
        std::mem::replace(self, head)
    }
}

/// A parcel in the making.
#[derive(Debug)]
pub(crate) struct Packing {
    bytes: Vec<u8>,
    first: u64,
    count: u32,
}

impl Packing {
    /// An empty parcel whose first task will be that item's.
    pub(crate) fn new(first: u64) -> Self {
        Packing { bytes: Vec::new(), first, count: 0 }
    }

    /// Adds the next item's task, which `write` appends; nothing is added where it fails.
    pub(crate) fn add<E>(&mut self, write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; LENGTH]);
        if let Err(error) = write(&mut self.bytes) {
            self.bytes.truncate(start);
            return Err(error);
        }
        let length = (self.bytes.len() - start - LENGTH) as u64;
        self.bytes[start..start + LENGTH].copy_from_slice(&length.to_le_bytes());
        self.count += 1;
        Ok(())
    }

    /// Adds the task of the next item; nothing is added where it can't be encoded.
    pub(super) fn add_item<T: Encode>(&mut self, item: &T) -> Result<(), ProcessError> {
        let before = self.bytes.len();
        // A few numbers or words fit, and more of them find more room.
        self.bytes.reserve(SMALL);
        match caught(|| self.add(|bytes| cerial::Options::trusted().encode_into(item, bytes))) {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(ProcessError::caused(ErrorKind::Encode, "the item could not be encoded", error)),
            Err(panic) => {
                self.bytes.truncate(before);
                let text = format!("encoding the item panicked: {panic}");
                Err(Failure { panic: Some(panic), ..Failure::new(ErrorKind::Encode).text(text) }.into())
            }
        }
    }

    /// The item of the next task.
    pub(crate) fn next(&self) -> u64 {
        self.first + u64::from(self.count)
    }

    /// How many tasks it holds so far.
    #[inline]
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// How many bytes it takes so far.
    #[inline]
    pub(crate) fn size(&self) -> usize {
        self.bytes.len()
    }

    /// The parcel; `None` when it is empty. The packing goes on with the item after its last one.
    pub(crate) fn close(&mut self) -> Option<Parcel> {
        if self.count == 0 {
            return None;
        }
        let bytes = std::mem::take(&mut self.bytes);
        let parcel =
            Parcel { range: 0..bytes.len(), bytes: Arc::new(bytes), first: self.first, count: self.count, tries: 0 };
        self.first += u64::from(self.count);
        self.count = 0;
        Some(parcel)
    }

    /// Leaves out the next item, which has no task. The parcel before it must have been closed.
    pub(crate) fn pass_over(&mut self) {
        debug_assert_eq!(self.count, 0, "the items of a parcel are consecutive");
        self.first += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parcel(tasks: &[&[u8]]) -> Parcel {
        let mut packing = Packing::new(10);
        for task in tasks {
            packing
                .add(|bytes| {
                    let _: () = bytes.extend_from_slice(task);
                    Ok::<(), ()>(())
                })
                .unwrap();
        }
        packing.close().unwrap()
    }

    #[test]
    fn cutting_keeps_items_and_bytes_together() {
        let mut rest = parcel(&[b"a", b"bb", b"", b"dddd"]);
        let head = rest.take(2, usize::MAX);
        assert_eq!((head.first(), head.count(), head.bytes().len()), (10, 2, 2 * LENGTH + 3));
        assert_eq!((rest.first(), rest.count()), (12, 2));
        let tail = rest.split_off(1);
        assert_eq!((rest.first(), rest.count(), rest.bytes().len()), (12, 1, LENGTH));
        assert_eq!((tail.first(), tail.count(), &tail.bytes()[LENGTH..]), (13, 1, &b"dddd"[..]));
    }

    #[test]
    fn a_piece_has_the_bytes_of_its_tasks_alone() {
        let mut rest = parcel(&[b"a", b"bb", b"ccc"]);
        let head = rest.take(1, usize::MAX);
        let tail = rest.split_off(1);
        for part in [head, rest, tail] {
            assert_eq!(part.piece().bytes(), part.bytes());
        }
    }

    #[test]
    fn consecutive_tasks_are_joined() {
        let whole = parcel(&[b"a", b"bb", b"ccc", b"dddd"]);
        let mut rest = whole.clone();
        let mut head = rest.take(1, usize::MAX);
        assert!(head.is_joined_by(&rest) && !rest.is_joined_by(&head));
        assert!(!head.is_joined_by(&rest.clone().tried_again()));
        // Once from bytes that others hold, and once behind its own.
        for _ in 0..2 {
            head.join(&rest.take(1, usize::MAX));
        }
        assert_eq!((head.first(), head.count(), rest.count()), (10, 3, 1));
        head.join(&rest);
        assert_eq!(head.bytes(), whole.bytes());
        // The bytes of tasks that were cut off and thrown away are not the next ones'.
        let mut short = parcel(&[b"a", b"bb"]);
        drop(short.split_off(1));
        let mut next = parcel(&[b"a", b"ccc"]);
        drop(next.take(1, usize::MAX));
        short.join(&next);
        assert_eq!((short.count(), &short.bytes()[1 + 2 * LENGTH..]), (2, &b"ccc"[..]));
        let mut large = parcel(&[b"a", &[0; JOINED_BYTES]]);
        let small = large.take(1, usize::MAX);
        assert!(!small.is_joined_by(&large), "many bytes are not copied");
    }

    #[test]
    fn one_task_is_taken_however_large() {
        let mut rest = parcel(&[&[0; 100], b"b", b"c"]);
        assert_eq!(rest.take(3, 50).count(), 1);
        assert_eq!(rest.take(3, 50).count(), 2);
    }

    #[test]
    fn a_task_that_fails_to_encode_leaves_nothing() {
        let mut packing = Packing::new(0);
        packing
            .add(|bytes| {
                let _: () = bytes.push(1);
                Ok::<(), ()>(())
            })
            .unwrap();
        let failed = packing.add(|bytes| {
            bytes.push(2);
            Err(())
        });
        assert_eq!(failed, Err(()));
        assert_eq!(packing.close().unwrap().bytes().len(), LENGTH + 1);
        packing.pass_over();
        packing
            .add(|bytes| {
                let _: () = bytes.push(3);
                Ok::<(), ()>(())
            })
            .unwrap();
        assert_eq!(packing.close().unwrap().first(), 2);
    }
}
