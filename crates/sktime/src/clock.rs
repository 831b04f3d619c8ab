//! The simple functions: [`time`], [`sleep`], [`elapsed`].

use std::time::{Duration, Instant, SystemTime};

/// A point in time that [`elapsed`] understands: an [`Instant`] or a [`SystemTime`].
///
/// An `Instant` never goes back: it is the one to measure with. A `SystemTime` can be shown and sent to others, but
/// steps whenever somebody sets the clock.
pub trait Moment: sealed::Sealed + Copy {
    /// Now, on the same clock.
    fn now() -> Self;
    /// The distance of two moments, whichever comes first.
    fn distance(self, other: Self) -> Duration;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for std::time::Instant {}
    impl Sealed for std::time::SystemTime {}
}

impl Moment for Instant {
    fn now() -> Self {
        Instant::now()
    }

    fn distance(self, other: Self) -> Duration {
        self.max(other).saturating_duration_since(self.min(other))
    }
}

impl Moment for SystemTime {
    fn now() -> Self {
        SystemTime::now()
    }

    fn distance(self, other: Self) -> Duration {
        self.max(other).duration_since(self.min(other)).unwrap_or_default()
    }
}

/// The time of day, on the system's clock.
///
/// ```
/// let unix = sktime::time().duration_since(std::time::UNIX_EPOCH).unwrap();
/// println!("{:.3} s since 1970", unix.as_secs_f64());
/// ```
#[must_use]
pub fn time() -> SystemTime {
    SystemTime::now()
}

/// Sleeps on this thread for at least `time`, and returns the time of day after it.
///
/// It blocks the thread: in async code, use the sleep of your runtime.
///
/// ```
/// # use std::time::Duration;
/// let before = sktime::time();
/// let after = sktime::sleep(Duration::from_millis(1));
/// println!("slept for {:?}", sktime::elapsed_between(before, after));
/// ```
pub fn sleep(time: Duration) -> SystemTime {
    std::thread::sleep(time);
    SystemTime::now()
}

/// The distance between a moment and now, in either direction: never negative, never a panic.
///
/// ```
/// use std::time::{Duration, Instant};
/// let started = Instant::now();
/// sktime::sleep(Duration::from_millis(2));
/// assert!(sktime::elapsed(started) >= Duration::from_millis(2));
/// ```
#[must_use]
pub fn elapsed(moment: impl Moment) -> Duration {
    distance_to_now(moment)
}

fn distance_to_now<M: Moment>(moment: M) -> Duration {
    moment.distance(M::now())
}

/// The distance of two moments, in either order.
///
/// ```
/// use std::time::{Duration, Instant};
/// let a = Instant::now();
/// let b = a + Duration::from_secs(2);
/// assert_eq!(sktime::elapsed_between(a, b), Duration::from_secs(2));
/// assert_eq!(sktime::elapsed_between(b, a), Duration::from_secs(2));
/// ```
#[must_use]
pub fn elapsed_between<M: Moment>(one: M, other: M) -> Duration {
    one.distance(other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_are_the_same_both_ways_on_both_clocks() {
        let (day, step) = (SystemTime::now(), Duration::from_secs(86_400));
        assert_eq!(elapsed_between(day, day + step), step);
        assert_eq!(elapsed_between(day + step, day), step);
        assert!(elapsed(day - step) >= step);
        assert!(elapsed(Instant::now() + step) > Duration::from_secs(86_000));
    }
}
