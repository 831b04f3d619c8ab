//! A call as its caller holds it: feed it, take what comes, wait.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, MutexGuard};
use std::task::{Context as Waking, Poll};
use std::time::Instant;

use super::context::Context;
use super::crew::{Crew, State, shut_down};
use super::mail::{Arrival, Mail};
use super::parcel::Parcel;
use super::reader::Attendance;
use super::scheduler::{CallId, Terms};
use super::talk::Talking;
use crate::clock;
use crate::error::{Failure, ProcessError};
use crate::protocol::Talk;

/// An open call. Dropped, what is queued of it is forgotten, and what runs of it is ignored.
#[derive(Debug)]
pub(super) struct Ticket {
    pub(super) crew: Arc<Crew>,
    pub(super) call: CallId,
    /// Whether the call was closed before.
    closed: AtomicBool,
}

/// How many tasks a call has that somebody may talk with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Talks {
    One,
    Many,
}

/// How a call stands.
#[derive(Debug)]
pub(super) struct Standing {
    /// How many of its tasks wait or run.
    pub(super) pending: u64,
    /// How many tasks a batch has at present.
    pub(super) batch: u32,
    /// Whether all of its tasks are done with.
    pub(super) over: bool,
    /// Why the whole call has failed.
    pub(super) failed: Option<Box<Failure>>,
}

/// What a call is opened with.
#[derive(Debug)]
pub(super) struct Opening {
    /// The code of its tasks.
    pub(super) entry: i64,
    pub(super) context: Option<Arc<Context>>,
    pub(super) terms: Terms,
    pub(super) talks: Option<Talks>,
}

impl State {
    fn open(&mut self, opening: Opening) -> Result<CallId, ProcessError> {
        if self.shut {
            return Err(shut_down().into());
        }
        let Opening { entry, context, terms, talks } = opening;
        let of_one = talks == Some(Talks::One) && terms.retries == 0;
        let call = self.scheduler.open(terms);
        let talking = talks.map(|_| Talking::new(Talk::of(call, of_one)));
        self.mails.insert(call, Box::new(Mail::new(entry, context, talking)));
        Ok(call)
    }
}

impl Standing {
    fn of(state: &State, call: CallId) -> Self {
        Standing {
            pending: state.scheduler.pending(call),
            batch: state.scheduler.batch(call),
            over: state.scheduler.is_over(call),
            failed: state.mails.get(&call).and_then(|mail| mail.failed.clone()),
        }
    }
}

impl Ticket {
    /// Opens a call.
    pub(super) fn open(crew: &Arc<Crew>, opening: Opening) -> Result<Ticket, ProcessError> {
        let call = crew.state().open(opening)?;
        Ok(Ticket::new(crew, call))
    }

    /// Opens a call that has these tasks and gets no others.
    pub(super) fn open_with(crew: &Arc<Crew>, opening: Opening, tasks: Parcel) -> Result<Ticket, ProcessError> {
        let mut state = crew.state();
        let call = state.open(opening)?;
        state.scheduler.feed(call, Some(tasks), true, clock::now());
        crew.act(state);
        Ok(Ticket::new(crew, call))
    }

    fn new(crew: &Arc<Crew>, call: CallId) -> Self {
        Ticket { crew: Arc::clone(crew), call, closed: AtomicBool::new(false) }
    }

    pub(super) fn workers(&self) -> usize {
        self.crew.workers()
    }

    /// Adds tasks, and takes what has come. `complete` says that these were the last ones.
    pub(super) fn exchange(
        &self,
        parcel: Option<Parcel>,
        complete: bool,
        arrivals: &mut VecDeque<Arrival>,
    ) -> Standing {
        let mut state = self.crew.state();
        let adds = parcel.is_some() || complete;
        if adds {
            state.scheduler.feed(self.call, parcel, complete, clock::now());
        }
        if let Some(mail) = state.mails.get_mut(&self.call) {
            if arrivals.is_empty() {
                std::mem::swap(arrivals, &mut mail.arrivals);
            } else {
                arrivals.append(&mut mail.arrivals);
            }
        }
        let standing = Standing::of(&state, self.call);
        if adds {
            self.crew.act(state);
        }
        standing
    }

