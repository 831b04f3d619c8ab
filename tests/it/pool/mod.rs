//! Batches in pools.

mod faults;
mod jobs;
mod lazy;
mod leftovers;
mod limits;
mod matrix;
mod sharing;
mod talk;
mod verbs;
mod workers;

use std::time::Duration;

use processing::Pool;
use suite_tests::Watchdog;

/// No test of a pool takes longer than this, on the slowest machine.
fn watch() -> Watchdog {
    Watchdog::new(Duration::from_secs(60))
}

fn pool(workers: usize) -> Pool {
    Pool::builder().workers(workers).build().unwrap()
}
