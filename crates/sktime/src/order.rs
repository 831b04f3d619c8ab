//! The records of several threads as one sequence, by the moment of recording.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::iter::Peekable;

use crate::log::{Record, Run};
use crate::summary;

/// What depends on the order of recording, of statistics that otherwise don't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Landmarks {
    /// The first of the least times, and its index.
    pub(crate) fastest: (usize, u64),
    /// The first of the greatest times, and its index.
    pub(crate) slowest: (usize, u64),
    pub(crate) most_recent: u64,
}

impl Landmarks {
    /// Of times in order; `None` for none.
    pub(crate) fn of(times: &[u64]) -> Option<Self> {
        let (fastest, slowest) = (summary::fastest(times)?, summary::slowest(times)?);
        Some(Self { fastest, slowest, most_recent: *times.last()? })
    }

    /// Of runs, without putting them in order; `times` are theirs, [`one_after_the_other`].
    pub(crate) fn within(runs: &[Run], times: &[u64]) -> Option<Self> {
        if let [_] = runs {
            return Self::of(times);
        }
        let (mut fastest, mut slowest, mut last) = (None, None, None);
        let mut rest = times;
        for (source, run) in runs.iter().enumerate() {
            let (own, others) = rest.split_at(run.len());
            rest = others;
            let (Some(record), Some(least), Some(greatest)) =
                (run.last(), summary::fastest(own), summary::slowest(own))
            else {
                continue;
            };
            let place = |(index, time): (usize, u64)| Some((time, Place { at: run.at(index)?, source, index }));
            fastest = fastest.into_iter().chain(place(least)).min();
            slowest = slowest.into_iter().chain(place(greatest)).min_by_key(|&(time, place)| (Reverse(time), place));
            last = last.into_iter().chain([(record.at, source, record.nanos)]).max();
        }
        let indexed = |(time, place): (u64, Place)| (place.among(runs), time);
        Some(Self { fastest: indexed(fastest?), slowest: indexed(slowest?), most_recent: last?.2 })
    }
}

/// A record's place: those of earlier moments come first, then those of earlier runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Place {
    at: u64,
    source: usize,
    /// Within its own run.
    index: usize,
}

impl Place {
    /// How many records of all runs come before this one.
    fn among(self, runs: &[Run]) -> usize {
        let before = |(source, run): (usize, &Run)| match source {
            own if own == self.source => self.index,
            earlier if earlier < self.source => run.count_while(|at| at <= self.at),
            _ => run.count_while(|at| at < self.at),
        };
        runs.iter().enumerate().map(before).sum()
    }
}

/// All times, run by run, in nanoseconds.
pub(crate) fn one_after_the_other(runs: &[Run]) -> Vec<u64> {
    let mut times = Vec::with_capacity(runs.iter().map(Run::len).sum());
    runs.iter().flat_map(Run::chunks).for_each(|chunk| times.extend(chunk.iter().map(|record| record.nanos)));
    times
}

/// All times in the order of their recording, in nanoseconds; with a window other than 0 only the last of them.
///
/// Records of one thread keep their order; those of different threads at the same nanosecond stand in slot order.
pub(crate) fn in_order(runs: &[Run], window: usize) -> Vec<u64> {
    let len: usize = runs.iter().map(Run::len).sum();
    let mut times = match runs {
        [] | [_] => one_after_the_other(runs),
        several => merge(several, len),
    };
    if window != 0 {
        times.drain(..len.saturating_sub(window));
    }
    times
}

fn merge(runs: &[Run], len: usize) -> Vec<u64> {
    let mut times = Vec::with_capacity(len);
    let mut sources: Vec<Peekable<_>> = runs.iter().map(|run| run.records().peekable()).collect();
    let mut heads: BinaryHeap<Reverse<(u64, usize)>> = sources
        .iter_mut()
        .enumerate()
        .filter_map(|(source, records)| records.peek().map(|first| Reverse((first.at, source))))
        .collect();
    while let Some(Reverse((_, source))) = heads.pop() {
        let records = &mut sources[source];
        // As long as this thread's records come before the first of all others, nothing needs comparing in the heap.
        let before_others = |record: &Record| heads.peek().is_none_or(|next| (record.at, source) < next.0);
        while let Some(record) = records.next_if(before_others) {
            times.push(record.nanos);
        }
        if let Some(record) = records.peek() {
            heads.push(Reverse((record.at, source)));
        }
    }
    times
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::log::Log;

    fn run(records: &[(u64, u64)]) -> Run {
        let mut log = Log::default();
        for &(at, nanos) in records {
            log.push(Record { nanos, at }, 0);
        }
        log.run()
    }

    #[test]
    fn threads_are_interleaved_by_the_moment_of_recording() {
        let runs = [run(&[(1, 10), (4, 11), (4, 12)]), run(&[(0, 20), (4, 21), (9, 22)]), run(&[])];
        assert_eq!(in_order(&runs, 0), [20, 10, 11, 12, 21, 22]);
        assert_eq!(in_order(&runs, 4), [11, 12, 21, 22]);
        assert_eq!(in_order(&runs, 100).len(), 6);
        assert_eq!(in_order(&[], 3), [0_u64; 0]);
    }

    #[test]
    fn landmarks_need_no_order_to_be_those_in_order() {
        // Equal times in all runs, equal moments between them; and more than a chunk in one.
        let many: Vec<(u64, u64)> = (0..10_000).map(|i| (i / 3, 5 + i % 7)).collect();
        let cases = [
            vec![run(&[(1, 10), (4, 3), (4, 12)]), run(&[(0, 20), (4, 3), (9, 20)]), run(&[])],
            vec![run(&[(4, 3), (4, 9)]), run(&[(4, 3), (4, 9)]), run(&[(3, 9), (5, 1)])],
            vec![run(&[]), run(&[(1, 1)])],
            vec![run(&many), run(&[(1000, 5), (2000, 5), (3333, 11)]), run(&many[500..7000])],
        ];
        for runs in cases {
            let expected = Landmarks::of(&in_order(&runs, 0));
            assert!(expected.is_some());
            assert_eq!(Landmarks::within(&runs, &one_after_the_other(&runs)), expected);
        }
        assert_eq!(Landmarks::within(&[], &[]), None);
    }
}
