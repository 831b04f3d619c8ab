//! A running process as its handle sees it: messages, the end. Untyped; `Process` and `Job` add types.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use cerial::{Decode, Encode};

use super::Ear;
use super::keeper::{Keeper, State};
use super::output::Taps;
use super::supervisor::Plan;
use crate::error::{ErrorKind, Failure, ProcessError};
use crate::protocol::{FrameBuffer, Message};
use crate::unwind::caught;
use crate::{ProcessConfig, Section, Timers, clock};

/// Who holds a process. Dropping it ends the process.
#[derive(Debug)]
pub(crate) struct Handle {
    keeper: Arc<Keeper>,
    detached: bool,
    /// Who hears what the process traces.
    _ear: Ear,
}

/// A dropped handle waits so long for the killed child, so that nothing of it is left.
const REAPED_WITHIN: Duration = Duration::from_secs(1);

impl Handle {
    /// Starts a process whose child runs `entry` on the value in the frame.
    pub(crate) fn start(
        entry: i64,
        config: ProcessConfig,
        plan: Plan,
        value: FrameBuffer,
    ) -> Result<Handle, ProcessError> {
        let ear = Ear::here();
        Ok(Handle { keeper: Keeper::start(entry, config, plan, value, ear.stream())?, detached: false, _ear: ear })
    }

    /// Waits until `ready` gives something, at most until the deadline. Whoever waits reads the link, if nobody
    /// else does: two threads less to wake for each message.
    fn wait_for<T>(&self, deadline: Option<Instant>, mut ready: impl FnMut(&mut State) -> Option<T>) -> Option<T> {
        let over = || deadline.is_some_and(|deadline| clock::until(deadline).is_zero());
        let mut state = self.keeper.state();
        loop {
            if let Some(found) = ready(&mut state) {
                return Some(found);
            }
            if over() {
                return None;
            }
            let channel = Arc::clone(&state.channel);
            drop(state);
            if let Some(mut lead) = channel.lead() {
                loop {
                    // What came in before the lead was taken must not be waited for.
                    let mut state = self.keeper.state();
                    if let Some(found) = ready(&mut state) {
                        return Some(found);
                    }
                    if over() {
                        return None;
                    }
                    if state.channel.key() != channel.key() {
                        break; // another child has taken over
                    }
                    drop(state);
                    lead.turn(deadline, &*self.keeper);
                }
                drop(lead);
                state = self.keeper.state();
                continue;
            }
            state = self.keeper.state();
            if let Some(found) = ready(&mut state) {
                return Some(found);
            }
            state = self.keeper.wait(state, deadline);
        }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.keeper.state().channel.pid()
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.keeper.state().outcome.is_some()
    }

    /// Where the process is: section, run, life, and for how long it has been there.
    pub(crate) fn place(&self) -> Option<(Section, u64, u32, Duration)> {
        let state = self.keeper.state();
        let board = state.channel.board();
        let (section, run, life) = board.place()?;
        Some((section, run, life, clock::shared().saturating_sub(board.since())))
    }

    /// Waits for the end; whether it has come before the deadline.
    pub(crate) fn wait(&self, deadline: Option<Instant>) -> bool {
        let ended = self.wait_for(deadline, |state| state.outcome.is_some().then_some(())).is_some();
        if ended {
            // What the process has written goes on its way before anybody hears of its end.
            self.taps().pass_on();
            // What it has traced too.
            let traces = self.keeper.state().traces.clone();
            traces.flush(deadline);
        }
        ended
    }

    fn taps(&self) -> Taps {
        self.keeper.state().taps.clone()
    }

    /// What was kept of standard output and standard error.
    pub(crate) fn captured(&self) -> [Vec<u8>; 2] {
        self.taps().kept()
    }

