//! The bounded store: a histogram by hdrhistogram, beside exact moments.

use hdrhistogram::Histogram;

use crate::log::Record;
use crate::moments::Moments;
#[cfg(any(feature = "serde", feature = "cerial"))]
use crate::recording;

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

#[cfg(any(feature = "serde", feature = "cerial"))]
impl Buckets {
    /// As plain data.
    pub(crate) fn to_parts(&self) -> recording::Buckets {
        let least = |value| self.histogram.lowest_equivalent(value);
        recording::Buckets {
            counts: self
                .histogram
                .iter_recorded()
                .map(|b| (least(b.value_iterated_to()), b.count_at_value()))
                .collect(),
            sum_ns: self.moments.sum,
            min_ns: self.moments.min,
            max_ns: self.moments.max,
            last_ns: self.last.map_or(0, |last| last.nanos),
            squares_ns2: self.moments.squares,
        }
    }

    /// From plain data, which may come from anywhere.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn from_parts(parts: &recording::Buckets) -> Result<Self, &'static str> {
        let mut own = Self::default();
        let [Some(&(first, _)), Some(&(last, _))] = [parts.counts.first(), parts.counts.last()] else {
            return if *parts == own.to_parts() { Ok(own) } else { Err("a histogram without buckets has statistics") };
        };
        let least = |value| own.histogram.lowest_equivalent(value);
        let (mut count, mut low, mut high) = (0_u64, 0_u128, 0_u128);
        let mut before = None;
        for &(value, of_value) in &parts.counts {
            if before.is_some_and(|before| value <= before) || value != least(value) {
                return Err("the histogram's buckets are not its own, in ascending order");
            }
            before = Some(value);
            count = count.checked_add(of_value).filter(|_| of_value > 0).ok_or("a bucket's count is 0 or too great")?;
            // Fits: counts are below 2^64, values at most that. The library tells the very highest value 1 too low.
            low += u128::from(value) * u128::from(of_value);
            high += (u128::from(own.histogram.highest_equivalent(value)) + 1) * u128::from(of_value);
        }
        let is_inside = |value: u64| parts.counts.binary_search_by_key(&least(value), |&(least, _)| least).is_ok();
        if parts.min_ns > parts.max_ns || least(parts.min_ns) != first || least(parts.max_ns) != last {
            return Err("the histogram's extremes don't lie in its outer buckets");
        }
        if !(parts.min_ns..=parts.max_ns).contains(&parts.last_ns) || !is_inside(parts.last_ns) {
            return Err("the histogram's last time isn't in it");
        }
        let squares = parts.squares_ns2;
        if !(low..=high).contains(&parts.sum_ns) || !squares.is_finite() || squares.is_sign_negative() {
            return Err("the histogram's sums can't be those of its buckets");
        }
        own.moments = Moments {
            count,
            sum: parts.sum_ns,
            min: parts.min_ns,
            max: parts.max_ns,
            mean: parts.sum_ns as f64 / count as f64,
            squares,
        };
        own.last = Some(Record { nanos: parts.last_ns, at: 0 });
        parts.counts.iter().for_each(|&(value, count)| own.count(value, count));
        Ok(own)
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
