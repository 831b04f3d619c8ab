//! Answers of a worker, one behind the other, as they travel and as they stand in the result area.
//!
//! Each is two words (the batch and the task's place in it; the length), then the encoded result or failure, filled
//! up to whole words. All words are little endian.

use std::ops::Range;

/// The size of a word.
pub(crate) const WORD: usize = 8;
/// An `Answers` frame begins with how many tasks took how many nanoseconds.
pub(crate) const ANSWERS_HEAD: usize = 2 * WORD;

const HEAD: usize = 2 * WORD;
const FAILED: u32 = 1 << 31;

/// Writes an answer behind others: `body` appends it and says whether it is a failure. Nothing is written where it
/// fails to.
pub(crate) fn write_answer<E>(
    bytes: &mut Vec<u8>,
    batch: u32,
    place: u32,
    failed: bool,
    body: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
) -> Result<(), E> {
    let start = bytes.len();
    bytes.extend_from_slice(&[0; HEAD]);
    if let Err(error) = body(bytes) {
        bytes.truncate(start);
        return Err(error);
    }
    let end = bytes.len();
    // Cheaper than to add the few that are missing, and this is done for each task.
    bytes.extend_from_slice(&[0; WORD]);
    bytes.truncate(end.next_multiple_of(WORD));
    let length = (end - start - HEAD) as u64;
    let place = place | if failed { FAILED } else { 0 };
    bytes[start..start + 4].copy_from_slice(&batch.to_le_bytes());
    bytes[start + 4..start + 8].copy_from_slice(&place.to_le_bytes());
    bytes[start + 8..start + HEAD].copy_from_slice(&length.to_le_bytes());
    Ok(())
}

/// One answer among others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) batch: u32,
    pub(crate) place: u32,
    pub(crate) failed: bool,
    /// Where the encoded result or failure stands.
    pub(crate) body: Range<usize>,
    /// Where the next answer begins.
    pub(crate) end: usize,
}

impl Answer {
    /// The answer that begins there; `None` where none does: at the end, or because the bytes are not answers.
    #[inline]
    pub(crate) fn read(bytes: &[u8], at: usize) -> Option<Self> {
        let head = bytes.get(at..)?.first_chunk::<HEAD>()?;
        let number = |from: usize| u32::from_le_bytes(head[from..from + 4].try_into().expect("four bytes"));
        let length = u64::from_le_bytes(head[WORD..].try_into().expect("eight bytes"));
        let start = at + HEAD;
        let stop = start.checked_add(usize::try_from(length).ok()?)?;
        let end = stop.checked_next_multiple_of(WORD)?;
        if end > bytes.len() {
            return None;
        }
        let place = number(4);
        Some(Answer { batch: number(0), place: place & !FAILED, failed: place & FAILED != 0, body: start..stop, end })
    }
}

/// Answers to tasks of one batch that stand one behind the other, in the tasks' order. A failure stands alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    pub(crate) batch: u32,
    /// The place of the first task in its batch.
    pub(crate) place: u32,
    pub(crate) count: u32,
    pub(crate) failed: bool,
    /// Where what follows begins.
    pub(crate) end: usize,
}

impl Run {
    /// The run that begins there, of `most` answers at most.
    pub(crate) fn read(bytes: &[u8], at: usize, most: u32) -> Option<Self> {
        let Answer { batch, place, failed, mut end, .. } = Answer::read(bytes, at)?;
        let mut count = 1;
        while count < most && !failed {
            match Answer::read(bytes, end) {
                Some(next) if next.batch == batch && next.place == place + count && !next.failed => end = next.end,
                _ => break,
            }
            count += 1;
        }
        Some(Run { batch, place, count, failed, end })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_back_one_after_the_other() {
        let mut bytes = vec![0xEE; WORD];
        for (place, body) in [&b"abc"[..], b"", b"12345678"].into_iter().enumerate() {
            write_answer(&mut bytes, 9, place as u32, place == 1, |bytes| {
                let _: () = bytes.extend_from_slice(body);
                Ok::<(), ()>(())
            })
            .unwrap();
        }
        let mut at = WORD;
        for (place, body) in [&b"abc"[..], b"", b"12345678"].into_iter().enumerate() {
            let answer = Answer::read(&bytes, at).unwrap();
            assert_eq!((answer.batch, answer.place, answer.failed), (9, place as u32, place == 1));
            assert_eq!(&bytes[answer.body.clone()], body);
            at = answer.end;
        }
        assert_eq!(at, bytes.len());
        assert_eq!(Answer::read(&bytes, at), None);
    }

    #[test]
    fn a_run_ends_where_another_batch_begins_or_a_task_has_failed_or_is_missing() {
        let mut bytes = Vec::new();
        for (batch, place, failed) in
            [(1, 0, false), (1, 1, false), (2, 2, false), (2, 3, true), (2, 4, false), (2, 6, false)]
        {
            write_answer(&mut bytes, batch, place, failed, |_| Ok::<(), ()>(())).unwrap();
        }
        let mut at = 0;
        for (batch, place, count, failed) in [(1, 0, 2, false), (2, 2, 1, false), (2, 3, 1, true), (2, 4, 1, false)] {
            let run = Run::read(&bytes, at, u32::MAX).unwrap();
            assert_eq!((run.batch, run.place, run.count, run.failed), (batch, place, count, failed));
            at = run.end;
        }
        assert_eq!(Run::read(&bytes, 0, 1).unwrap().count, 1);
        assert_eq!(Run::read(&bytes, bytes.len(), 1), None);
    }

    #[test]
    fn a_length_beyond_the_bytes_is_no_answer() {
        for length in [1, u64::MAX, u64::MAX - 23, 1 << 40] {
            let mut bytes = vec![0; HEAD];
            bytes[WORD..].copy_from_slice(&length.to_le_bytes());
            assert_eq!(Answer::read(&bytes, 0), None);
            assert_eq!(Answer::read(&bytes, usize::MAX), None);
        }
    }

    #[test]
    fn an_answer_that_fails_to_encode_leaves_nothing() {
        let mut bytes = vec![1];
        let failed = write_answer(&mut bytes, 0, 0, false, |bytes| {
            bytes.push(2);
            Err("no")
        });
        assert_eq!((failed, bytes), (Err("no"), vec![1]));
    }
}
