//! A caller that waits reads the links of its call's workers itself, so that an answer wakes one thread and not two.
//!
//! Who finds that others read them sleeps. When a reader has what it waited for, it wakes a sleeper whose worker nobody
//! reads then; where there is none, the reactor goes on a moment later.

use std::cell::OnceCell;
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

/// A thread that reads links while it waits.
#[derive(Debug)]
pub(super) struct Reader(Alarm);

thread_local! {
    /// This thread as a reader; `None` where it can't be one.
    static READER: OnceCell<Option<Arc<Reader>>> = const { OnceCell::new() };
}

impl Reader {
    /// This thread.
    fn own() -> Option<Arc<Reader>> {
        READER.with(|own| own.get_or_init(|| Alarm::new().ok().map(|alarm| Arc::new(Reader(alarm)))).clone())
    }

    /// Ends its wait, unless it is this very thread, which looks anew by itself.
    pub(super) fn wake(self: &Arc<Self>) {
        let is_own =
            READER.try_with(|own| own.get().and_then(Option::as_ref).is_some_and(|own| Arc::ptr_eq(own, self)));
        if !is_own.unwrap_or(false) {
            self.0.ring();
        }
    }
}

impl Crew {
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
        let Some(reader) = Reader::own().filter(|_| !leads.is_empty()) else {
            drop(leads);
            return self.sleep(state, call, deadline);
        };
        let Some(mail) = state.mails.get_mut(&call) else { return state };
        mail.readers.push(Arc::clone(&reader));
        drop(state);
        turn_all(&mut leads, &reader.0, deadline);
        drop(leads);
        let mut state = self.state();
        if let Some(mail) = state.mails.get_mut(&call) {
            mail.readers.retain(|other| !Arc::ptr_eq(other, &reader));
        }
        state.pass_on(&channels);
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
        mail.waiting = true;
        let signal = Arc::clone(&mail.signal);
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
