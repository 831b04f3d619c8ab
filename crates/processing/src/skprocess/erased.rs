//! A handle that has forgotten its object's type.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use cerial::{Decode, Encode};

use super::ProcessFuture;
use crate::error::ProcessError;
use crate::parent::Handle;
use crate::{Timers, clock};

/// A running process of whatever type, known by its output alone; see [`Process::erase`](crate::Process::erase).
///
/// Its methods are those of [`Process`](crate::Process). **Dropping it kills the process.**
#[must_use = "dropping the handle kills the process: wait for it, or take its result"]
pub struct AnyProcess<T> {
    handle: Handle,
    _output: PhantomData<fn() -> T>,
}

impl<T: Decode> AnyProcess<T> {
    pub(super) fn new(handle: Handle) -> Self {
        Self { handle, _output: PhantomData }
    }

    /// The id of the process.
    pub fn pid(&self) -> u32 {
        self.handle.pid()
    }

    /// Whether it has not ended yet.
    pub fn is_alive(&self) -> bool {
        !self.handle.wait(Some(clock::now()))
    }

    /// Blocks until the process has ended.
    pub fn wait(&self) {
        self.handle.wait(None);
    }

    /// Blocks so long at most; whether the process has ended.
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.handle.wait(clock::after(timeout))
    }

    /// Asks the process to end after its current run. Doesn't block.
    pub fn stop(&self) {
        self.handle.stop();
    }

    /// Ends the process at once. Doesn't block.
    pub fn kill(&self) {
        self.handle.kill();
    }

    /// Sends the process a message of any type. Doesn't wait for it to listen.
    ///
    /// # Errors
    ///
    /// As [`Process::tell`](crate::Process::tell).
    pub fn tell(&self, message: impl Encode) -> Result<(), ProcessError> {
        self.handle.tell(&message, false)
    }

    /// Waits so long for the next message; `None` when none came.
    ///
    /// # Errors
    ///
    /// As [`Process::listen`](crate::Process::listen).
    pub fn listen_timeout<M: Decode>(&self, timeout: Duration) -> Result<Option<M>, ProcessError> {
        self.handle.listen(clock::after(timeout))
    }

    /// The timers of its sections so far.
    pub fn timers(&self) -> Timers {
        self.handle.timers()
    }

    /// Waits for the end and takes what `result` (or `error`) gave.
    ///
    /// # Errors
    ///
    /// Whatever ended the process.
    pub fn result(self) -> Result<T, ProcessError> {
        self.handle.result()
    }

    /// Gives up the handle and leaves the process running.
    pub fn detach(self) {
        self.handle.detach();
    }
}

impl<T: Decode> IntoFuture for AnyProcess<T> {
    type Output = Result<T, ProcessError>;
    type IntoFuture = ProcessFuture<T>;

    fn into_future(self) -> ProcessFuture<T> {
        ProcessFuture::new(self.handle)
    }
}

impl<T> fmt::Debug for AnyProcess<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AnyProcess").field("pid", &self.handle.pid()).finish_non_exhaustive()
    }
}
