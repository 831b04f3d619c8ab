//! The exit of a child, which ends with its parent.

use std::io;
use std::os::windows::io::{AsHandle, BorrowedHandle, OwnedHandle};
use std::process::Child;

use super::Endpoint;
use super::job;

/// Tells when a child has exited: its process.
#[derive(Debug)]
pub(crate) struct ExitWatch(OwnedHandle);

impl ExitWatch {
    /// Watches a child that has not been waited for yet, and is at the other end of that link.
    pub(crate) fn new(child: &Child, end: &Endpoint) -> io::Result<Self> {
        let process = child.as_handle().try_clone_to_owned()?;
        end.meet(process.try_clone()?);
        job::tie(process.as_handle());
        Ok(ExitWatch(process))
    }
}

impl AsHandle for ExitWatch {
    fn as_handle(&self) -> BorrowedHandle<'_> {
        self.0.as_handle()
    }
}
