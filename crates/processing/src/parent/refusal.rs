//! What refuses to start a child, as an error that says what to do: the system, or this process's own state.

use crate::error::{ErrorKind, ProcessError};
use crate::{invitation, sys};

/// Turns a refusal of the system into an error that says what to do.
pub(crate) fn start_errors(what: &'static str) -> impl Fn(std::io::Error) -> ProcessError {
    move |error| {
        let text = match sys::start_hint(&error) {
            Some(hint) => format!("{what}: {hint}"),
            None => what.to_string(),
        };
        ProcessError::caused(ErrorKind::Start, &text, error)
    }
}

/// Refuses to start processes from one that was started as a child and doesn't serve its parent yet. Else a program whose
/// initializers start processes would start more in each of them.
pub(crate) fn refuse_in_stray_child() -> Result<(), ProcessError> {
    match invitation::is_stray_child() {
        true => Err(ProcessError::with_text(
            ErrorKind::Start,
            "this process is itself a child that has not been taken over, so it starts no others: static initializers \
             run in children too, and a program that calls `processing::init()` must do so at the top of `main`",
        )),
        false => Ok(()),
    }
}
