//! The session of a worker: which task runs, with whom it talks, and what came for the worker meanwhile.
//!
//! A worker's own loop reads the link between tasks. While a task runs, whoever waits in it reads (see
//! [`reading`](super::reading)); what is for the loop is laid back for it. The number of the turn is odd while a task
//! runs and even between two. A handle that a task has left behind, on a thread of its own, say, belongs to an earlier
//! turn: it hears and tells nothing more, and must not keep the link from the loop.

use std::collections::VecDeque;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering, fence};
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::Session;
use super::inbox::Mail;
use crate::error::{ErrorKind, ProcessError};
use crate::protocol::{Frame, FrameBuffer, Kind, Message, Talk};

/// What only a worker's session knows.
#[derive(Debug, Default)]
pub(super) struct Tasks {
    is_worker: AtomicBool,
    /// Odd while a task runs. Changed by the user's thread alone.
    turn: AtomicU64,
    /// The task's batch, or none.
    batch: AtomicU64,
    /// With whom the task talks; 0 is nobody.
    talk: AtomicU64,
    /// What came for the worker's loop while a task read the link.
    laid_back: Mutex<VecDeque<Frame>>,
}

/// Where a task is of no batch: it is what the worker runs first.
const NO_BATCH: u64 = u64::MAX;
/// So many bytes, or messages, a task listens to before the parent is told that they need not be kept.
const TOLD_AFTER: (u64, u64) = (1 << 20, 1024);

/// What the task of this turn has listened to, and the parent doesn't know.
#[derive(Debug, Default)]
pub(super) struct Untold {
    messages: u64,
    bytes: u64,
}

impl Tasks {
    fn laid_back(&self) -> MutexGuard<'_, VecDeque<Frame>> {
        self.laid_back.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn talk(&self) -> Talk {
        Talk(self.talk.load(Ordering::Relaxed))
    }
}

impl Session {
    /// From now on this is a worker's session.
    pub(crate) fn serve_tasks(&self) {
        self.tasks.batch.store(NO_BATCH, Ordering::Relaxed);
        self.tasks.is_worker.store(true, Ordering::Release);
    }

    pub(super) fn is_worker(&self) -> bool {
        self.tasks.is_worker.load(Ordering::Relaxed)
    }

    /// The tasks that follow are of that batch, and talk with them.
    pub(crate) fn begin_batch(&self, batch: u32, talk: Talk) {
        self.tasks.batch.store(batch.into(), Ordering::Relaxed);
        self.tasks.talk.store(talk.0, Ordering::Relaxed);
    }

    /// A task begins: whatever stopped the one before it is over.
    pub(crate) fn begin_task(&self) {
        self.stopping.store(false, Ordering::Release);
        let turn = self.tasks.turn.load(Ordering::Relaxed);
        self.tasks.turn.store(turn | 1, Ordering::Release);
    }

    /// A task has ended: who still waits in its name stops waiting, at the end of the batch at the latest.
    pub(crate) fn end_task(&self) {
        let turn = self.tasks.turn.load(Ordering::Relaxed);
        self.tasks.turn.store((turn | 1) + 1, Ordering::Release);
        self.turns.wake();
    }

    /// The last task of a batch has ended: also who began to wait in the very moment at which a task ended stops waiting.
    pub(crate) fn end_batch(&self) {
        // Between what `end_task` has written and the look whether somebody leads: see `lead`. For each task it would take
        // as long as a short one.
        fence(Ordering::SeqCst);
        self.turns.wake();
    }

    /// The turn that it is: that of the task that runs. Always 0 where this is no worker's session.
    pub(crate) fn turn(&self) -> u64 {
        self.tasks.turn.load(Ordering::SeqCst)
    }

    /// Whether a handle of that turn is one of a task that is over, or of none.
    pub(crate) fn is_past(&self, turn: u64) -> bool {
        self.is_worker() && (turn.is_multiple_of(2) || turn != self.turn())
    }

    /// Whether the parent has asked the task that runs to stop.
    pub(super) fn is_task_stopped(&self) -> bool {
        let batch = u32::try_from(self.tasks.batch.load(Ordering::Relaxed));
        self.is_worker() && batch.is_ok_and(|batch| self.board().work.is_stopped(batch))
    }

