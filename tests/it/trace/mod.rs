//! What children trace arrives in the subscriber of their parent. Each scenario has a process of its own, whose
//! subscriber is its alone.

mod capture;
mod events;
mod faults;
mod floods;
mod logs;
mod spans;

use std::time::Duration;

use processing::Task;
use suite_tests::{Watchdog, alone};

/// Runs a scenario in a process of its own.
fn scenario<F: Task<(), Output = ()>>(scenario: F) {
    let _watchdog = Watchdog::new(Duration::from_secs(60));
    alone(scenario);
}
