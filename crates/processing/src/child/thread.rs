//! The thread of the user's code in a child, and the end of a child that doesn't understand its parent.

use std::cell::Cell;

use crate::error::{ErrorKind, Failure};
use crate::protocol::{ABORT, OUT_OF_MEMORY, STACK_OVERFLOW};
use crate::session::Session;
use crate::sys;

/// The exit code of a child whose parent doesn't speak as agreed.
pub(super) const MISUNDERSTOOD: i32 = 72;

/// The user's thread has the stack that a main thread usually has.
const STACK: usize = 8 << 20;

thread_local! {
    /// Whether this is the thread of the user's code.
    static IS_USERS: Cell<bool> = const { Cell::new(false) };
}

/// Whether this is the thread of the user's code, whose panics become failures.
pub(super) fn is_user_thread() -> bool {
    IS_USERS.try_with(Cell::get).unwrap_or(false)
}

/// Starts the thread of the user's code, guarded against the overflow of its stack; it has the name `main` if it gets
/// no other.
pub(super) fn run_on_user_thread(name: Option<String>, body: impl FnOnce() + Send + 'static) -> Result<(), Failure> {
    // The session lives in a static, so the board lives as long as the process.
    let board = Session::static_board();
    let guarded = move || {
        IS_USERS.set(true);
        if let Some(board) = board {
            // Without the guard an overflow is still told, as a plain SIGSEGV.
            drop(sys::guard_stack(&board.fault, STACK_OVERFLOW, ABORT, OUT_OF_MEMORY));
        }
        body();
    };
    let name = name.unwrap_or_else(|| "main".into());
    let spawned = std::thread::Builder::new().name(name).stack_size(STACK).spawn(guarded);
    match spawned {
        Ok(_) => Ok(()),
        Err(error) => {
            Err(Failure::new(ErrorKind::Start).text(format!("the child could not start its thread: {error}")))
        }
    }
}

/// Ends a child whose parent says what no parent says.
pub(super) fn misunderstood(what: &dyn std::fmt::Display) -> ! {
    eprintln!("a child got from its parent what it doesn't understand: {what}");
    sys::quit(MISUNDERSTOOD)
}
