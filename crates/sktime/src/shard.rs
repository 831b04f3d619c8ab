//! One thread's part of a timer: the intervals it is timing, and what it has recorded.

use std::time::{Duration, Instant};

#[cfg(feature = "hdrhistogram")]
use crate::buckets::Buckets;
use crate::error::TimerError;
use crate::frame::{Frame, Interval};
use crate::log::{Log, Record};

/// The window of a timer that keeps a histogram and no single records.
pub(crate) const BUCKETED: usize = usize::MAX;

/// What stands behind one lock.
#[derive(Debug, Default)]
pub(crate) struct Shard {
    /// The id of the thread that the frames belong to; 0 is nobody.
    owner: u64,
    frames: Vec<Frame>,
    pub(crate) log: Log,
    /// Takes the place of the log once the timer keeps a histogram.
    #[cfg(feature = "hdrhistogram")]
    pub(crate) buckets: Option<Box<Buckets>>,
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

    /// Keeps a time: all of them with a window of 0, or in the histogram with [`BUCKETED`].
    #[inline]
    pub(crate) fn record(&mut self, record: Record, window: usize) {
        #[cfg(feature = "hdrhistogram")]
        if window == BUCKETED {
            return self.bucketed().add(record);
        }
        self.log.push(record, window);
    }

    /// The histogram; what the log has goes into it first.
    #[cfg(feature = "hdrhistogram")]
    pub(crate) fn bucketed(&mut self) -> &mut Buckets {
        let buckets = self.buckets.get_or_insert_default();
        if self.log.len() > 0 {
            std::mem::take(&mut self.log).run().records().for_each(|record| buckets.add(record));
        }
        buckets
    }

    /// The record made last.
    pub(crate) fn last(&self) -> Option<Record> {
        #[cfg(feature = "hdrhistogram")]
        if let Some(buckets) = &self.buckets {
            return self.log.last().or(buckets.last);
        }
        self.log.last()
    }

    pub(crate) fn add_paused(&mut self, paused: Duration) {
        self.paused = self.paused.saturating_add(paused.as_nanos());
    }

    pub(crate) fn forget_records(&mut self) {
        self.log = Log::default();
        #[cfg(feature = "hdrhistogram")]
        {
            self.buckets = None;
        }
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
