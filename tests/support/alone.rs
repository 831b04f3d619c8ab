//! A scenario in a process of its own, where it can count children and descriptors that are its alone.

use processing::{Job, Task};

/// Runs a scenario in a child of its own, and fails as it fails.
///
/// # Panics
///
/// When the scenario panics or its process dies.
pub fn alone<F: Task<(), Output = ()>>(scenario: F) {
    if let Err(error) = processing::spawn(scenario, ()).and_then(Job::get) {
        panic!("{error:?}");
    }
}
