//! What a job and its tasks say to each other.
//!
//! A job tells all of its tasks: those that run and those that begin later. What it has told is kept until its end, but
//! for a job of one task that runs once: there the worker says what the task has listened to.

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Instant;

use super::crew::{Post, State};
use super::scheduler::{CallId, SiteId};
use super::ticket::Ticket;
use crate::error::{ErrorKind, ProcessError};
use crate::parent::Channel;
use crate::protocol::{BUFFER, FrameBuffer, Kind, Message, Talk};

/// The talk of one job.
#[derive(Debug)]
pub(super) struct Talking {
    pub(super) talk: Talk,
    /// What was told, and is kept; `forgotten` messages before those are not.
    told: VecDeque<Arc<Vec<u8>>>,
    forgotten: u64,
    /// The size of what is kept.
    bytes: u64,
    /// What its tasks have told, each with the channel over which it came.
    heard: VecDeque<(Arc<Channel>, Message)>,
}

impl Talking {
    pub(super) fn new(talk: Talk) -> Self {
        Talking { talk, told: VecDeque::new(), forgotten: 0, bytes: 0, heard: VecDeque::new() }
    }

    /// Whether all that the tasks have told was listened to.
    pub(super) fn is_heard_out(&self) -> bool {
        self.heard.is_empty()
    }

    /// Whether anything was told to the tasks.
    pub(super) fn has_told(&self) -> bool {
        self.forgotten > 0 || !self.told.is_empty()
    }

    /// Sends a worker what it has not got yet; `sent` messages it has.
    fn send(&self, channel: &Channel, sent: &mut u64) {
        // What was forgotten was listened to.
        let from = sent.saturating_sub(self.forgotten) as usize;
        for frame in self.told.iter().skip(from) {
            channel.send_shared(Arc::clone(frame));
        }
        *sent = self.forgotten + self.told.len() as u64;
    }

    fn forget(&mut self, messages: u64) {
        for _ in 0..messages {
            // A worker that says more than is true forgets nothing that isn't there.
            let Some(frame) = self.told.pop_front() else { return };
            self.bytes -= frame.len() as u64;
            self.forgotten += 1;
        }
    }

    /// Gives back the room that messages take which nobody will listen to.
    pub(super) fn close(self) {
        self.heard.into_iter().for_each(|(channel, message)| make_room(&channel, message.size()));
    }
}

/// Tells a worker that a message takes no room any more.
fn make_room(channel: &Channel, size: u64) {
    if channel.board().parent_heard.take(size) {
        channel.send(FrameBuffer::new(Kind::Room).finish());
    }
}

impl State {
    /// Sends a worker, who is about to get tasks of a call, what was told to them.
    pub(super) fn send_told(&mut self, site: SiteId, call: CallId) {
        let Post { channel: Some(channel), told, .. } = &mut self.posts[site] else { return };
        let Some(talking) = self.mails.get(&call).and_then(|mail| mail.talking.as_ref()) else { return };
        if talking.has_told() {
            talking.send(channel, told.entry(talking.talk).or_default());
        }
    }

    /// Takes a message of a task; `None` when it is none.
    pub(super) fn hear_told(&mut self, site: SiteId, message: Message, talk: Talk) {
        let Some(channel) = self.posts[site].channel.clone() else { return };
        match self.mails.get_mut(&talk.call()) {
            Some(mail) if mail.talking.as_ref().is_some_and(|talking| talking.talk == talk) => {
                mail.talking.as_mut().expect("just seen").heard.push_back((channel, message));
                mail.notify();
            }
            // Nobody will listen to it.
            _ => make_room(&channel, message.size()),
        }
    }

    /// A task of a call has listened to so many messages.
    pub(super) fn forget_heard(&mut self, talk: Talk, messages: u64) {
        if let Some(talking) = self.mails.get_mut(&talk.call()).and_then(|mail| mail.talking.as_mut())
            && talk.is_of_one()
            && talking.talk == talk
        {
            talking.forget(messages);
        }
    }

    /// Has the workers forget what was told to a call's tasks.
    pub(super) fn forget_told(&mut self, talk: Talk) {
        for post in &mut self.posts {
            if post.told.remove(&talk).is_some()
                && let Some(channel) = &post.channel
            {
                let mut frame = FrameBuffer::new(Kind::Forget);
                frame.payload().extend_from_slice(&talk.0.to_le_bytes());
                channel.send(frame.finish());
            }
        }
    }
}

impl Ticket {
    /// The talk of this call, if it is a job's.
    pub(super) fn talk(&self) -> Option<Talk> {
        let state = self.crew.state();
        state.mails.get(&self.call)?.talking.as_ref().map(|talking| talking.talk)
    }

    /// Tells all tasks of the call something.
    pub(super) fn tell(&self, frame: Vec<u8>) -> Result<(), ProcessError> {
        let mut state = self.crew.state();
        if super::ticket::is_over(&state, self.call) {
            let text = "the job has ended: nobody hears the message";
            return Err(ProcessError::with_text(ErrorKind::Ended, text));
        }
        let Some(talking) = state.mails.get_mut(&self.call).and_then(|mail| mail.talking.as_mut()) else {
            return Err(ProcessError::with_text(ErrorKind::Other, "the call has no tasks to talk with"));
        };
        let size = frame.len() as u64;
        if talking.bytes > 0 && talking.bytes.saturating_add(size) > BUFFER {
            return Err(no_room(size));
        }
        talking.bytes += size;
        talking.told.push_back(Arc::new(frame));
        let sites: Vec<_> = state.scheduler.sites_of(self.call).collect();
        for site in sites {
            state.send_told(site, self.call);
        }
        Ok(())
    }

    /// The next message of a task, if `check` allows it, waiting for it until the deadline.
    pub(super) fn listen(
        &self,
        deadline: Option<Instant>,
        check: &dyn Fn(&Message) -> Result<(), ProcessError>,
    ) -> Result<Option<Message>, ProcessError> {
        let has_message = |state: &State, call: CallId| {
            let talking = state.mails.get(&call).and_then(|mail| mail.talking.as_ref());
            talking.is_some_and(|talking| !talking.heard.is_empty())
        };
        self.wait_for(deadline, |state, call| has_message(state, call) || super::ticket::is_over(state, call));
        let mut state = self.crew.state();
        if !has_message(&state, self.call) {
            return match super::ticket::is_over(&state, self.call) {
                true => Err(ProcessError::with_text(ErrorKind::Ended, "the job has ended: it tells nothing more")),
                false => Ok(None),
            };
        }
        let Some(talking) = state.mails.get_mut(&self.call).and_then(|mail| mail.talking.as_mut()) else {
            return Ok(None);
        };
        if let Some((_, message)) = talking.heard.front() {
            check(message)?;
        }
        let Some((channel, message)) = talking.heard.pop_front() else { return Ok(None) };
        make_room(&channel, message.size());
        Ok(Some(message))
    }
}

fn no_room(size: u64) -> ProcessError {
    let text = format!(
        "a message of {size} bytes finds no room: {} MiB were told to the job, which keeps what its tasks may still \
         listen to",
        BUFFER >> 20
    );
    ProcessError::with_text(ErrorKind::Full, text)
}
