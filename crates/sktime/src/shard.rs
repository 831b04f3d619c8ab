//! One thread's part of a timer: the intervals it is timing, and what it has recorded.

use std::time::{Duration, Instant};

use crate::error::TimerError;
use crate::frame::{Frame, Interval};
use crate::log::{Log, Record};

/// What stands behind one lock.
#[derive(Debug, Default)]
pub(crate) struct Shard {
    /// The id of the thread that the frames belong to; 0 is nobody.
    owner: u64,
    frames: Vec<Frame>,
    pub(crate) log: Log,
    /// Time spent paused in recorded intervals, in nanoseconds.
    pub(crate) paused: u128,
}

impl Shard {
    /// The open frames of a thread. A thread that gets the slot of one that has ended doesn't inherit its frames.
    #[inline]
    pub(crate) fn frames(&mut self, thread: u64) -> &mut Vec<Frame> {
        if self.owner != thread {
            self.frames.clear();
            self.owner = thread;
        }
        &mut self.frames
    }

    /// The innermost open frame of a thread.
    #[inline]
    pub(crate) fn frame(&mut self, thread: u64) -> Result<&mut Frame, TimerError> {
        self.frames(thread).last_mut().ok_or(TimerError::NotStarted)
    }

    /// Ends the innermost frame.
    #[inline]
    pub(crate) fn end(&mut self, thread: u64, now: Instant) -> Result<Interval, TimerError> {
        let frame = self.frames(thread).pop().ok_or(TimerError::NotStarted)?;
        Ok(frame.interval(now))
    }

    #[inline]
    pub(crate) fn record(&mut self, nanos: u64, at: u64, window: usize) {
        self.log.push(Record { nanos, at }, window);
    }

    pub(crate) fn add_paused(&mut self, paused: Duration) {
        self.paused = self.paused.saturating_add(paused.as_nanos());
    }

    pub(crate) fn forget_records(&mut self) {
        self.log = Log::default();
        self.paused = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reused_slot_does_not_inherit_open_frames() {
        let now = Instant::now();
        let mut shard = Shard::default();
        shard.frames(1).push(Frame::new(now));
        assert_eq!(shard.end(2, now), Err(TimerError::NotStarted));
        assert_eq!(shard.end(1, now), Err(TimerError::NotStarted));
    }
}
