//! One interval that is being timed: a pure state machine, told the time by its caller.

use std::time::{Duration, Instant};

use crate::error::TimerError;

/// An interval from its start, minus its pauses.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Frame {
    started: Instant,
    paused: Duration,
    paused_at: Option<Instant>,
}

/// What a frame has come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Interval {
    /// Running time, without pauses.
    pub(crate) elapsed: Duration,
    /// Time spent paused.
    pub(crate) paused: Duration,
}

impl Frame {
    #[inline]
    pub(crate) fn new(now: Instant) -> Self {
        Self { started: now, paused: Duration::ZERO, paused_at: None }
    }

    /// The interval if it ended now; a running pause counts as paused.
    #[inline]
    pub(crate) fn interval(&self, now: Instant) -> Interval {
        let paused = match self.paused_at {
            None => self.paused,
            Some(at) => self.paused.saturating_add(now.saturating_duration_since(at)),
        };
        let whole = now.saturating_duration_since(self.started);
        Interval { elapsed: whole.saturating_sub(paused), paused }
    }

    /// Ends the interval and begins the next at once; a paused frame stays paused.
    pub(crate) fn lap(&mut self, now: Instant) -> Interval {
        let interval = self.interval(now);
        *self = Self { started: now, paused: Duration::ZERO, paused_at: self.paused_at.map(|_| now) };
        interval
    }

    pub(crate) fn pause(&mut self, now: Instant) -> Result<(), TimerError> {
        if self.paused_at.is_some() {
            return Err(TimerError::AlreadyPaused);
        }
        self.paused_at = Some(now);
        Ok(())
    }

    pub(crate) fn resume(&mut self, now: Instant) -> Result<(), TimerError> {
        let at = self.paused_at.take().ok_or(TimerError::NotPaused)?;
        self.paused = self.paused.saturating_add(now.saturating_duration_since(at));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(n: u64) -> Duration {
        Duration::from_secs(n)
    }

    #[test]
    fn pauses_are_not_elapsed_time() {
        let t = Instant::now();
        let mut frame = Frame::new(t);
        frame.pause(t + seconds(2)).unwrap();
        frame.resume(t + seconds(5)).unwrap();
        frame.pause(t + seconds(6)).unwrap();
        frame.resume(t + seconds(7)).unwrap();
        assert_eq!(frame.interval(t + seconds(10)), Interval { elapsed: seconds(6), paused: seconds(4) });
    }

    #[test]
    fn a_running_pause_counts_as_paused() {
        let t = Instant::now();
        let mut frame = Frame::new(t);
        frame.pause(t + seconds(2)).unwrap();
        assert_eq!(frame.interval(t + seconds(9)), Interval { elapsed: seconds(2), paused: seconds(7) });
    }

    #[test]
    fn a_lap_starts_anew_and_keeps_a_pause() {
        let t = Instant::now();
        let mut frame = Frame::new(t);
        assert_eq!(frame.lap(t + seconds(3)), Interval { elapsed: seconds(3), paused: Duration::ZERO });
        frame.pause(t + seconds(4)).unwrap();
        assert_eq!(frame.lap(t + seconds(6)), Interval { elapsed: seconds(1), paused: seconds(2) });
        assert_eq!(frame.interval(t + seconds(8)), Interval { elapsed: Duration::ZERO, paused: seconds(2) });
        frame.resume(t + seconds(8)).unwrap();
        assert_eq!(frame.interval(t + seconds(9)), Interval { elapsed: seconds(1), paused: seconds(2) });
    }

    #[test]
    fn pausing_twice_or_resuming_what_runs_is_an_error() {
        let t = Instant::now();
        let mut frame = Frame::new(t);
        assert_eq!(frame.resume(t), Err(TimerError::NotPaused));
        frame.pause(t).unwrap();
        assert_eq!(frame.pause(t), Err(TimerError::AlreadyPaused));
    }

    #[test]
    fn a_clock_that_steps_back_gives_zero_not_a_panic() {
        let t = Instant::now() + seconds(100);
        let frame = Frame::new(t);
        assert_eq!(frame.interval(t - seconds(1)).elapsed, Duration::ZERO);
    }
}
