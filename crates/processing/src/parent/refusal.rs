//! What the system refused while a child was being started, as an error that says what to do.

use crate::error::{ErrorKind, ProcessError};
use crate::sys;

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