    /// With whom a handle of that turn talks; `None` where this is no worker's session.
    pub(super) fn talk_of(&self, turn: u64) -> Result<Option<Talk>, ProcessError> {
        if !self.is_worker() {
            return Ok(None);
        }
        if self.is_past(turn) {
            return Err(ProcessError::with_text(ErrorKind::Ended, "the task that this handle belongs to is over"));
        }
        let talk = self.tasks.talk();
        if talk == Talk::NONE {
            let text = "a task of this call has nobody to talk with: `submit` and `async_map` give a handle for that, as \
                        `processing::spawn` does";
            return Err(ProcessError::with_text(ErrorKind::Other, text));
        }
        Ok(Some(talk))
    }

    /// Takes a frame that came while a task read the link.
    pub(super) fn take_in_task(&self, frame: Frame) -> Result<(), String> {
        match (frame.kind, frame.payload.is_empty()) {
            (Kind::Tell, _) => self.hear(frame),
            (Kind::Room, _) | (Kind::Stop, false) => {
                self.inbox.change(|_| ());
                Ok(())
            }
            (Kind::Stop, true) => {
                // The pool ends: the worker does so behind this task, which is to be short.
                self.note_stop();
                self.tasks.laid_back().push_back(frame);
                Ok(())
            }
            _ => {
                self.tasks.laid_back().push_back(frame);
                Ok(())
            }
        }
    }

    /// Takes a message for the tasks of a call.
    pub(crate) fn hear(&self, frame: Frame) -> Result<(), String> {
        let (message, talk) = Message::of_talk(frame).ok_or("a broken message")?;
        let turn = self.turn();
        self.inbox.change(|mail| mail.keep(message, talk, (talk == self.tasks.talk()).then_some(turn)));
        Ok(())
    }

    /// Forgets what was told to the tasks of a call.
    pub(crate) fn forget_talk(&self, talk: Talk) {
        self.inbox.change(|mail| drop(mail.kept.remove(&talk)));
    }

    /// The next frame for the worker's loop; `None` at the end of the link.
    pub(crate) fn next_for_worker(&self) -> io::Result<Option<Frame>> {
        // Whoever reads in a task lays frames back before he leaves the link to others.
        self.link.next_behind(|| self.tasks.laid_back().pop_front())
    }

    /// Whether that would not wait.
    pub(crate) fn has_frame_for_worker(&self) -> bool {
        self.link.has_frame() || !self.tasks.laid_back().is_empty()
    }

    /// Counts a message that the task has listened to, and now and then tells the parent, which keeps them until then.
    pub(super) fn count_heard(&self, talk: Talk, size: u64) {
        let untold = {
            let mut mail = self.inbox.mail();
            mail.untold.messages += 1;
            mail.untold.bytes += size;
            let enough = mail.untold.bytes >= TOLD_AFTER.0 || mail.untold.messages >= TOLD_AFTER.1;
            enough.then(|| std::mem::take(&mut mail.untold))
        };
        if let Some(Untold { messages, .. }) = untold.filter(|_| talk.is_of_one()) {
            let mut frame = FrameBuffer::new(Kind::Room);
            frame.payload().extend_from_slice(&talk.0.to_le_bytes());
            frame.payload().extend_from_slice(&messages.to_le_bytes());
            // If the link is broken nobody keeps anything.
            drop(self.link.send(&frame.finish()));
        }
    }
}

impl Mail {
    /// Keeps a message for the tasks of a call: for the one that runs in that turn, and for later ones.
    fn keep(&mut self, message: Message, talk: Talk, turn: Option<u64>) {
        let begun = turn.is_some_and(|turn| turn == self.turn);
        match (begun, talk.is_of_one()) {
            (true, true) => self.messages.push_back(message),
            (true, false) => {
                self.messages.push_back(message.clone());
                self.kept.entry(talk).or_default().push(message);
            }
            (false, _) => self.kept.entry(talk).or_default().push(message),
        }
    }

    /// In each turn the messages of the call are heard from the first one on.
    pub(super) fn begin_turn(&mut self, turn: u64, talk: Talk) {
        if self.turn == turn {
            return;
        }
        self.turn = turn;
        self.untold = Untold::default();
        self.messages = match talk.is_of_one() {
            true => self.kept.remove(&talk).unwrap_or_default().into(),
            false => self.kept.get(&talk).map(|kept| kept.iter().cloned().collect()).unwrap_or_default(),
        };
    }
}
