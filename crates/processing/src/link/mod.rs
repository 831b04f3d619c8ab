//! The link between a parent and one child, and the page that they share.
//!
//! The link is a stream of [`frames`](crate::protocol). The child writes whole frames and may block; the
//! parent never blocks: what doesn't fit is queued.

mod outbox;
mod page;
#[cfg(feature = "tracing")]
mod ring;
mod spin;

use std::io;
#[cfg(feature = "tracing")]
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

pub(crate) use outbox::{Outbox, Piece};
pub(crate) use page::{Area, Page};
#[cfg(feature = "tracing")]
pub(crate) use ring::{Ring, records};
pub(crate) use spin::Spin;

use crate::protocol::{Frame, FrameReader, Progress};
#[cfg(feature = "tracing")]
use crate::protocol::{FrameBuffer, Kind};
use crate::sys::{self, Alarm, Endpoint};

/// The child's side: whole frames, blocking.
#[derive(Debug)]
pub(crate) struct Link {
    end: Endpoint,
    reader: Mutex<FrameReader>,
    spin: Spin,
    /// Held by whoever sends: what is left of a frame that was begun and not finished.
    writer: Mutex<Vec<u8>>,
    /// Whether the parent is to be told that something was traced.
    #[cfg(feature = "tracing")]
    announces: AtomicBool,
}

impl Link {
    pub(crate) fn new(end: Endpoint) -> Self {
        Link {
            end,
            reader: Mutex::default(),
            spin: Spin::default(),
            writer: Mutex::default(),
            #[cfg(feature = "tracing")]
            announces: AtomicBool::new(false),
        }
    }

    /// Sends a whole frame. Frames of several threads don't mix.
    pub(crate) fn send(&self, frame: &[u8]) -> io::Result<()> {
        let mut begun = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = self.send_whole(&std::mem::take(&mut *begun)).and_then(|()| self.send_whole(frame));
        drop(begun);
        #[cfg(feature = "tracing")]
        self.send_announcement();
        sent
    }

    fn send_whole(&self, mut left: &[u8]) -> io::Result<()> {
        while !left.is_empty() {
            let sent = sys::send(&self.end, left, false)?;
            left = &left[sent..];
        }
        Ok(())
    }

    /// Tells the parent that something was traced, and never waits: where somebody else sends, that one does it. A link
    /// that is full takes nothing; but then the parent has frames to read, and looks at what was traced after each.
    #[cfg(feature = "tracing")]
    pub(crate) fn announce(&self) {
        self.announces.store(true, Ordering::SeqCst);
        self.send_announcement();
    }

    /// Sends what was announced, if nobody else sends: who does, looks again behind it.
    #[cfg(feature = "tracing")]
    fn send_announcement(&self) {
        while self.announces.load(Ordering::SeqCst) {
            let mut begun = match self.writer.try_lock() {
                Ok(begun) => begun,
                Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
                Err(TryLockError::WouldBlock) => return,
            };
            if !self.announces.swap(false, Ordering::SeqCst) {
                return;
            }
            if begun.is_empty() {
                *begun = FrameBuffer::new(Kind::Trace).finish();
                // What a broken link means the session learns on its own.
                let sent = sys::send(&self.end, &begun, true).unwrap_or(0);
                if sent == 0 {
                    begun.clear();
                } else {
                    begun.drain(..sent);
                }
            }
        }
    }

    fn reader(&self) -> MutexGuard<'_, FrameReader> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the next frame; `None` at the end of the link.
    pub(crate) fn next(&self) -> io::Result<Option<Frame>> {
        self.next_behind(|| None)
    }

    /// As [`Link::next`], behind what others have read and left: `left` is asked once nobody else reads.
    pub(crate) fn next_behind(&self, left: impl FnOnce() -> Option<Frame>) -> io::Result<Option<Frame>> {
        let mut reader = self.reader();
        if let Some(frame) = left() {
            return Ok(Some(frame));
        }
        loop {
            if let Some(frame) = reader.next()? {
                return Ok(Some(frame));
            }
            let mut ended = false;
            let mut read = |may_block: bool| {
                let progress = reader.read(|into, want| sys::recv(&self.end, into, want, !may_block))?;
                ended = progress == Progress::Ended;
                Ok::<_, io::Error>(progress != Progress::Blocked)
            };
            if !self.spin.until(None, || read(false))? {
                read(true)?;
            }
            if ended {
                return Ok(None);
            }
        }
    }

    /// Whether a whole frame has come already, so that [`Link::next`] would not wait.
    pub(crate) fn has_frame(&self) -> bool {
        self.reader().has_frame()
    }

    /// Becomes the one who reads, if nobody else is.
    pub(crate) fn reading(&self) -> Option<Reading<'_>> {
        match self.reader.try_lock() {
            Ok(frames) => Some(Reading { end: &self.end, frames }),
            Err(TryLockError::Poisoned(poisoned)) => Some(Reading { end: &self.end, frames: poisoned.into_inner() }),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Looks whether something has come, for a moment or until the deadline, where that is of use; see [`Spin`].
    pub(crate) fn spin<E>(&self, deadline: Option<Instant>, came: impl FnMut() -> Result<bool, E>) -> Result<bool, E> {
        self.spin.until(deadline, came)
    }

    /// Waits until there is something to read or the link has ended, until the alarm rings, or for so long. Doesn't
    /// read.
    pub(crate) fn wait_input(&self, alarm: Option<&Alarm>, timeout: Option<Duration>) -> io::Result<()> {
        sys::wait_input(&self.end, alarm, timeout)
    }

    /// Blocks until the parent has closed the link or died, without reading what waits in it.
    pub(crate) fn wait_hang_up(&self) -> io::Result<()> {
        sys::wait_hang_up(&self.end)
    }
}

/// The right to read a link, until it is dropped.
#[derive(Debug)]
pub(crate) struct Reading<'a> {
    end: &'a Endpoint,
    frames: MutexGuard<'a, FrameReader>,
}

impl Reading<'_> {
    /// Hands over all frames that have come, and doesn't wait for more. Whether the link goes on.
    pub(crate) fn read(&mut self, mut take: impl FnMut(Frame)) -> io::Result<bool> {
        loop {
            let progress = self.frames.read(|into, want| sys::recv(self.end, into, want, true));
            while let Some(frame) = self.frames.next()? {
                take(frame);
            }
            match progress? {
                Progress::Bytes => {}
                Progress::Drained | Progress::Blocked => return Ok(true),
                Progress::Ended => return Ok(false),
            }
        }
    }
}