    /// Looks whether the end has come, and has the task woken at it otherwise.
    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.keeper.state();
        if state.outcome.is_some() {
            return Poll::Ready(());
        }
        state.wake_at_end(context.waker());
        Poll::Pending
    }

    pub(crate) fn stop(&self) {
        self.keeper.state().stop();
    }

    pub(crate) fn kill(&self) {
        self.keeper.kill();
    }

    /// Leaves the process to itself.
    pub(crate) fn detach(mut self) {
        self.detached = true;
    }

    /// Sends a message; where there is no room for it, it is an error, or is waited for.
    pub(crate) fn tell<T: Encode + ?Sized>(&self, message: &T, waits: bool) -> Result<(), ProcessError> {
        let frame = Arc::new(Message::frame(message)?);
        let deadline = (!waits).then(clock::now);
        let told = self.wait_for(deadline, |state| {
            if state.outcome.is_some() {
                let text = "the process has ended: nobody hears the message";
                return Some(Err(ProcessError::with_text(ErrorKind::Ended, text)));
            }
            if state.tell(&frame) {
                return Some(Ok(()));
            }
            state.channel.board().child_heard.await_room();
            // The child may have listened before it could see that somebody waits.
            state.tell(&frame).then_some(Ok(()))
        });
        told.unwrap_or_else(|| Err(Message::no_room(Message::size_of_frame(&frame))))
    }

    /// The next message, waiting for it until the deadline.
    pub(crate) fn listen<T: Decode>(&self, deadline: Option<Instant>) -> Result<Option<T>, ProcessError> {
        let message = self.wait_for(deadline, |state| match state.messages.front().map(Message::check::<T>) {
            Some(Ok(())) => state.hear().map(Ok),
            Some(Err(error)) => Some(Err(error)),
            None => state.outcome.as_ref().map(|_| {
                Err(ProcessError::with_text(ErrorKind::Ended, "the process has ended: it tells nothing more"))
            }),
        });
        message.transpose()?.map(|message| decoded("the message", || message.value())).transpose()
    }

    pub(crate) fn timers(&self) -> Timers {
        self.keeper.state().timers()
    }

    /// Waits for the end and takes the result.
    pub(crate) fn result<T: Decode>(&self) -> Result<T, ProcessError> {
        self.wait(None);
        let (outcome, value) = {
            let mut state = self.keeper.state();
            (state.outcome.clone(), state.value.take())
        };
        outcome.expect("the wait has ended")?;
        let Some(value) = value else {
            return Err(ProcessError::with_text(ErrorKind::Link, "the child's result did not arrive"));
        };
        decoded("the result", || {
            cerial::Options::trusted()
                .from_slice(&value)
                .map_err(|error| ProcessError::caused(ErrorKind::Decode, "the result could not be decoded", error))
        })
    }

    /// The object as it was at its end, if it was sent; the end has come.
    pub(crate) fn object<T: Decode>(&self) -> Result<Option<T>, ProcessError> {
        let Some(bytes) = self.keeper.state().object.take() else { return Ok(None) };
        decoded("the object", || {
            cerial::Options::trusted()
                .from_slice(&bytes)
                .map(Some)
                .map_err(|error| ProcessError::caused(ErrorKind::Decode, "the object could not be decoded", error))
        })
    }
}

impl Drop for Handle {
    fn drop(&mut self) {
        if !self.detached && !self.has_ended() {
            self.kill();
            // The reactor reaps it in any case; a process that the system is slow to end is not waited for.
            self.wait(clock::after(REAPED_WITHIN));
        }
    }
}

/// Runs a decoding of the user's types; a panic in it is an error like any other.
pub(crate) fn decoded<T>(what: &str, decode: impl FnOnce() -> Result<T, ProcessError>) -> Result<T, ProcessError> {
    caught(decode).unwrap_or_else(|panic| {
        let mut failure = Failure::new(ErrorKind::Decode);
        failure.text = Some(format!("decoding {what} panicked: {panic}"));
        failure.panic = Some(panic);
        Err(failure.into())
    })
}
