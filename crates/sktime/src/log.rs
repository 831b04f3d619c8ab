//! The exact store of one thread: every time with the moment of its recording.
//!
//! Records go into chunks. A full chunk is sealed and shared with readers by handle, so that a reader holds the lock
//! for at most one chunk's copy, and recording never moves what is already there.

use std::collections::VecDeque;
use std::sync::Arc;

const CHUNK: usize = 4096;

/// One recorded time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Record {
    /// The time itself, in nanoseconds.
    pub(crate) nanos: u64,
    /// When it was recorded, in nanoseconds since its timer was made. Never falls within one log.
    pub(crate) at: u64,
}

/// The records of one thread, oldest first.
#[derive(Debug, Default)]
pub(crate) struct Log {
    sealed: VecDeque<Arc<Vec<Record>>>,
    sealed_len: usize,
    live: Vec<Record>,
}

impl Log {
    pub(crate) fn len(&self) -> usize {
        self.sealed_len + self.live.len()
    }

    pub(crate) fn last(&self) -> Option<Record> {
        self.live.last().copied().or_else(|| self.sealed.back()?.last().copied())
    }

    /// Appends; with a window other than 0, whole chunks that have left it are dropped.
    #[inline]
    pub(crate) fn push(&mut self, record: Record, window: usize) {
        let full = if window == 0 { CHUNK } else { window.min(CHUNK) };
        if self.live.len() >= full {
            self.seal(full);
        }
        self.live.push(record);
        if window != 0 {
            self.trim(window);
        }
    }

    #[cold]
    fn seal(&mut self, capacity: usize) {
        let full = std::mem::replace(&mut self.live, Vec::with_capacity(capacity));
        self.sealed_len += full.len();
        self.sealed.push_back(Arc::new(full));
    }

    fn trim(&mut self, window: usize) {
        while let Some(front) = self.sealed.front() {
            if self.len() - front.len() < window {
                break;
            }
            self.sealed_len -= front.len();
            self.sealed.pop_front();
        }
    }

    /// Forgets all but the last `count` records, exactly.
    pub(crate) fn keep_last(&mut self, count: usize) {
        self.trim(count.max(1));
        let mut excess = self.len().saturating_sub(count);
        if let Some(front) = self.sealed.front_mut().filter(|_| excess > 0) {
            let cut = excess.min(front.len());
            *front = Arc::new(front[cut..].to_vec());
            self.sealed_len -= cut;
            excess -= cut;
        }
        self.live.drain(..excess);
    }

    /// What has been recorded, as a view that later records don't change. At most the last `window` of a timer's
    /// records are in its logs' last `window` each; cutting exactly is the reader's task.
    pub(crate) fn run(&self) -> Run {
        Run { sealed: self.sealed.iter().cloned().collect(), tail: self.live.clone() }
    }
}

/// A log at one moment.
#[derive(Debug, Default)]
pub(crate) struct Run {
    sealed: Vec<Arc<Vec<Record>>>,
    tail: Vec<Record>,
}

impl Run {
    pub(crate) fn len(&self) -> usize {
        self.sealed.iter().map(|chunk| chunk.len()).sum::<usize>() + self.tail.len()
    }

    /// The chunks, oldest first.
    pub(crate) fn chunks(&self) -> impl Iterator<Item = &[Record]> {
        self.sealed.iter().map(|chunk| chunk.as_slice()).chain(std::iter::once(self.tail.as_slice()))
    }

    pub(crate) fn last(&self) -> Option<Record> {
        self.tail.last().copied().or_else(|| self.sealed.last()?.last().copied())
    }

    /// The moment of the record at an index.
    pub(crate) fn at(&self, index: usize) -> Option<u64> {
        let mut before = 0;
        for chunk in self.chunks() {
            if let Some(record) = chunk.get(index - before) {
                return Some(record.at);
            }
            before += chunk.len();
        }
        None
    }

    /// How many of the first records were recorded at moments for which `holds` does; it may not hold again later.
    pub(crate) fn count_while(&self, holds: impl Fn(u64) -> bool) -> usize {
        let mut count = 0;
        for chunk in self.chunks() {
            count += chunk.partition_point(|record| holds(record.at));
            if chunk.last().is_some_and(|last| !holds(last.at)) {
                break;
            }
        }
        count
    }

    pub(crate) fn records(&self) -> impl Iterator<Item = Record> {
        self.chunks().flatten().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn log(count: usize, window: usize) -> Log {
        let mut log = Log::default();
        for i in 0..count as u64 {
            log.push(Record { nanos: i, at: i }, window);
        }
        log
    }

    #[test]
    fn everything_is_kept_in_order_across_chunks() {
        let log = log(3 * CHUNK + 5, 0);
        assert_eq!(log.len(), 3 * CHUNK + 5);
        assert!(log.run().records().map(|r| r.nanos).eq(0..(3 * CHUNK + 5) as u64));
        assert_eq!(log.run().len(), log.len());
        assert_eq!(log.last().unwrap().nanos, (3 * CHUNK + 4) as u64);
    }

    #[test]
    fn a_window_keeps_at_least_itself_and_at_most_a_chunk_more() {
        for window in [1, 2, 100, CHUNK, CHUNK + 1, 2 * CHUNK] {
            let log = log(5 * CHUNK, window);
            assert!(log.len() >= window && log.len() <= window + window.min(CHUNK), "{window}: {}", log.len());
            assert_eq!(log.last().unwrap().nanos, (5 * CHUNK - 1) as u64);
        }
    }

    #[test]
    fn keeping_the_last_is_exact() {
        for len in [0, 5, CHUNK, CHUNK + 5, 3 * CHUNK] {
            for count in [0, 1, 5, 6, CHUNK - 1, CHUNK, 2 * CHUNK + 1] {
                let mut log = log(len, 0);
                log.keep_last(count);
                let kept = count.min(len);
                assert_eq!(log.len(), kept);
                assert!(log.run().records().map(|r| r.nanos).eq((len - kept) as u64..len as u64));
            }
        }
    }

    #[test]
    fn a_view_does_not_change_with_later_records() {
        let mut log = log(CHUNK + 1, 0);
        let run = log.run();
        log.push(Record { nanos: 7, at: 7 }, 0);
        assert_eq!(run.len(), CHUNK + 1);
    }
}
