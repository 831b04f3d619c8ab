//! The suite's own threads in a parent: few, small, and there until the process ends.

use std::io;

/// Their stack. They run no code of users.
const STACK: usize = 256 << 10;
/// What must be free for one: a stack as large as others have by default, and what its first steps allocate.
const ROOM: usize = 4 << 20;

/// Starts a thread.
///
/// # Errors
///
/// The system gives no thread, or there is so little memory that its first steps might find none: std and the C library
/// abort the whole process there, when the start was promised already.
pub(super) fn start_thread(name: &str, body: impl FnOnce() + Send + 'static) -> io::Result<()> {
    let mut room = Vec::<u8>::new();
    room.try_reserve_exact(ROOM).map_err(|_| io::ErrorKind::OutOfMemory)?;
    // It is looked at, or it would not have to be asked for.
    drop(std::hint::black_box(room));
    std::thread::Builder::new().name(name.into()).stack_size(STACK).spawn(body)?;
    Ok(())
}
