//! What a [`Timer`] tells about its records.
//!
//! Each call reads the records anew; [`Timer::stats`] reads them once for all statistics.

use std::time::Duration;

use crate::log::Record;
use crate::nanos;
use crate::stats::Stats;
use crate::summary;
use crate::timer::Timer;

impl Timer {
    /// One statistic: of the records in any order, or of a histogram; `None` when there are none.
    fn tell<R>(&self, of_times: impl FnOnce(&mut [u64]) -> R, of_stats: impl FnOnce(&Stats) -> R) -> Option<R> {
        let reading = self.reading();
        if reading.buckets.is_some() {
            return reading.into_stats().as_ref().map(of_stats);
        }
        let mut times = reading.unordered();
        (!times.is_empty()).then(|| of_times(&mut times))
    }

    /// How many times are recorded (with [`max_times`](Timer::max_times): are kept).
    #[must_use]
    #[doc(alias = "num_times")]
    pub fn count(&self) -> usize {
        let store = self.store();
        let mut count = 0;
        store.each(|shard| {
            count += shard.log.len();
            #[cfg(feature = "hdrhistogram")]
            if let Some(buckets) = &shard.buckets {
                count += usize::try_from(buckets.moments.count).unwrap_or(usize::MAX);
            }
        });
        match store.window() {
            0 => count,
            window => count.min(window),
        }
    }

    /// The sum of all records.
    #[must_use]
    #[doc(alias = "total_time")]
    pub fn total(&self) -> Option<Duration> {
        self.tell(|times| nanos::to_duration(summary::sum(times)), Stats::total)
    }

    /// The time spent paused in all intervals recorded since the last [`reset`](Timer::reset); those that have left a
    /// [`max_times`](Timer::max_times) window included.
    #[must_use]
    #[doc(alias = "total_time_paused")]
    pub fn total_paused(&self) -> Option<Duration> {
        let mut paused = 0_u128;
        self.store().each(|shard| paused = paused.saturating_add(shard.paused));
        (self.count() > 0).then(|| nanos::to_duration(paused))
    }

    /// The arithmetic mean: the sum divided by the count, to the nearest nanosecond.
    #[must_use]
    pub fn mean(&self) -> Option<Duration> {
        self.tell(|times| summary::mean(summary::sum(times), times.len()), Stats::mean)
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
        self.tell(|times| times.iter().min().copied().map(Duration::from_nanos), |stats| Some(stats.min()))?
    }

    /// The greatest record.
    #[must_use]
    #[doc(alias = "slowest_time")]
    pub fn max(&self) -> Option<Duration> {
        self.tell(|times| times.iter().max().copied().map(Duration::from_nanos), |stats| Some(stats.max()))?
    }

    /// The index of the least record, of equal ones the first, and the record. `None` also for a histogram, which
    /// keeps no order.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// [3, 1, 2].into_iter().for_each(|s| timer.add(Duration::from_secs(s)));
    /// assert_eq!(timer.fastest(), Some((1, Duration::from_secs(1))));
    /// assert_eq!(timer.slowest(), Some((0, Duration::from_secs(3))));
    /// ```
    #[must_use]
    #[doc(alias = "fastest_index")]
    pub fn fastest(&self) -> Option<(usize, Duration)> {
        let (index, time) = summary::fastest(&self.reading().in_order())?;
        Some((index, Duration::from_nanos(time)))
    }

    /// The index of the greatest record, of equal ones the first, and the record. `None` also for a histogram, which
    /// keeps no order.
    #[must_use]
    #[doc(alias = "slowest_index")]
    pub fn slowest(&self) -> Option<(usize, Duration)> {
        let (index, time) = summary::slowest(&self.reading().in_order())?;
        Some((index, Duration::from_nanos(time)))
    }

    /// The sample standard deviation: the square root of the [`variance`](Timer::variance), to the nearest
    /// nanosecond. `None` for fewer than two records.
    #[must_use]
    pub fn stdev(&self) -> Option<Duration> {
        self.tell(|times| summary::variance(times, summary::sum(times)).map(summary::stdev), Stats::stdev)?
    }

    /// The sample variance in seconds squared: `Σ(x - mean)² / (n - 1)`. `None` for fewer than two records.
    ///
    /// Taken in two passes over whole numbers (Chan, Golub, LeVeque 1983), so that it doesn't lose precision however
    /// many records there are, and however far from zero. A histogram keeps Welford's moments (1962) beside its
    /// buckets.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        let of_times = |times: &mut [u64]| summary::variance(times, summary::sum(times)).map(summary::square_seconds);
        self.tell(of_times, Stats::variance)?
    }

    /// The value that `p` percent of the records don't exceed, to the nearest nanosecond.
    ///
    /// Linear interpolation at the rank `p/100 · (n - 1)` of the ordered records: definition 7 of Hyndman and Fan
    /// (1996), numpy's default. `None` when nothing is recorded, or `p` isn't between 0 and 100.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// [10, 20, 30, 40].into_iter().for_each(|ms| timer.add(Duration::from_millis(ms)));
    /// assert_eq!(timer.percentile(50.0), Some(Duration::from_millis(25)));
    /// assert_eq!(timer.percentile(95.0), Some(Duration::from_micros(38_500)));
    /// assert_eq!(timer.percentile(101.0), None);
    /// ```
    #[must_use]
    pub fn percentile(&self, p: f64) -> Option<Duration> {
        self.tell(|times| summary::percentile(times, p), |stats| stats.percentile(p))?
    }

    /// The record made last.
    #[must_use]
    #[doc(alias = "result")]
    pub fn most_recent(&self) -> Option<Duration> {
        let mut last: Option<Record> = None;
        self.store().each(|shard| {
            let own = shard.last();
            last = own.filter(|own| last.is_none_or(|last| own.at >= last.at)).or(last);
        });
        last.map(|record| Duration::from_nanos(record.nanos))
    }

    /// The record at an index, counted from 0 in the order of recording; always `None` for a histogram.
    #[must_use]
    #[doc(alias = "get_time")]
    pub fn get(&self, index: usize) -> Option<Duration> {
        self.reading().in_order().get(index).copied().map(Duration::from_nanos)
    }

    /// All records in the order of recording; those of several threads by the moment each was recorded. A histogram
    /// keeps none.
    #[must_use]
    pub fn times(&self) -> Vec<Duration> {
        self.reading().in_order().into_iter().map(Duration::from_nanos).collect()
    }

    /// All statistics at this moment, from one reading of the records; `None` when nothing is recorded.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// [1, 2, 6].into_iter().for_each(|s| timer.add(Duration::from_secs(s)));
    /// let stats = timer.stats().unwrap();
    /// timer.reset();
    /// assert_eq!(stats.mean(), Duration::from_secs(3));
    /// assert_eq!(stats.percentile(50.0), Some(Duration::from_secs(2)));
    /// ```
    #[must_use]
    #[doc(alias = "get_statistics")]
    pub fn stats(&self) -> Option<Stats> {
        self.reading().into_stats()
    }
}
