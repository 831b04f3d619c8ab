//! Why a resource could not be opened: which it was, and what may help.

use std::error::Error;
use std::fmt;
use std::io::{self, ErrorKind};

/// What stands in the `io::Error` that callers get; its kind is that of the source.
#[derive(Debug)]
pub(super) struct Trouble {
    what: String,
    source: io::Error,
}

impl Trouble {
    /// The error of whoever wanted to open `what`.
    #[cold]
    pub(super) fn opening(what: String, source: io::Error) -> io::Error {
        io::Error::new(source.kind(), Self { what, source })
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "can't open {}", self.what)?;
        match help(self.source.kind()) {
            Some(help) => write!(f, ": {help}"),
            None => Ok(()),
        }
    }
}

impl Error for Trouble {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.source)
    }
}

/// What to do about it.
fn help(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::NotFound => "only its recipe has travelled; it must be there on this side too",
        ErrorKind::PermissionDenied => "this process may not; let it, or open something that it may",
        ErrorKind::AlreadyExists => "it is there already; remove it, or open it instead of making it",
        ErrorKind::AddrInUse => "its address is taken; drop what holds it, such as the original, or ask for port 0",
        ErrorKind::AddrNotAvailable => "this machine doesn't have that address; ask for 0.0.0.0, [::] or one it has",
        ErrorKind::ConnectionRefused => "nobody listens there; start what should",
        ErrorKind::TimedOut | ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => {
            "it can't be reached from here; check the network, or wait longer"
        }
        _ => return None,
    })
}
