//! What `#[timethis]` expands to: not part of the public interface, it may change at any time.

use std::any::type_name;
use std::sync::Once;
use std::time::{Duration, Instant};

use crate::frame::Frame;
use crate::report::list;
use crate::timer::Timer;

/// A timed function: its timer, which is listed at the first call.
#[derive(Debug)]
pub struct Function {
    timer: Timer,
    listed: Once,
}

impl Function {
    /// One that isn't listed yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { timer: Timer::new(), listed: Once::new() }
    }

    /// The timer. `name` and `place` are those of the function, for the list.
    #[inline]
    pub fn timer(&self, name: impl FnOnce() -> &'static str, place: &str) -> &Timer {
        self.listed.call_once(|| list(name(), place, &self.timer));
        &self.timer
    }
}

impl Default for Function {
    fn default() -> Self {
        Self::new()
    }
}

/// The path of the function that an item stands in.
#[must_use]
pub fn name_of<T>(_item: &T) -> &'static str {
    let name = type_name::<T>();
    let function = name.rsplit_once("::").map_or(name, |(function, _)| function);
    // The body of an async function is a closure of it.
    function.strip_suffix("::{{closure}}").unwrap_or(function)
}

/// An interval that is recorded when it is ended, and not when it is dropped.
#[derive(Debug)]
pub struct Started<'a> {
    timer: &'a Timer,
    threshold: Duration,
    frame: Frame,
}

impl<'a> Started<'a> {
    /// Begins now.
    #[inline]
    #[must_use]
    pub fn new(timer: &'a Timer) -> Self {
        Self { timer, threshold: Duration::ZERO, frame: Frame::new(Instant::now()) }
    }

    /// Times below it are not recorded.
    #[must_use]
    pub fn threshold(mut self, threshold: Duration) -> Self {
        self.threshold = threshold;
        self
    }

    /// Ends now, and records.
    #[inline]
    pub fn end(self) {
        let now = Instant::now();
        let interval = self.frame.interval(now);
        if interval.elapsed >= self.threshold {
            self.timer.record(interval, now);
        }
    }
}
