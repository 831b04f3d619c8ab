//! A caller that waits reads the links of its call's workers itself, so that an answer wakes one thread and not two.
//!
//! Who finds that others read them sleeps. When a reader has what it waited for, it wakes a sleeper whose worker nobody
//! reads then; where there is none, the reactor goes on a moment later.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, MutexGuard, PoisonError};
use std::time::Instant;

use super::crew::{Crew, State};
use super::scheduler::{CallId, SiteId};
use super::sink::SiteSink;
use crate::clock;
use crate::parent::{Channel, turn_all};
use crate::sys::Alarm;

/// A caller reads the links of no more workers than so many: to wait for each of many costs more than to be woken.
const MOST: usize = 8;

/// So many alarms are kept for the next ones who wait, as long as there are workers to wait for.
const KEPT: usize = 4;

/// A thread that reads links while it waits. It belongs to the pool, and is that of another thread at another time.
#[derive(Debug)]
pub(super) struct Reader {
    alarm: Alarm,
    /// Which thread it is now.
    thread: AtomicUsize,
}

/// A number that no other thread has now: where one of its own variables is.
fn this_thread() -> usize {
    thread_local!(static PLACE: u8 = const { 0 });
    PLACE.with(|place| std::ptr::from_ref(place).addr())
}

impl Reader {
    /// Ends its wait, unless it is this very thread, which looks anew by itself.
    pub(super) fn wake(&self) {
        if self.thread.load(Ordering::Relaxed) != this_thread() {
            self.alarm.ring();
        }
    }
}

/// Says that a thread waits until its whole call is over, so that it reads the links of the call's workers again and
/// again; until it is dropped, when the reactor takes them over at once.
#[derive(Debug)]
pub(super) struct Attendance(Arc<Crew>);

impl Attendance {
    pub(super) fn of(crew: &Arc<Crew>) -> Self {
        crew.attending.fetch_add(1, Ordering::Relaxed);
        Attendance(Arc::clone(crew))
    }
}

impl Drop for Attendance {
    fn drop(&mut self) {
        // Before the look at each channel, whose lock orders the two with what the reactor does: it leaves a link aside,
        // and then asks how long.
        if self.0.attending.fetch_sub(1, Ordering::Relaxed) == 1 {
            let state = self.0.state();
            state.posts.iter().filter_map(|post| post.channel.as_ref()).for_each(|channel| channel.look_again());
        }
    }
}

impl Crew {
    /// Whether some thread attends to the links.
    pub(super) fn is_attended(&self) -> bool {
        self.attending.load(Ordering::Relaxed) > 0
    }

    /// Waits for something that may concern a call, until the deadline at most.
    pub(super) fn wait_for<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        call: CallId,
        deadline: Option<Instant>,
    ) -> MutexGuard<'a, State> {
        let channels = state.channels_of(call);
        let mut leads = Vec::with_capacity(channels.len());
        for (site, channel) in &channels {
            if let Some(lead) = channel.lead()
                && let Some(crew) = self.me.upgrade()
            {
                leads.push((lead, SiteSink::new(crew, *site, channel.key())));
            }
        }
        let Some(reader) = (!leads.is_empty()).then(|| state.reader()).flatten() else {
            drop(leads);
            return self.sleep(state, call, deadline);
        };
        let Some(mail) = state.mails.get_mut(&call) else { return state };
        mail.readers.push(Arc::clone(&reader));
        drop(state);
        turn_all(&mut leads, &reader.alarm, deadline);
        drop(leads);
        let mut state = self.state();
        if let Some(mail) = state.mails.get_mut(&call) {
            mail.readers.retain(|other| !Arc::ptr_eq(other, &reader));
        }
        state.pass_on(&channels);
        if state.idle_readers.len() < KEPT && state.has_workers() {
            state.idle_readers.push(reader);
        }
        state
    }

    /// Sleeps until somebody tells the call something.
    fn sleep<'a>(
        &'a self,
        mut state: MutexGuard<'a, State>,
        call: CallId,
        deadline: Option<Instant>,
    ) -> MutexGuard<'a, State> {
        let Some(mail) = state.mails.get_mut(&call) else { return state };
        let signal = mail.signal();
        state.sleeping.push(call);
        let mut state = match deadline.map(clock::until) {
            None => signal.wait(state).unwrap_or_else(PoisonError::into_inner),
            Some(left) => signal.wait_timeout(state, left).unwrap_or_else(PoisonError::into_inner).0,
        };
        if let Some(at) = state.sleeping.iter().position(|other| *other == call) {
            state.sleeping.swap_remove(at);
        }
        state
    }
}

impl State {
    pub(super) fn has_workers(&self) -> bool {
        self.posts.iter().any(|post| post.channel.is_some())
    }

    /// This thread as a reader; `None` where it can't be one. An alarm that was kept may ring for one who has waited with
    /// it before: then this one looks in vain once.
    fn reader(&mut self) -> Option<Arc<Reader>> {
        let new = || Alarm::new().ok().map(|alarm| Arc::new(Reader { alarm, thread: AtomicUsize::new(0) }));
        let reader = self.idle_readers.pop().or_else(new)?;
        reader.thread.store(this_thread(), Ordering::Relaxed);
        Some(reader)
    }

    /// The links of the workers that have tasks of a call, unless they are many.
    fn channels_of(&self, call: CallId) -> Vec<(SiteId, Arc<Channel>)> {
        let mut channels = Vec::new();
        for site in self.scheduler.sites_of(call) {
            let post = &self.posts[site];
            if let Some(channel) = post.channel.as_ref().filter(|_| post.attended) {
                if channels.len() == MOST {
                    return Vec::new();
                }
                channels.push((site, Arc::clone(channel)));
            }
        }
        channels
    }

    /// Wakes one who sleeps while its call has tasks at one of these sites, which nobody reads any more.
    fn pass_on(&mut self, channels: &[(SiteId, Arc<Channel>)]) {
        let scheduler = &self.scheduler;
        let is_there =
            |call: &&CallId| scheduler.sites_of(**call).any(|site| channels.iter().any(|(other, _)| *other == site));
        if let Some(call) = self.sleeping.iter().find(is_there)
            && let Some(mail) = self.mails.get_mut(call)
        {
            mail.notify();
        }
    }
}
