//! The one place that reads the clock.

use std::time::{Duration, Instant};

/// Now, by the clock that never goes back.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The instant that lies so far ahead; `None` when it lies beyond what the clock can say, which is never.
pub(crate) fn after(duration: Duration) -> Option<Instant> {
    now().checked_add(duration)
}

/// What is left until then.
pub(crate) fn until(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(now())
}

/// The time by a clock that all processes of this machine share, from some moment in the past.
pub(crate) fn shared() -> Duration {
    crate::sys::shared_clock()
}

/// What has passed since then.
pub(crate) fn since(start: Instant) -> Duration {
    now().saturating_duration_since(start)
}
