//! Pipes in which a child's output arrives.

use std::io::{self, PipeReader, Read};
use std::os::fd::{AsFd, BorrowedFd};
use std::process::Stdio;

use rustix::fs::OFlags;

use super::link::above_stdio;

/// The parent's end of a pipe that a child writes to.
#[derive(Debug)]
pub(crate) struct OutputPipe(PipeReader);

/// Makes a pipe: our end, and what the child gets as a stream.
pub(crate) fn output_pipe() -> io::Result<(OutputPipe, Stdio)> {
    let (ours, theirs) = std::io::pipe()?;
    let ours = above_stdio(ours.into())?;
    let flags = rustix::fs::fcntl_getfl(&ours)?;
    rustix::fs::fcntl_setfl(&ours, flags | OFlags::NONBLOCK)?;
    Ok((OutputPipe(ours.into()), theirs.into()))
}

impl OutputPipe {
    /// Reads what is there; 0 is the end. Never blocks.
    pub(crate) fn read_now(&self, into: &mut [u8]) -> io::Result<usize> {
        (&self.0).read(into)
    }
}

impl AsFd for OutputPipe {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
