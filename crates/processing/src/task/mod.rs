//! What can run in another process: functions and closures that capture nothing, and what adapts them.
//!
//! A task's code travels as the place of a monomorphized entry in the executable; its function is zero-sized, so the
//! entry can make it anew over there.

mod adapt;
mod conjure;
mod entry;
mod function;

pub use adapt::{AsProcess, Fallible, Made, Plain, Trying, fallible, skprocess};
pub(crate) use entry::{run_made, run_made_trying, run_one, run_spawned, run_star, run_with, run_with_trying};
pub use function::{Task, TaskFailure, Turn};
