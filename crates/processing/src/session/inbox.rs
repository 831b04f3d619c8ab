//! What a child has heard and not listened to yet, and how much it has told.

use std::collections::{HashMap, VecDeque};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use super::tasks::Untold;
use crate::clock;
use crate::protocol::{Flow, Message, Talk};

/// The mail of a child, shared by its threads.
#[derive(Debug, Default)]
pub(super) struct Inbox {
    mail: Mutex<Mail>,
    changed: Condvar,
}

#[derive(Debug, Default)]
pub(super) struct Mail {
    pub(super) messages: VecDeque<Message>,
    pub(super) told: Flow,
    /// In a worker: what was told to the tasks of calls, for those that begin later.
    pub(super) kept: HashMap<Talk, Vec<Message>>,
    /// The turn of the task that the messages are for.
    pub(super) turn: u64,
    /// What that task has listened to, and the parent doesn't know.
    pub(super) untold: Untold,
    /// How many threads wait for a change.
    waiting: usize,
}

impl Inbox {
    pub(super) fn mail(&self) -> MutexGuard<'_, Mail> {
        // No code of the user runs under this lock; a panic of ours leaves mail that is still in order.
        self.mail.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes something, and has all who wait look again.
    pub(super) fn change(&self, change: impl FnOnce(&mut Mail)) {
        let mut mail = self.mail();
        change(&mut mail);
        let waiting = mail.waiting > 0;
        drop(mail);
        if waiting {
            self.changed.notify_all();
        }
    }

    /// Whether somebody waits for a change.
    pub(super) fn is_awaited(&self) -> bool {
        self.mail().waiting > 0
    }

    /// Waits for a change, until the deadline at most.
    pub(super) fn wait<'a>(&self, mut mail: MutexGuard<'a, Mail>, deadline: Option<Instant>) -> MutexGuard<'a, Mail> {
        mail.waiting += 1;
        let mut mail = match deadline {
            None => self.changed.wait(mail).unwrap_or_else(PoisonError::into_inner),
            Some(deadline) => {
                let left = clock::until(deadline);
                self.changed.wait_timeout(mail, left).unwrap_or_else(PoisonError::into_inner).0
            }
        };
        mail.waiting -= 1;
        mail
    }
}
