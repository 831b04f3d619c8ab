//! What a child knows while it serves: its link, its messages, whether it is to stop.

mod inbox;
mod reading;
mod tasks;

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use cerial::{Decode, Encode};

use inbox::Inbox;
use reading::Turns;
use tasks::Tasks;

pub(crate) use reading::Lost;

use crate::clock;
use crate::error::{ErrorKind, ProcessError};
#[cfg(feature = "tracing")]
use crate::link::Ring;
use crate::link::{Area, Link, Page};
use crate::protocol::{Board, FrameBuffer, Kind, Message};

/// The session of this process, if it is a child.
static SESSION: OnceLock<Arc<Session>> = OnceLock::new();

/// A child's session.
#[derive(Debug)]
pub(crate) struct Session {
    link: Link,
    page: Page,
    inbox: Inbox,
    turns: Turns,
    stopping: AtomicBool,
    tasks: Tasks,
}

impl Session {
    /// Opens the session of this process.
    pub(crate) fn open(link: Link, page: Page) -> Arc<Session> {
        let session = Session {
            link,
            page,
            inbox: Inbox::default(),
            turns: Turns::default(),
            stopping: AtomicBool::new(false),
            tasks: Tasks::default(),
        };
        Arc::clone(SESSION.get_or_init(|| Arc::new(session)))
    }

    /// The board of this process's session, which is there until the process ends.
    pub(crate) fn static_board() -> Option<&'static Board> {
        SESSION.get().map(|session| session.page.board())
    }

    pub(crate) fn link(&self) -> &Link {
        &self.link
    }

    pub(crate) fn board(&self) -> &Board {
        self.page.board()
    }

    /// Where a worker's answers stand until they were sent.
    pub(crate) fn area(&self) -> Area<'_> {
        self.page.area()
    }

    /// Where what this process traces stands until the parent takes it.
    #[cfg(feature = "tracing")]
    pub(crate) fn ring(&self) -> Ring<'_> {
        self.page.ring()
    }

    /// Asks the process to stop: after the current run, and at once where it waits.
    pub(crate) fn stop(&self) {
        self.note_stop();
        self.turns.wake();
    }

    /// Notes a stop; whoever waits for the inbox sees it.
    fn note_stop(&self) {
        self.inbox.change(|_| self.stopping.store(true, Ordering::Release));
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire) || self.is_task_stopped()
    }

    /// Sends a message to the parent, by a handle of that turn. Where the parent doesn't listen and the buffer is full,
    /// it is an error, or is waited for.
    pub(crate) fn tell<T: Encode + ?Sized>(&self, turn: u64, message: &T, waits: bool) -> Result<(), ProcessError> {
        let (frame, size) = match self.talk_of(turn)? {
            Some(talk) => Message::frame_of_talk(message, talk)?,
            None => {
                let frame = Message::frame(message)?;
                let size = Message::size_of_frame(&frame);
                (frame, size)
            }
        };
        let heard = &self.board().parent_heard;
        let told = self.wait_for((!waits).then(clock::now), |inbox| {
            if let Err(error) = self.talk_of(turn) {
                return Some(Err(error));
            }
            if inbox.told.admit(heard, size) {
                return Some(Ok(()));
            }
            if self.is_stopping() && waits {
                return Some(Err(stopped()));
            }
            heard.await_room();
            // The parent may have listened before it could see that somebody waits.
            inbox.told.admit(heard, size).then_some(Ok(()))
        });
        told.unwrap_or_else(|| Err(Message::no_room(size)))?;
        self.link.send(&frame).map_err(|error| ProcessError::caused(ErrorKind::Ended, "the parent has gone", error))
    }

    /// The next message for a handle of that turn, waiting for it until the deadline.
    pub(crate) fn listen<T: Decode>(&self, turn: u64, deadline: Option<Instant>) -> Result<Option<T>, ProcessError> {
        let talk = self.talk_of(turn)?;
        let message = self.wait_for(deadline, |inbox| {
            match self.talk_of(turn) {
                Ok(Some(talk)) => inbox.begin_turn(turn, talk),
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
            match inbox.messages.front().map(Message::check::<T>) {
                Some(Ok(())) => inbox.messages.pop_front().map(Ok),
                Some(Err(error)) => Some(Err(error)),
                None if deadline.is_some_and(|deadline| clock::until(deadline).is_zero()) => None,
                None => self.is_stopping().then(|| Err(stopped())),
            }
        });
        let Some(message) = message.transpose()? else { return Ok(None) };
        match talk {
            Some(talk) => self.count_heard(talk, message.size()),
            None => {
                if self.board().child_heard.take(message.size()) {
                    // If the link is broken nobody waits any more.
                    drop(self.link.send(&FrameBuffer::new(Kind::Room).finish()));
                }
            }
        }
        message.value().map(Some)
    }

    /// Waits until so much time has passed, by a handle of that turn.
    pub(crate) fn sleep(&self, turn: u64, duration: Duration) -> Result<(), ProcessError> {
        let woken = self.wait_for(clock::after(duration), |_| (self.is_stopping() || self.is_past(turn)).then(stopped));
        woken.map_or(Ok(()), Err)
    }
}

fn stopped() -> ProcessError {
    ProcessError::with_text(ErrorKind::Stopped, "the process was asked to stop")
}
