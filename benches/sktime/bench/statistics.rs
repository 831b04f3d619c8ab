//! What it costs to ask for statistics.
//!
//! The statistics of divan and criterion stand in private modules, so nothing of theirs can be called here.

use std::hint::black_box;
use std::time::Duration;

use hdrhistogram::Histogram;
use sktime::Timer;
use sktime_bench::{candidate, compare, random, timed};

const COUNT: usize = 1_000_000;
const THREADS: usize = 8;

pub(crate) fn run() {
    let times = random(COUNT, 5_000_000_000);
    let (timer, bucketed, of_threads) = (Timer::new(), Timer::histogram(), Timer::new());
    for &time in &times {
        timer.add(Duration::from_nanos(time));
        bucketed.add(Duration::from_nanos(time));
    }
    std::thread::scope(|scope| {
        for part in times.chunks(COUNT / THREADS) {
            scope.spawn(|| part.iter().for_each(|&time| of_threads.add(Duration::from_nanos(time))));
        }
    });
    let mut histogram = Histogram::<u64>::new(3).expect("3 digits are valid");
    times.iter().for_each(|&time| histogram.record(time).expect("it resizes"));
    compare(
        "statistics of 1,000,000 records (aim: stats() at most 2.00)",
        20,
        vec![
            candidate("sort_unstable of them, copied beforehand", || {
                let mut copy = times.clone();
                timed(|| black_box(&mut copy).sort_unstable())
            }),
            candidate("clone and sort_unstable of them", || {
                timed(|| {
                    let mut copy = times.clone();
                    copy.sort_unstable();
                    copy
                })
            }),
            candidate("sktime: stats()", || timed(|| timer.stats())),
            candidate("sktime: stats(), recorded by 8 threads", || timed(|| of_threads.stats())),
            candidate("sktime: percentile(95.0) alone", || timed(|| timer.percentile(95.0))),
            candidate("sktime: mean() alone", || timed(|| timer.mean())),
            candidate("sktime: variance() alone", || timed(|| timer.variance())),
            candidate("sktime: stats() of a histogram", || timed(|| bucketed.stats())),
            candidate("hdrhistogram: mean, stdev, three quantiles", || {
                let quantiles = || [0.5, 0.95, 0.99].map(|q| histogram.value_at_quantile(q));
                timed(|| (histogram.mean(), histogram.stdev(), quantiles()))
            }),
        ],
    );
}
