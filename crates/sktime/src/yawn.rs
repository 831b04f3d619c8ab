//! [`Yawn`]: a loop that rests after every so many turns.

use std::time::Duration;

use crate::sync::{AtomicU32, Ordering};

/// Counts yawns, and sleeps at every `threshold`th.
///
/// ```
/// use sktime::Yawn;
/// use std::time::Duration;
///
/// let yawn = Yawn::new(Duration::from_millis(1), 3);
/// let slept: Vec<bool> = (0..6).map(|_| yawn.yawn()).collect();
/// assert_eq!(slept, [false, false, true, false, false, true]);
/// ```
#[derive(Debug)]
pub struct Yawn {
    sleep: Duration,
    threshold: u32,
    yawns: AtomicU32,
}

impl Yawn {
    /// Sleeps for `sleep` at every `threshold`th yawn; a threshold of 0 counts as 1.
    #[must_use]
    pub const fn new(sleep: Duration, threshold: u32) -> Self {
        let threshold = if threshold == 0 { 1 } else { threshold };
        Self { sleep, threshold, yawns: AtomicU32::new(0) }
    }

    /// One yawn. Sleeps on this thread if it is the `threshold`th since the last sleep; has it slept?
    ///
    /// Threads that share one `Yawn` are counted together; who makes the count full sleeps.
    pub fn yawn(&self) -> bool {
        let count = |yawns: u32| Some(if yawns + 1 >= self.threshold { 0 } else { yawns + 1 });
        let before = self.yawns.fetch_update(Ordering::Relaxed, Ordering::Relaxed, count).unwrap_or_else(|same| same);
        let full = before + 1 >= self.threshold;
        if full {
            std::thread::sleep(self.sleep);
        }
        full
    }

    /// Yawns since the last sleep.
    #[must_use]
    pub fn yawns(&self) -> u32 {
        self.yawns.load(Ordering::Relaxed)
    }

    /// Forgets the yawns so far.
    pub fn reset(&self) {
        self.yawns.store(0, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_threshold_of_zero_sleeps_each_time() {
        let yawn = Yawn::new(Duration::ZERO, 0);
        assert!(yawn.yawn() && yawn.yawn());
    }

    #[test]
    fn threads_that_share_one_sleep_once_per_threshold() {
        let yawn = Yawn::new(Duration::ZERO, 10);
        let slept: usize = std::thread::scope(|scope| {
            let workers: Vec<_> = (0..4).map(|_| scope.spawn(|| (0..100).filter(|_| yawn.yawn()).count())).collect();
            workers.into_iter().map(|worker| worker.join().unwrap()).sum()
        });
        assert_eq!((slept, yawn.yawns()), (40, 0));
    }
}
