//! The definitions, on plain slices of nanoseconds: sum, mean, variance, order statistics.
//!
//! Nothing here knows timers. Sums are whole numbers, so no record is lost in them, however many there are.

use std::time::Duration;

use crate::nanos;

/// Exact: 2^64 records of 2^64 ns fit.
pub(crate) fn sum(times: &[u64]) -> u128 {
    times.iter().map(|&time| u128::from(time)).sum()
}

/// The arithmetic mean, exact but for the last rounding to a nanosecond (half up). There must be records.
pub(crate) fn mean(sum: u128, count: usize) -> Duration {
    let count = count as u128;
    nanos::to_duration((sum + count / 2) / count)
}

/// The sample variance in ns²: `Σ(x - mean)² / (n - 1)`; `None` for fewer than two records.
///
/// Two passes: the mean first, then the squared deviations from it (Chan, Golub, LeVeque, "Algorithms for computing
/// the sample variance", The American Statistician 37, 1983). The deviations are taken from the mean rounded down, as
/// whole numbers, and corrected by `(Σd)² / n`; so the only rounding is the last division. Where the sum of squares
/// could exceed 128 bits (10^9 records that lie more than six days apart, say), it is summed in blocks of `f64`.
pub(crate) fn variance(times: &[u64], sum: u128) -> Option<f64> {
    let count = times.len() as u128;
    if count < 2 {
        return None;
    }
    // A mean of u64 is a u64.
    let center = (sum / count) as u64;
    let far = times.iter().map(|&time| time.abs_diff(center)).max().unwrap_or(0);
    let fits = u128::from(far).checked_pow(2).and_then(|square| square.checked_mul(count)).is_some();
    let squares = if fits {
        let squares: u128 = times.iter().map(|&time| u128::from(time.abs_diff(center)).pow(2)).sum();
        corrected(squares, sum - u128::from(center) * count, count)
    } else {
        let mean = sum as f64 / count as f64;
        times.chunks(4096).map(|block| block.iter().map(|&time| (time as f64 - mean).powi(2)).sum::<f64>()).sum()
    };
    Some(squares.max(0.0) / (count - 1) as f64)
}

/// The sum of squared deviations from the mean, of those from the mean rounded down: `Σd² - (Σd)² / n`.
///
/// `Σd` is below `n` and `(Σd)² / n` is at most `Σd²`: where they would cancel, they are below `n`, and whole up to 2^53.
fn corrected(squares: u128, deviation: u128, count: u128) -> f64 {
    squares as f64 - deviation as f64 * (deviation as f64 / count as f64)
}

/// From ns² to s².
pub(crate) fn square_seconds(square_nanos: f64) -> f64 {
    square_nanos * 1e-18
}

/// The standard deviation of a variance in ns², to the nearest nanosecond.
pub(crate) fn stdev(variance: f64) -> Duration {
    nanos::rounded(variance.sqrt())
}

/// Where a percentile lies among `count` ordered records: between which two, and how far from the lower one.
///
/// The rank is `p/100 · (n - 1)`, counted from 0: definition 7 of Hyndman and Fan, "Sample quantiles in statistical
/// packages", The American Statistician 50, 1996; the default of numpy ("linear"), R and spreadsheets.
/// `None` when there are no records, or `p` isn't between 0 and 100.
pub(crate) fn rank(p: f64, count: usize) -> Option<(usize, f64)> {
    if count == 0 || !(0.0..=100.0).contains(&p) {
        return None;
    }
    let last = count - 1;
    let rank = p / 100.0 * last as f64;
    let below = (rank as usize).min(last);
    Some((below, (rank - below as f64).clamp(0.0, 1.0)))
}

/// The value at a fraction of the way from one record to the next, to the nearest nanosecond.
pub(crate) fn between(low: u64, high: u64, fraction: f64) -> Duration {
    let way = ((high - low) as f64 * fraction).round() as u64;
    Duration::from_nanos(low + way.min(high - low))
}

/// A percentile of unordered records in linear time; they are reordered.
pub(crate) fn percentile(times: &mut [u64], p: f64) -> Option<Duration> {
    let (below, fraction) = rank(p, times.len())?;
    let (_, &mut low, above) = times.select_nth_unstable(below);
    let high = if fraction > 0.0 { above.iter().min().copied().unwrap_or(low) } else { low };
    Some(between(low, high, fraction))
}

/// The first of the least records, and its index.
pub(crate) fn fastest(times: &[u64]) -> Option<(usize, u64)> {
    first_of(times, times.iter().min())
}

/// The first of the greatest records, and its index.
pub(crate) fn slowest(times: &[u64]) -> Option<(usize, u64)> {
    first_of(times, times.iter().max())
}

fn first_of(times: &[u64], value: Option<&u64>) -> Option<(usize, u64)> {
    let value = *value?;
    Some((times.iter().position(|&time| time == value)?, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_spread_on_a_great_offset_keeps_its_variance() {
        // 584 years and 0, 1, 2 ns: a sum of squares in f64 would give 0 or nonsense.
        let times = [u64::MAX - 2, u64::MAX - 1, u64::MAX];
        assert_eq!(variance(&times, sum(&times)), Some(1.0));
    }

    #[test]
    fn extremes_neither_overflow_nor_go_negative() {
        let times = [0, u64::MAX, 0, u64::MAX];
        let expected = (u64::MAX as f64).powi(2) / 3.0;
        let variance = variance(&times, sum(&times)).unwrap();
        assert!((variance / expected - 1.0).abs() < 1e-12);
        assert_eq!(mean(sum(&times), 4), Duration::from_nanos(1 << 63));
        assert_eq!(super::variance(&[7; 10], 70), Some(0.0));
    }

    #[test]
    fn a_billion_records_neither_overflow_nor_lose_anything() {
        // What stands for 10^9 records is their sums: those of a pattern, a million times.
        let pattern: Vec<u64> = (0..1000).map(|i| 100_000_000_000 + (i * 7919) % 1000).collect();
        let (sum, times) = (sum(&pattern), 1_000_000);
        let center = (sum / 1000) as u64;
        let squares: u128 = pattern.iter().map(|&time| u128::from(time.abs_diff(center)).pow(2)).sum();
        let deviation = sum - u128::from(center) * 1000;
        assert_eq!(mean(sum * times, 1000 * times as usize), mean(sum, 1000));
        let all = corrected(squares * times, deviation * times, 1000 * times);
        // 0 to 999, a million times each: Σ(x - mean)² = n(n² - 1)/12.
        assert!((all / (1e6 * 1000.0 * 999_999.0 / 12.0) - 1.0).abs() < 1e-15, "{all}");
        // The greatest times there are.
        let greatest = u128::from(u64::MAX) * 1_000_000_000;
        assert_eq!(mean(greatest, 1_000_000_000), Duration::from_nanos(u64::MAX));
    }

    #[test]
    fn ranks_outside_0_to_100_are_none() {
        for p in [-0.1, 100.1, f64::NAN, f64::INFINITY] {
            assert_eq!(rank(p, 3), None);
        }
        assert_eq!(rank(50.0, 0), None);
        assert_eq!(rank(100.0, 3), Some((2, 0.0)));
        assert_eq!(rank(0.0, 1), Some((0, 0.0)));
    }

    #[test]
    fn of_equal_times_the_first_is_fastest_and_slowest() {
        assert_eq!(fastest(&[5, 3, 9, 3, 9]), Some((1, 3)));
        assert_eq!(slowest(&[5, 3, 9, 3, 9]), Some((2, 9)));
    }
}
