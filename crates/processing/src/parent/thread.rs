//! The suite's own threads in a parent: few, and there until the process ends.

use std::io;
use std::thread::{Builder, JoinHandle};

use crate::sys;

/// What must be free for the first steps of a thread, beside its stack.
const ROOM: usize = 1 << 20;

/// Names a thread that runs no code of users, and so needs little stack.
pub(super) fn small(name: &str) -> Builder {
    Builder::new().name(name.into()).stack_size(256 << 10)
}

/// Starts a thread.
///
/// # Errors
///
/// The system gives no thread, or so little memory that the thread might find none for its first steps, before any code
/// of ours: std and the C library abort the whole process there, when the start was promised already.
pub(super) fn start<T: Send + 'static>(
    thread: Builder,
    body: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    sys::expect_memory(ROOM)?;
    thread.spawn(body)
}
