//! A library that depends on `sktime` alone: it times its own work.

use sktime::{Timer, timethis};

/// Sums what it is given and keeps the time of each sum.
#[derive(Debug, Default)]
pub struct Summer {
    timer: Timer,
}

impl Summer {
    /// The sum.
    pub fn sum(&self, numbers: &[u64]) -> u64 {
        self.timer.time(|| numbers.iter().sum())
    }

    /// The times of all sums so far.
    pub fn timer(&self) -> &Timer {
        &self.timer
    }

    /// The product, timed by the attribute into the same timer.
    #[timethis(timer = self.timer)]
    pub fn product(&self, numbers: &[u64]) -> u64 {
        numbers.iter().product()
    }
}

/// A function with a timer of its own.
#[timethis]
pub fn average(numbers: &[u64]) -> Option<u64> {
    numbers.iter().sum::<u64>().checked_div(numbers.len() as u64)
}
