//! What a [`Timer`] tells about its records.
//!
//! Each call reads the records anew; [`Timer::stats`] reads them once for all statistics.

use std::time::Duration;

use crate::nanos;
use crate::order::in_order;
use crate::stats::Stats;
use crate::summary;
use crate::timer::Timer;

impl Timer {
    /// The records in order, in nanoseconds, and the time paused in them.
    pub(crate) fn snapshot(&self) -> (Vec<u64>, u128) {
        let inner = self.inner();
        let (mut runs, mut paused) = (Vec::new(), 0_u128);
        inner.each(|shard| {
            if shard.log.len() > 0 {
                runs.push(shard.log.run());
            }
            paused = paused.saturating_add(shard.paused);
        });
        (in_order(&runs, inner.window()), paused)
    }

    fn in_order(&self) -> Vec<u64> {
        self.snapshot().0
    }

    /// How many times are recorded (with [`max_times`](Timer::max_times): are kept).
    #[must_use]
    pub fn count(&self) -> usize {
        let inner = self.inner();
        let mut count = 0;
        inner.each(|shard| count += shard.log.len());
        match inner.window() {
            0 => count,
            window => count.min(window),
        }
    }

    /// The sum of all records.
    #[must_use]
    pub fn total(&self) -> Option<Duration> {
        let times = self.in_order();
        (!times.is_empty()).then(|| nanos::to_duration(summary::sum(&times)))
    }

    /// The time spent paused in all intervals recorded since the last [`reset`](Timer::reset); those that have left a
    /// [`max_times`](Timer::max_times) window included.
    #[must_use]
    pub fn total_paused(&self) -> Option<Duration> {
        let (times, paused) = self.snapshot();
        (!times.is_empty()).then(|| nanos::to_duration(paused))
    }

    /// The arithmetic mean: the sum divided by the count, to the nearest nanosecond.
    #[must_use]
    pub fn mean(&self) -> Option<Duration> {
        let times = self.in_order();
        (!times.is_empty()).then(|| summary::mean(summary::sum(&times), times.len()))
    }

    /// The median: [`percentile(50.0)`](Timer::percentile).
    #[must_use]
    pub fn median(&self) -> Option<Duration> {
        self.percentile(50.0)
    }

    /// The least record.
    #[must_use]
    #[doc(alias = "fastest_time")]
    pub fn min(&self) -> Option<Duration> {
        self.in_order().into_iter().min().map(Duration::from_nanos)
    }

    /// The greatest record.
    #[must_use]
    #[doc(alias = "slowest_time")]
    pub fn max(&self) -> Option<Duration> {
        self.in_order().into_iter().max().map(Duration::from_nanos)
    }

    /// The least record and its index; of equal ones the first.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// [3, 1, 2].map(|s| timer.add(Duration::from_secs(s)));
    /// assert_eq!(timer.fastest(), Some((1, Duration::from_secs(1))));
    /// assert_eq!(timer.slowest(), Some((0, Duration::from_secs(3))));
    /// ```
    #[must_use]
    #[doc(alias = "fastest_index")]
    pub fn fastest(&self) -> Option<(usize, Duration)> {
        summary::fastest(&self.in_order()).map(|(index, time)| (index, Duration::from_nanos(time)))
    }

    /// The greatest record and its index; of equal ones the first.
    #[must_use]
    #[doc(alias = "slowest_index")]
    pub fn slowest(&self) -> Option<(usize, Duration)> {
        summary::slowest(&self.in_order()).map(|(index, time)| (index, Duration::from_nanos(time)))
    }

    /// The sample standard deviation: the square root of the [`variance`](Timer::variance), to the nearest
    /// nanosecond. `None` for fewer than two records.
    #[must_use]
    pub fn stdev(&self) -> Option<Duration> {
        self.variance_square_nanos().map(summary::stdev)
    }

    /// The sample variance in seconds squared: `Σ(x - mean)² / (n - 1)`. `None` for fewer than two records.
    ///
    /// Taken in two passes over whole numbers (Chan, Golub, LeVeque 1983), so that it doesn't lose precision however
    /// many records there are, and however far from zero.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        self.variance_square_nanos().map(summary::square_seconds)
    }

    fn variance_square_nanos(&self) -> Option<f64> {
        let times = self.in_order();
        summary::variance(&times, summary::sum(&times))
    }

    /// The value that `p` percent of the records don't exceed, to the nearest nanosecond.
    ///
    /// Linear interpolation at the rank `p/100 · (n - 1)` of the ordered records: definition 7 of Hyndman and Fan
    /// (1996), numpy's default. `None` when nothing is recorded, or `p` isn't between 0 and 100.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// [10, 20, 30, 40].map(|ms| timer.add(Duration::from_millis(ms)));
    /// assert_eq!(timer.percentile(50.0), Some(Duration::from_millis(25)));
    /// assert_eq!(timer.percentile(95.0), Some(Duration::from_micros(38_500)));
    /// assert_eq!(timer.percentile(101.0), None);
    /// ```
    #[must_use]
    pub fn percentile(&self, p: f64) -> Option<Duration> {
        summary::percentile(&mut self.in_order(), p)
    }

    /// The record made last.
    #[must_use]
    pub fn most_recent(&self) -> Option<Duration> {
        let mut last: Option<crate::log::Record> = None;
        self.inner().each(|shard| {
            let newer = shard.log.last().filter(|own| last.is_none_or(|last| own.at >= last.at));
            last = newer.or(last);
        });
        last.map(|record| Duration::from_nanos(record.nanos))
    }

    /// The record at an index, counted from 0 in the order of recording.
    #[must_use]
    pub fn get(&self, index: usize) -> Option<Duration> {
        self.in_order().get(index).copied().map(Duration::from_nanos)
    }

    /// All records in the order of recording; those of several threads by the moment each was recorded.
    #[must_use]
    pub fn times(&self) -> Vec<Duration> {
        self.in_order().into_iter().map(Duration::from_nanos).collect()
    }

    /// All statistics at this moment, from one reading of the records; `None` when nothing is recorded.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// [1, 2, 6].map(|s| timer.add(Duration::from_secs(s)));
    /// let stats = timer.stats().unwrap();
    /// timer.reset();
    /// assert_eq!(stats.mean(), Duration::from_secs(3));
    /// assert_eq!(stats.percentile(50.0), Some(Duration::from_secs(2)));
    /// ```
    #[must_use]
    pub fn stats(&self) -> Option<Stats> {
        let (times, paused) = self.snapshot();
        Stats::of(times, paused)
    }
}
