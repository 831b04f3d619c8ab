//! What is on its way to a child that has not taken it yet.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;

use crate::sys::{self, Endpoint};

/// Frames in order, the first one perhaps sent in part.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    frames: VecDeque<Arc<Vec<u8>>>,
    sent: usize,
    closed: bool,
}

impl Outbox {
    /// Whether something waits to be sent.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.frames.is_empty()
    }

    /// Sends a frame, or queues what the link doesn't take now. After the end of the link it is dropped.
    pub(crate) fn push(&mut self, end: &Endpoint, frame: Arc<Vec<u8>>) {
        if self.closed {
            return;
        }
        self.frames.push_back(frame);
        if self.frames.len() == 1 {
            self.flush(end);
        }
    }

    /// Sends what the link takes now.
    pub(crate) fn flush(&mut self, end: &Endpoint) {
        while let Some(frame) = self.frames.front() {
            match sys::send(end, &frame[self.sent..], true) {
                Ok(sent) => {
                    self.sent += sent;
                    if self.sent == frame.len() {
                        self.frames.pop_front();
                        self.sent = 0;
                    }
                }
                Err(error) if sys::would_block(&error) => return,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                // The child has gone. Its exit says why, and arrives on its own.
                Err(_) => return self.close(),
            }
        }
    }

    /// Drops what waits: nobody will read it.
    pub(crate) fn close(&mut self) {
        self.frames.clear();
        self.sent = 0;
        self.closed = true;
    }
}
