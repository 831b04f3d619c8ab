//! What differs between operating systems: one twin for each, with the same function names.
//!
//! Nothing above this module asks which system it runs on.

#[cfg(unix)]
mod unix;
#[cfg(unix)]
pub(crate) use unix::*;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
pub(crate) use windows::*;

// Plain memory and counts, so that its tests need not wait for a machine that runs Windows.
#[cfg(all(test, unix))]
#[path = "windows/lane.rs"]
mod lane;

mod thread;

use std::io;

pub(crate) use thread::{small_thread, start_thread};

/// What a child finds when it was invited: its end of the link and the memory of the shared page.
#[derive(Debug)]
pub(crate) struct Adopted {
    pub(crate) end: Endpoint,
    pub(crate) page: PageFile,
}

/// Which events a link is watched for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Interest {
    pub(crate) read: bool,
    pub(crate) write: bool,
}

/// A child that is waited for: its link, and its exit.
#[derive(Debug)]
pub(crate) struct Watched<'a> {
    pub(crate) end: &'a Endpoint,
    pub(crate) interest: Interest,
    pub(crate) exit: &'a ExitWatch,
}

/// What a wait on one link and one exit found.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ready {
    pub(crate) readable: bool,
    pub(crate) writable: bool,
    pub(crate) exited: bool,
}

/// Whether a call that must not block had nothing to do.
pub(crate) fn would_block(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::WouldBlock
}
