//! The bounded store: a histogram by hdrhistogram, beside exact moments.

use hdrhistogram::Histogram;

use crate::log::Record;
use crate::moments::Moments;

/// Significant digits: a value is told within 0.1 %, a thread's memory stays below half a megabyte.
const DIGITS: u8 = 3;

/// Times without their order.
#[derive(Debug)]
pub(crate) struct Buckets {
    histogram: Histogram<u64>,
    pub(crate) moments: Moments,
    pub(crate) last: Option<Record>,
}

impl Default for Buckets {
    fn default() -> Self {
        // Grows with the values. The only possible error is a number of digits above 5.
        let histogram = Histogram::new(DIGITS).expect("3 digits are valid");
        Self { histogram, moments: Moments::default(), last: None }
    }
}

impl Buckets {
    pub(crate) fn add(&mut self, record: Record) {
        self.count(record.nanos, 1);
        self.moments.add(record.nanos);
        self.last = Some(record);
    }

    /// Puts a number of equal times into the histogram alone.
    pub(crate) fn count(&mut self, nanos: u64, count: u64) {
        // It resizes itself up to any u64; where memory were short for that, the highest bucket would take it.
        if self.histogram.record_n(nanos, count).is_err() {
            self.histogram.saturating_record_n(nanos, count);
        }
    }

    pub(crate) fn join(&mut self, other: &Self) {
        other.recorded().for_each(|(nanos, count)| self.count(nanos, count));
        self.moments.join(&other.moments);
        self.last = match (self.last, other.last) {
            (Some(own), Some(others)) if own.at > others.at => Some(own),
            (own, others) => others.or(own),
        };
    }

    /// Of a number of equal times in each bucket, and the moments that they have had together.
    #[cfg(any(feature = "serde", feature = "cerial"))]
    pub(crate) fn of(counts: &[(u64, u64)], moments: Moments, last: Record) -> Self {
        let mut own = Self { moments, last: Some(last), ..Self::default() };
        counts.iter().for_each(|&(value, count)| own.count(value, count));
        own
    }

    /// The least time of each bucket that isn't empty, and its count; in ascending order.
    #[cfg(any(feature = "serde", feature = "cerial"))]
    pub(crate) fn counts(&self) -> Vec<(u64, u64)> {
        let buckets = self.histogram.iter_recorded();
        buckets.map(|bucket| (self.least(bucket.value_iterated_to()), bucket.count_at_value())).collect()
    }

    /// The least time that shares a bucket with this one.
    #[cfg(any(feature = "serde", feature = "cerial"))]
    pub(crate) fn least(&self, nanos: u64) -> u64 {
        self.histogram.lowest_equivalent(nanos)
    }

    /// The least time above those that share a bucket with this one; 2^64 is the end.
    #[cfg(any(feature = "serde", feature = "cerial"))]
    pub(crate) fn end(&self, nanos: u64) -> u128 {
        // The library tells the greatest time of the last bucket 1 too low.
        match self.histogram.highest_equivalent(nanos) {
            high if high >= u64::MAX - 1 => 1 << 64,
            high => u128::from(high) + 1,
        }
    }

    /// The middle of each bucket that isn't empty, within the extremes, and its count; in ascending order.
    pub(crate) fn recorded(&self) -> impl Iterator<Item = (u64, u64)> {
        let (min, max) = (self.moments.min, self.moments.max);
        self.histogram.iter_recorded().map(move |bucket| {
            let middle = self.histogram.median_equivalent(bucket.value_iterated_to());
            // Moments that are being put together from elsewhere have no extremes yet.
            let value = if self.moments.count == 0 { middle } else { middle.clamp(min, max) };
            (value, bucket.count_at_value())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_time_finds_a_bucket() {
        let mut buckets = Buckets::default();
        let times = [0, 1, 999, 1_000_000, u64::MAX / 2, u64::MAX];
        times.iter().for_each(|&nanos| buckets.add(Record { nanos, at: 0 }));
        let recorded: Vec<_> = buckets.recorded().collect();
        assert_eq!(recorded.len(), times.len());
        for ((value, count), time) in recorded.into_iter().zip(times) {
            assert_eq!(count, 1);
            assert!((value as f64 - time as f64).abs() <= time as f64 * 1e-3, "{value} {time}");
        }
    }
}
