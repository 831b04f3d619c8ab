//! How many nodes there are: whoever makes one counts it, and its drop takes it off.

use std::cell::Cell;

thread_local! {
    static ALIVE: Cell<usize> = const { Cell::new(0) };
}

/// A part of everything that must not leak.
pub(crate) struct Counted(());

impl Default for Counted {
    fn default() -> Self {
        ALIVE.set(ALIVE.get() + 1);
        Self(())
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

/// How many there are on this thread.
pub(crate) fn alive() -> usize {
    ALIVE.get()
}
