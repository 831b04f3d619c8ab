//! [`TimeThis`]: times a scope, and records when it ends.

use std::time::{Duration, Instant};

use crate::error::TimerError;
use crate::frame::Frame;
use crate::timer::Timer;

/// Times from its making to its drop, and records that in a timer; unless the scope ends by a panic.
///
/// A guard has an interval of its own, apart from the timer's sessions: it may be dropped by another thread, held
/// across an `await`, and nested in others of the same timer.
///
/// ```
/// use sktime::{TimeThis, Timer};
///
/// let timer = Timer::new();
/// {
///     let _timed = TimeThis::new(&timer);
///     // … the work …
/// }
/// assert_eq!(timer.count(), 1);
/// ```
#[derive(Debug)]
#[must_use = "it times until it is dropped: bind it to a name, not to `_`"]
pub struct TimeThis<'a> {
    timer: &'a Timer,
    threshold: Duration,
    frame: Frame,
    panicking: bool,
    /// Is there still something to record?
    open: bool,
}

impl<'a> TimeThis<'a> {
    /// Starts timing.
    #[inline]
    pub fn new(timer: &'a Timer) -> Self {
        let panicking = std::thread::panicking();
        Self { timer, threshold: Duration::ZERO, frame: Frame::new(Instant::now()), panicking, open: true }
    }

    /// Times below `threshold` are not recorded.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use sktime::{TimeThis, Timer};
    /// let slow = Timer::new();
    /// drop(TimeThis::new(&slow).threshold(Duration::from_secs(1)));
    /// assert_eq!(slow.count(), 0);
    /// ```
    pub fn threshold(mut self, threshold: Duration) -> Self {
        self.threshold = threshold;
        self
    }

    /// The time so far, without pauses.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.frame.interval(Instant::now()).elapsed
    }

    /// Stops the clock until [`resume`](TimeThis::resume).
    ///
    /// # Errors
    ///
    /// [`TimerError::AlreadyPaused`] when it is paused.
    ///
    /// ```
    /// # use std::time::Duration;
    /// # use sktime::{TimeThis, Timer};
    /// let timer = Timer::new();
    /// let mut timed = TimeThis::new(&timer);
    /// timed.pause()?;
    /// sktime::sleep(Duration::from_millis(2));    // not counted
    /// timed.resume()?;
    /// drop(timed);
    /// assert!(timer.total_paused() >= Some(Duration::from_millis(2)));
    /// # Ok::<(), sktime::TimerError>(())
    /// ```
    pub fn pause(&mut self) -> Result<(), TimerError> {
        self.frame.pause(Instant::now())
    }

    /// Lets the clock run again.
    ///
    /// # Errors
    ///
    /// [`TimerError::NotPaused`] when it isn't paused.
    ///
    /// ```
    /// # use sktime::{TimeThis, Timer, TimerError};
    /// let timer = Timer::new();
    /// let mut timed = TimeThis::new(&timer);
    /// assert_eq!(timed.resume(), Err(TimerError::NotPaused));
    /// ```
    pub fn resume(&mut self) -> Result<(), TimerError> {
        self.frame.resume(Instant::now())
    }

    /// Records the time so far, returns it and begins the next interval at the same moment.
    ///
    /// ```
    /// # use sktime::{TimeThis, Timer};
    /// let timer = Timer::new();
    /// let mut timed = TimeThis::new(&timer);
    /// timed.lap();
    /// timed.lap();
    /// timed.discard();
    /// assert_eq!(timer.count(), 2);
    /// ```
    pub fn lap(&mut self) -> Duration {
        let now = Instant::now();
        let interval = self.frame.lap(now);
        if interval.elapsed >= self.threshold {
            self.timer.record(interval, now);
        }
        interval.elapsed
    }

    /// Ends now rather than at the end of the scope, and returns the time.
    ///
    /// ```
    /// # use sktime::{TimeThis, Timer};
    /// let timer = Timer::new();
    /// let elapsed = TimeThis::new(&timer).stop();
    /// assert_eq!(timer.most_recent(), Some(elapsed));
    /// ```
    pub fn stop(mut self) -> Duration {
        self.end(Instant::now())
    }

    /// Ends without recording, and returns the time.
    ///
    /// ```
    /// # use sktime::{TimeThis, Timer};
    /// let timer = Timer::new();
    /// TimeThis::new(&timer).discard();
    /// assert_eq!(timer.count(), 0);
    /// ```
    pub fn discard(mut self) -> Duration {
        self.open = false;
        self.elapsed()
    }

    #[inline]
    fn end(&mut self, now: Instant) -> Duration {
        let interval = self.frame.interval(now);
        if std::mem::take(&mut self.open) && interval.elapsed >= self.threshold {
            self.timer.record(interval, now);
        }
        interval.elapsed
    }
}

impl Drop for TimeThis<'_> {
    #[inline]
    fn drop(&mut self) {
        let now = Instant::now();
        // A guard made by a destructor that runs during a panic is no less valid for that.
        if self.open && std::thread::panicking() == self.panicking {
            self.end(now);
        }
    }
}
