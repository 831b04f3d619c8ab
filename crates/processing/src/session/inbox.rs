//! What a child has heard and not listened to yet, and how much it has told.

use std::collections::VecDeque;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use crate::clock;
use crate::protocol::{Flow, Message};

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
