//! [`Stats`]: all statistics of a timer at one moment.

use std::time::Duration;

use crate::nanos;
use crate::order::Landmarks;
use crate::summary;
use crate::values::Values;

/// The statistics of a timer at the moment of [`Timer::stats`](crate::Timer::stats); later records don't change them.
///
/// The definitions are those of the methods of the same names on [`Timer`](crate::Timer). `{}` shows them as a short
/// line, `{:#}` as a table.
///
/// ```
/// use std::time::Duration;
/// let timer = sktime::Timer::new();
/// (1..=100).for_each(|ms| timer.add(Duration::from_millis(ms)));
/// let stats = timer.stats().unwrap();
/// assert_eq!(
///     stats.to_string(),
///     "100 times, total 5.050 s, mean 50.50 ms ± 29.01 ms, median 50.50 ms, p95 95.05 ms, p99 99.01 ms, max 100.0 ms"
/// );
/// println!("{stats:#}");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    sum: u128,
    paused: u128,
    min: u64,
    max: u64,
    /// Indices of the fastest and the slowest.
    extremes: Option<(usize, usize)>,
    most_recent: u64,
    /// In ns².
    variance: Option<f64>,
    values: Values,
}

impl Stats {
    /// Of times in any order, of which there is at least one.
    pub(crate) fn of(mut times: Vec<u64>, landmarks: Landmarks, paused: u128) -> Self {
        let Landmarks { fastest: (fastest, min), slowest: (slowest, max), most_recent } = landmarks;
        let sum = summary::sum(&times);
        let variance = summary::variance(&times, sum);
        times.sort_unstable();
        let values = Values::Sorted(times.into_boxed_slice());
        Self { sum, paused, min, max, extremes: Some((fastest, slowest)), most_recent, variance, values }
    }

    /// Of a histogram and its moments; `None` for an empty one.
    #[cfg(feature = "hdrhistogram")]
    pub(crate) fn of_buckets(buckets: &crate::buckets::Buckets, paused: u128) -> Option<Self> {
        let moments = buckets.moments;
        let most_recent = buckets.last?.nanos;
        let mut through = 0_u64;
        let values = buckets.recorded().map(|(value, count)| {
            through = through.saturating_add(count);
            (value, through)
        });
        Some(Self {
            values: Values::Buckets(values.collect()),
            sum: moments.sum,
            paused,
            min: moments.min,
            max: moments.max,
            extremes: None,
            most_recent,
            variance: moments.variance(),
        })
    }

    pub(crate) fn values(&self) -> &Values {
        &self.values
    }

    /// How many times were recorded; at least 1.
    #[must_use]
    pub fn count(&self) -> usize {
        self.values.count()
    }

    /// The sum of all records.
    #[must_use]
    pub fn total(&self) -> Duration {
        nanos::to_duration(self.sum)
    }

    /// The time spent paused in recorded intervals.
    #[must_use]
    pub fn total_paused(&self) -> Duration {
        nanos::to_duration(self.paused)
    }

    /// The arithmetic mean: the sum divided by the count, to the nearest nanosecond.
    #[must_use]
    pub fn mean(&self) -> Duration {
        summary::mean(self.sum, self.count())
    }

    /// The median: [`percentile(50.0)`](Stats::percentile).
    #[must_use]
    pub fn median(&self) -> Duration {
        self.at(50.0)
    }

    /// The least record.
    #[must_use]
    #[doc(alias = "fastest_time")]
    pub fn min(&self) -> Duration {
        Duration::from_nanos(self.min)
    }

    /// The greatest record.
    #[must_use]
    #[doc(alias = "slowest_time")]
    pub fn max(&self) -> Duration {
        Duration::from_nanos(self.max)
    }

    /// The index of the least record, of equal ones the first, and the record; `None` for a histogram.
    #[must_use]
    #[doc(alias = "fastest_index")]
    pub fn fastest(&self) -> Option<(usize, Duration)> {
        self.extremes.map(|(fastest, _)| (fastest, self.min()))
    }

    /// The index of the greatest record, of equal ones the first, and the record; `None` for a histogram.
    #[must_use]
    #[doc(alias = "slowest_index")]
    pub fn slowest(&self) -> Option<(usize, Duration)> {
        self.extremes.map(|(_, slowest)| (slowest, self.max()))
    }

    /// The record made last.
    #[must_use]
    pub fn most_recent(&self) -> Duration {
        Duration::from_nanos(self.most_recent)
    }

    /// The sample standard deviation: the square root of the [`variance`](Stats::variance), to the nearest
    /// nanosecond; `None` for a single record.
    #[must_use]
    pub fn stdev(&self) -> Option<Duration> {
        self.variance.map(summary::stdev)
    }

    /// The sample variance, `Σ(x - mean)² / (n - 1)`, in seconds squared; `None` for a single record.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        self.variance.map(summary::square_seconds)
    }

    /// The value that `p` percent of the records don't exceed: linear interpolation at the rank `p/100 · (n - 1)` of
    /// the ordered records (Hyndman and Fan's definition 7). `None` when `p` isn't between 0 and 100.
    #[must_use]
    pub fn percentile(&self, p: f64) -> Option<Duration> {
        (0.0..=100.0).contains(&p).then(|| self.at(p))
    }

    /// `p` must be between 0 and 100.
    fn at(&self, p: f64) -> Duration {
        match summary::rank(p, self.count()) {
            // The ends are the extremes, also where a bucket's middle stands for its records.
            Some((0, 0.0)) => self.min(),
            Some((below, _)) if below + 1 == self.count() => self.max(),
            Some((below, fraction)) => summary::between(self.values.at(below), self.values.at(below + 1), fraction),
            None => Duration::ZERO,
        }
    }
}
