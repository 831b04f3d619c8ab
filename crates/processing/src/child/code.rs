//! The code that the parent asked for.
#![expect(unsafe_code, reason = "the offset that the parent sent is trusted to be code")]

use super::{ProcessEntry, TaskEntry};
use crate::error::Failure;
use crate::image::{Code, Entry};

/// The code of an object or a function, from `Job::Once`.
pub(super) fn process_entry(offset: i64) -> Result<ProcessEntry, Failure> {
    // SAFETY: the session has checked that the parent runs the same file, and the parent makes the entry of
    // `Job::Once` by `Code::<ProcessEntry>::of` alone. Nobody but the parent holds the link's other end.
    unsafe { Code::<ProcessEntry>::function(offset) }.map_err(|error| error.into_failure())
}

// SAFETY: it is a function pointer.
unsafe impl Entry for ProcessEntry {
    fn address(self) -> usize {
        self as usize
    }
}

// SAFETY: it is a function pointer.
unsafe impl Entry for TaskEntry {
    fn address(self) -> usize {
        self as usize
    }
}

/// The code of a pool's task.
pub(super) fn task_entry(offset: i64) -> Result<TaskEntry, Failure> {
    // SAFETY: as above; the parent makes the entry of a task by `Code::<TaskEntry>::of` alone.
    unsafe { Code::<TaskEntry>::function(offset) }.map_err(|error| error.into_failure())
}
