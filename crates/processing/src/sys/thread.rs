//! The suite's own threads in a parent: few, and there until the process ends, or a child.

use std::io;
use std::thread::{Builder, JoinHandle};

/// What must be free for the first steps of a thread, beside its stack. They take some hundred kibibytes; the rest is
/// for what other threads map between this look and those steps.
const ROOM: usize = 4 << 20;

/// Names a thread that runs no code of users, and so needs little stack.
pub(crate) fn small_thread(name: &str) -> Builder {
    Builder::new().name(name.into()).stack_size(256 << 10)
}

/// Starts a thread.
///
/// # Errors
///
/// The system gives no thread, or so little memory that the thread might find none for its first steps, before any code
/// of ours: std and the C library abort the whole process there, when the start was promised already.
pub(crate) fn start_thread<T: Send + 'static>(
    thread: Builder,
    body: impl FnOnce() -> T + Send + 'static,
) -> io::Result<JoinHandle<T>> {
    super::expect_memory(ROOM)?;
    thread.spawn(body)
}
