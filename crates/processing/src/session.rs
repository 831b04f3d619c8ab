//! What a child knows while it serves: its link, its messages, whether it is to stop.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};

use cerial::{Decode, Encode};

use crate::clock;
use crate::error::{ErrorKind, ProcessError};
use crate::link::{Area, Link, Page};
use crate::protocol::{Board, Flow, FrameBuffer, Kind, Message};

/// The session of this process, if it is a child.
static SESSION: OnceLock<Arc<Session>> = OnceLock::new();

/// A child's session.
#[derive(Debug)]
pub(crate) struct Session {
    link: Link,
    page: Page,
    inbox: Mutex<Inbox>,
    changed: Condvar,
    stopping: AtomicBool,
    /// Whether somebody in the parent holds a handle to talk to.
    talks: AtomicBool,
}

#[derive(Debug, Default)]
struct Inbox {
    messages: VecDeque<Message>,
    told: Flow,
}

impl Session {
    /// Opens the session of this process.
    pub(crate) fn open(link: Link, page: Page) -> Arc<Session> {
        let session = Session {
            link,
            page,
            inbox: Mutex::default(),
            changed: Condvar::new(),
            stopping: AtomicBool::new(false),
            talks: AtomicBool::new(true),
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

    fn inbox(&self) -> MutexGuard<'_, Inbox> {
        self.inbox.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes a message from the parent.
    pub(crate) fn deliver(&self, message: Message) {
        self.inbox().messages.push_back(message);
        self.changed.notify_all();
    }

    /// The parent has taken messages: whoever waits for room may look again.
    pub(crate) fn room(&self) {
        let _inbox = self.inbox(); // so that nobody misses it between looking and waiting
        self.changed.notify_all();
    }

    /// Asks the process to stop: after the current run, and at once where it waits.
    pub(crate) fn stop(&self) {
        let _inbox = self.inbox(); // so that nobody misses it between looking and waiting
        self.stopping.store(true, Ordering::Release);
        self.changed.notify_all();
    }

    /// Forgets a stop: in a worker each task begins anew.
    pub(crate) fn start_over(&self) {
        self.stopping.store(false, Ordering::Release);
    }

    /// From now on there is nobody to talk to: the tasks of a pool's `map` have no handle.
    pub(crate) fn fall_silent(&self) {
        self.talks.store(false, Ordering::Release);
    }

    fn check_talks(&self) -> Result<(), ProcessError> {
        if self.talks.load(Ordering::Acquire) {
            return Ok(());
        }
        let text = "a pool's task has no handle that could hear or tell: return what the caller should know, or use \
                    `processing::spawn` or a `Skprocess` of its own";
        Err(ProcessError::with_text(ErrorKind::Other, text))
    }

    pub(crate) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Acquire)
    }

    /// Sends a message to the parent. Where the parent doesn't listen and the buffer is full, it is an error, or is
    /// waited for.
    pub(crate) fn tell<T: Encode + ?Sized>(&self, message: &T, waits: bool) -> Result<(), ProcessError> {
        self.check_talks()?;
        let frame = Message::frame(message)?;
        let size = Message::size_of_frame(&frame);
        let heard = &self.board().parent_heard;
        let mut inbox = self.inbox();
        while !inbox.told.admit(heard, size) {
            if !waits {
                return Err(Message::no_room(size));
            }
            if self.is_stopping() {
                return Err(stopped());
            }
            heard.await_room();
            // The parent may have listened before it could see that somebody waits.
            if inbox.told.admit(heard, size) {
                break;
            }
            inbox = self.changed.wait(inbox).unwrap_or_else(PoisonError::into_inner);
        }
        drop(inbox);
        self.link.send(&frame).map_err(|error| ProcessError::caused(ErrorKind::Ended, "the parent has gone", error))
    }

    /// The next message, waiting for it until the deadline.
    pub(crate) fn listen<T: Decode>(&self, deadline: Option<Instant>) -> Result<Option<T>, ProcessError> {
        self.check_talks()?;
        let mut inbox = self.inbox();
        let message = loop {
            if let Some(message) = inbox.messages.front() {
                message.check::<T>()?;
                break inbox.messages.pop_front();
            }
            if deadline.is_some_and(|deadline| clock::until(deadline).is_zero()) {
                return Ok(None);
            }
            if self.is_stopping() {
                return Err(stopped());
            }
            match self.wait(inbox, deadline) {
                Some(again) => inbox = again,
                None => return Ok(None),
            }
        };
        drop(inbox);
        let Some(message) = message else { return Ok(None) };
        if self.board().child_heard.take(message.size()) {
            // If the link is broken nobody waits any more.
            drop(self.link.send(&FrameBuffer::new(Kind::Room).finish()));
        }
        message.value().map(Some)
    }

    /// Waits until so much time has passed.
    pub(crate) fn sleep(&self, duration: Duration) -> Result<(), ProcessError> {
        let deadline = clock::after(duration);
        let mut inbox = self.inbox();
        loop {
            if self.is_stopping() {
                return Err(stopped());
            }
            match self.wait(inbox, deadline) {
                Some(again) => inbox = again,
                None => return Ok(()),
            }
        }
    }

    /// Waits for a change; `None` at the deadline.
    fn wait<'a>(&self, inbox: MutexGuard<'a, Inbox>, deadline: Option<Instant>) -> Option<MutexGuard<'a, Inbox>> {
        match deadline {
            None => Some(self.changed.wait(inbox).unwrap_or_else(PoisonError::into_inner)),
            Some(deadline) => {
                let left = clock::until(deadline);
                if left.is_zero() {
                    return None;
                }
                let waited = self.changed.wait_timeout(inbox, left).unwrap_or_else(PoisonError::into_inner);
                Some(waited.0)
            }
        }
    }
}

fn stopped() -> ProcessError {
    ProcessError::with_text(ErrorKind::Stopped, "the process was asked to stop")
}
