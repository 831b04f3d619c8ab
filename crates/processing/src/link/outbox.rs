//! What is on its way to a child that has not taken it yet.

use std::collections::VecDeque;
use std::io;
use std::ops::Range;
use std::sync::Arc;

use crate::sys::{self, Endpoint};

/// A frame, or a part of one, in memory that others may keep too.
#[derive(Debug)]
pub(crate) struct Piece {
    bytes: Arc<Vec<u8>>,
    /// What of them was not sent yet.
    left: Range<usize>,
}

impl Piece {
    /// All of these bytes.
    pub(crate) fn whole(bytes: Arc<Vec<u8>>) -> Self {
        Piece { left: 0..bytes.len(), bytes }
    }

    /// Some of these bytes.
    pub(crate) fn part(bytes: Arc<Vec<u8>>, place: Range<usize>) -> Self {
        debug_assert!(place.end <= bytes.len(), "a piece lies within its bytes");
        Piece { bytes, left: place }
    }

    /// What was not sent yet.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes[self.left.clone()]
    }
}

/// Frames in order, the first one perhaps sent in part.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pieces: VecDeque<Piece>,
    closed: bool,
}

impl Outbox {
    /// Whether something waits to be sent.
    pub(crate) fn is_waiting(&self) -> bool {
        !self.pieces.is_empty()
    }

    /// Sends what makes up whole frames, or queues what the link doesn't take now. After the end of the link it is
    /// dropped.
    pub(crate) fn push(&mut self, end: &Endpoint, pieces: impl IntoIterator<Item = Piece>) {
        if self.closed {
            return;
        }
        let waited = self.is_waiting();
        self.pieces.extend(pieces);
        if !waited {
            self.flush(end);
        }
    }

    /// Sends what the link takes now.
    pub(crate) fn flush(&mut self, end: &Endpoint) {
        while let Some(piece) = self.pieces.front_mut() {
            match sys::send(end, piece.bytes(), true) {
                Ok(sent) => {
                    piece.left.start += sent;
                    if piece.left.is_empty() {
                        self.pieces.pop_front();
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
        self.pieces.clear();
        self.closed = true;
    }
}
