//! [`Stats`]: all statistics of a timer at one moment.

use std::time::Duration;

use crate::nanos;
use crate::summary;

/// The statistics of a timer at the moment of [`Timer::stats`](crate::Timer::stats); later records don't change them.
///
/// The definitions are those of the methods of the same names on [`Timer`](crate::Timer).
#[derive(Clone, Debug, PartialEq)]
pub struct Stats {
    sum: u128,
    paused: u128,
    fastest: (usize, u64),
    slowest: (usize, u64),
    most_recent: u64,
    /// In ns².
    variance: Option<f64>,
    sorted: Box<[u64]>,
}

impl Stats {
    /// Of times in the order of recording; `None` for none.
    pub(crate) fn of(mut times: Vec<u64>, paused: u128) -> Option<Self> {
        let most_recent = *times.last()?;
        let fastest = summary::fastest(&times)?;
        let slowest = summary::slowest(&times)?;
        let sum = summary::sum(&times);
        let variance = summary::variance(&times, sum);
        times.sort_unstable();
        Some(Self { sum, paused, fastest, slowest, most_recent, variance, sorted: times.into_boxed_slice() })
    }

    /// How many times were recorded; at least 1.
    #[must_use]
    pub fn count(&self) -> usize {
        self.sorted.len()
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

    /// The arithmetic mean.
    #[must_use]
    pub fn mean(&self) -> Duration {
        summary::mean(self.sum, self.count())
    }

    /// The median: [`percentile(50.0)`](Stats::percentile).
    #[must_use]
    pub fn median(&self) -> Duration {
        self.at(50.0).unwrap_or_default()
    }

    /// The least record.
    #[must_use]
    pub fn min(&self) -> Duration {
        Duration::from_nanos(self.fastest.1)
    }

    /// The greatest record.
    #[must_use]
    pub fn max(&self) -> Duration {
        Duration::from_nanos(self.slowest.1)
    }

    /// The least record and its index; of equal ones the first.
    #[must_use]
    pub fn fastest(&self) -> (usize, Duration) {
        (self.fastest.0, self.min())
    }

    /// The greatest record and its index; of equal ones the first.
    #[must_use]
    pub fn slowest(&self) -> (usize, Duration) {
        (self.slowest.0, self.max())
    }

    /// The record made last.
    #[must_use]
    pub fn most_recent(&self) -> Duration {
        Duration::from_nanos(self.most_recent)
    }

    /// The sample standard deviation (n - 1); `None` for a single record.
    #[must_use]
    pub fn stdev(&self) -> Option<Duration> {
        self.variance.map(summary::stdev)
    }

    /// The sample variance (n - 1) in seconds squared; `None` for a single record.
    #[must_use]
    pub fn variance(&self) -> Option<f64> {
        self.variance.map(summary::square_seconds)
    }

    /// Linear interpolation at the rank `p/100 · (n - 1)` of the ordered records; `None` when `p` isn't between 0 and
    /// 100.
    #[must_use]
    pub fn percentile(&self, p: f64) -> Option<Duration> {
        self.at(p)
    }

    fn at(&self, p: f64) -> Option<Duration> {
        let (below, fraction) = summary::rank(p, self.sorted.len())?;
        let low = self.sorted[below];
        let high = self.sorted.get(below + 1).copied().unwrap_or(low);
        Some(summary::between(low, high, fraction))
    }
}
