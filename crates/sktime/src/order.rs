//! The records of several threads as one sequence, by the moment of recording.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::iter::Peekable;

use crate::log::{Record, Run};

/// All times in the order of their recording, in nanoseconds; with a window other than 0 only the last of them.
///
/// Records of one thread keep their order; those of different threads at the same nanosecond stand in slot order.
pub(crate) fn in_order(runs: &[Run], window: usize) -> Vec<u64> {
    let len: usize = runs.iter().map(Run::len).sum();
    let skip = if window == 0 { 0 } else { len.saturating_sub(window) };
    let mut times = Vec::with_capacity(len);
    match runs {
        [] => {}
        [only] => only.chunks().for_each(|chunk| times.extend(chunk.iter().map(|record| record.nanos))),
        several => merge(several, &mut times),
    }
    if skip > 0 {
        times.drain(..skip);
    }
    times
}

fn merge(runs: &[Run], times: &mut Vec<u64>) {
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
}
