//! The link between a parent and one child, and the page that they share.
//!
//! The link is a stream of [`frames`](crate::protocol). The child writes whole frames and may block; the
//! parent never blocks: what doesn't fit is queued.

mod outbox;
mod page;

use std::io;
use std::sync::Mutex;

pub(crate) use outbox::Outbox;
pub(crate) use page::{Area, Page};

use crate::protocol::{Frame, FrameReader, Progress};
use crate::sys::{self, Endpoint};

/// The child's side: whole frames, blocking.
#[derive(Debug)]
pub(crate) struct Link {
    end: Endpoint,
    reader: Mutex<FrameReader>,
    writer: Mutex<()>,
}

impl Link {
    pub(crate) fn new(end: Endpoint) -> Self {
        Link { end, reader: Mutex::default(), writer: Mutex::default() }
    }

    /// Sends a whole frame. Frames of several threads don't mix.
    pub(crate) fn send(&self, frame: &[u8]) -> io::Result<()> {
        let _turn = self.writer.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut left = frame;
        while !left.is_empty() {
            let sent = sys::send(&self.end, left, false)?;
            left = &left[sent..];
        }
        Ok(())
    }

    /// Waits for the next frame; `None` at the end of the link.
    pub(crate) fn next(&self) -> io::Result<Option<Frame>> {
        let mut reader = self.reader.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        loop {
            if let Some(frame) = reader.next()? {
                return Ok(Some(frame));
            }
            match reader.read(|into, want| sys::recv(&self.end, into, want, false))? {
                Progress::Ended => return Ok(None),
                Progress::Bytes | Progress::Blocked => {}
            }
        }
    }

    /// Whether a whole frame has come already, so that [`Link::next`] would not wait.
    pub(crate) fn has_frame(&self) -> bool {
        self.reader.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).has_frame()
    }

    /// Blocks until the parent has closed the link or died, without reading what waits in it.
    pub(crate) fn wait_hang_up(&self) -> io::Result<()> {
        sys::wait_hang_up(&self.end)
    }
}
