//! What can be misused on a timer, and how it says so.

use std::fmt;

/// A call that doesn't fit what the current thread is timing.
///
/// Every thread has a session of its own on each timer: what another thread has started can't be stopped here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimerError {
    /// `stop`, `lap`, `pause`, `resume` or `discard` where this thread has nothing running.
    NotStarted,
    /// `pause` on what is paused already.
    AlreadyPaused,
    /// `resume` on what isn't paused.
    NotPaused,
}

impl fmt::Display for TimerError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotStarted => "this thread has nothing running on the timer: call start() on the same thread first",
            Self::AlreadyPaused => "the timer is already paused on this thread: call resume() before the next pause()",
            Self::NotPaused => "the timer isn't paused on this thread: call pause() before resume()",
        })
    }
}

impl std::error::Error for TimerError {}
