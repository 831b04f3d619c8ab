//! Times as whole nanoseconds in a `u64`: what is recorded, and the way to and from [`Duration`].

use std::time::Duration;

const PER_SECOND: u64 = 1_000_000_000;

/// Whole nanoseconds; times of over 584 years saturate.
#[inline]
pub(crate) fn from_duration(duration: Duration) -> u64 {
    duration.as_secs().saturating_mul(PER_SECOND).saturating_add(u64::from(duration.subsec_nanos()))
}

/// A sum of nanoseconds, which may exceed a `u64`; what exceeds a `Duration` saturates.
pub(crate) fn to_duration(nanos: u128) -> Duration {
    let per_second = u128::from(PER_SECOND);
    match u64::try_from(nanos / per_second) {
        // The remainder is below 10^9, so it fits.
        Ok(seconds) => Duration::new(seconds, (nanos % per_second) as u32),
        Err(_) => Duration::MAX,
    }
}

/// The nearest whole nanosecond; a negative value or NaN is zero.
pub(crate) fn rounded(nanos: f64) -> Duration {
    Duration::from_nanos(nanos.round() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_survive_up_to_584_years_and_saturate_beyond() {
        for nanos in [0, 1, 999_999_999, 1_000_000_000, u64::MAX] {
            assert_eq!(from_duration(Duration::from_nanos(nanos)), nanos);
            assert_eq!(to_duration(u128::from(nanos)), Duration::from_nanos(nanos));
        }
        assert_eq!(from_duration(Duration::MAX), u64::MAX);
        assert_eq!(to_duration(u128::MAX), Duration::MAX);
    }
}
