//! What a fresh child must settle.

use std::io;

use super::{fault, interrupt};

/// Lets the console's interrupts pass: whether they end the child is up to its parent. And has faults end it at once, with
/// their code: the parent is told.
pub(crate) fn settle() -> io::Result<()> {
    fault::end_by_exceptions();
    interrupt::let_pass()
}