    /// Takes what came of a call of one task, after its end: its answer, or why the whole call has failed.
    pub(super) fn finish(&self) -> (Option<Arrival>, Option<Box<Failure>>) {
        let mut state = self.crew.state();
        let Some(mail) = state.mails.get_mut(&self.call) else { return (None, None) };
        let came = (mail.arrivals.pop_front(), mail.failed.take());
        // What it has told may still be listened to.
        if mail.talking.as_ref().is_none_or(Talking::is_heard_out) {
            self.close(state);
        }
        came
    }

    /// Forgets the call.
    fn close(&self, mut state: MutexGuard<'_, State>) {
        if self.closed.swap(true, Ordering::Relaxed) {
            return;
        }
        let over = state.scheduler.is_over(self.call);
        state.scheduler.close(self.call);
        let mut mail = state.mails.remove(&self.call);
        let talking = mail.as_mut().and_then(|mail| mail.talking.take());
        if let Some(talking) = talking {
            if talking.has_told() {
                state.forget_told(talking.talk);
            }
            talking.close();
        }
        if over {
            drop(state);
        } else {
            self.crew.act(state);
        }
        // Without the lock: it may be the last that holds the context, which then wants the lock itself.
        drop(mail);
    }

    /// Lets no item behind that one start, if the call is one that is cut so.
    pub(super) fn failed(&self, item: u64) {
        let mut state = self.crew.state();
        state.scheduler.failed(self.call, item);
        self.crew.act(state);
    }

    /// Lets nothing more of it start.
    pub(super) fn halt(&self) {
        let mut state = self.crew.state();
        state.scheduler.halt(self.call);
        self.crew.act(state);
    }

    /// Says that this thread waits until the whole call is over, for as long as what it gets is there.
    pub(super) fn attend(&self) -> Attendance {
        Attendance::of(&self.crew)
    }

    /// Waits until something has come, or the call is over.
    pub(super) fn wait(&self) {
        self.wait_for(None, |state, call| {
            state.scheduler.is_over(call)
                || state.mails.get(&call).is_none_or(|mail| !mail.arrivals.is_empty() || mail.failed.is_some())
        });
    }

    /// Waits until the call is over, at most until the deadline; whether it is.
    pub(super) fn wait_over(&self, deadline: Option<Instant>) -> bool {
        self.wait_for(deadline, is_over)
    }

    /// Looks whether the call is over, and has the task woken when it is.
    pub(super) fn poll(&self, waking: &Waking<'_>) -> Poll<()> {
        let mut state = self.crew.state();
        if is_over(&state, self.call) {
            return Poll::Ready(());
        }
        if let Some(mail) = state.mails.get_mut(&self.call)
            && !mail.wakers.iter().any(|waker| waker.will_wake(waking.waker()))
        {
            mail.wakers.push(waking.waker().clone());
        }
        Poll::Pending
    }

    pub(super) fn wait_for(&self, deadline: Option<Instant>, ready: impl Fn(&State, CallId) -> bool) -> bool {
        let mut state = self.crew.state();
        loop {
            if ready(&state, self.call) {
                return true;
            }
            if deadline.is_some_and(|deadline| clock::until(deadline).is_zero()) {
                return false;
            }
            state = self.crew.wait_for(state, self.call, deadline);
        }
    }
}

pub(super) fn is_over(state: &State, call: CallId) -> bool {
    state.scheduler.is_over(call) || state.mails.get(&call).is_none_or(|mail| mail.failed.is_some())
}

impl Drop for Ticket {
    fn drop(&mut self) {
        if !*self.closed.get_mut() {
            self.close(self.crew.state());
        }
        self.crew.flush_traces();
    }
}
