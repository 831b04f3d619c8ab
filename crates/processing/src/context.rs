//! What a section or a task can ask and say: the child's handle on its own process.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use cerial::{Decode, Encode};

use crate::error::ProcessError;
use crate::session::Session;
use crate::{Section, Timers, clock};

/// The process as its own code sees it: which run it is, messages, whether to stop.
///
/// Sections get one; [`ProcessContext::current`] finds it from anywhere in a child, also inside a function
/// that a [`Pool`](crate::Pool) or [`spawn`](crate::spawn) runs. It is cheap to clone and may go to other threads.
///
/// ```
/// use processing::prelude::*;
///
/// #[derive(Cerial)]
/// struct Greeter;
/// impl Skprocess for Greeter {
///     type Output = u64;
///     fn run(&mut self, cx: &ProcessContext) -> processing::Result {
///         let name: String = cx.listen()?;
///         cx.tell(format!("hello {name}, this is run {}", cx.run()))?;
///         cx.stop();
///         Ok(())
///     }
///     fn result(&mut self, cx: &ProcessContext) -> processing::Result<u64> {
///         Ok(cx.run())
///     }
/// }
///
/// let process = Greeter.start()?;
/// process.tell("ada")?;
/// assert_eq!(process.listen::<String>()?, "hello ada, this is run 0");
/// assert_eq!(process.result()?, 1);
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ProcessContext(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    session: Arc<Session>,
    /// In a worker: the turn of its task.
    turn: u64,
    /// Whether the section that runs is the type's own, not the trait's default.
    defined: AtomicBool,
    timers: Mutex<Timers>,
}

static CURRENT: Mutex<Option<ProcessContext>> = Mutex::new(None);

impl ProcessContext {
    /// A context for an object or a function that starts now, current until the next one.
    pub(crate) fn begin(session: &Arc<Session>, timers: Timers) -> Self {
        let (session, turn) = (Arc::clone(session), session.turn());
        let inner = Inner { session, turn, defined: AtomicBool::new(false), timers: Mutex::new(timers) };
        let context = ProcessContext(Arc::new(inner));
        *CURRENT.lock().unwrap_or_else(PoisonError::into_inner) = Some(context.clone());
        context
    }

    /// The context of this process; `None` in a process that is no child.
    ///
    /// ```
    /// use processing::ProcessContext;
    /// fn is_child() -> bool {
    ///     ProcessContext::current().is_some()
    /// }
    /// assert!(!is_child());
    /// assert!(processing::spawn(is_child, ())?.get()?);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn current() -> Option<Self> {
        let current = CURRENT.lock().unwrap_or_else(PoisonError::into_inner).clone()?;
        if current.0.turn == current.0.session.turn() {
            return Some(current);
        }
        // It is an earlier task's: this one gets its own when it asks for it.
        Some(ProcessContext::begin(&current.0.session, Timers::default()))
    }

    fn is_past(&self) -> bool {
        self.0.session.is_past(self.0.turn)
    }

    /// The number of the current run, from 0; in `onfinish` and `result` the number of completed runs.
    pub fn run(&self) -> u64 {
        self.0.session.board().run()
    }

    /// The number of the current life, from 0.
    pub fn life(&self) -> u32 {
        self.0.session.board().life()
    }

    /// The section that runs; `None` in a plain function.
    pub fn section(&self) -> Option<Section> {
        self.0.session.board().place().map(|(section, ..)| section)
    }

    /// The timers so far.
    pub fn timers(&self) -> Timers {
        self.timers_mut().snapshot()
    }

    /// Asks this process to end after the current run. Doesn't block.
    pub fn stop(&self) {
        if !self.is_past() {
            self.0.session.stop();
        }
    }

    /// Whether the process was asked to stop, by either side.
    pub fn is_stopping(&self) -> bool {
        self.0.session.is_stopping() || self.is_past()
    }

    /// Waits; a stop ends the wait.
    ///
    /// # Errors
    ///
    /// [`Stopped`](crate::ErrorKind::Stopped) when the process was asked to stop. A section that passes it on
    /// counts as stopped, not as failed.
    pub fn sleep(&self, duration: Duration) -> Result<(), ProcessError> {
        self.0.session.sleep(self.0.turn, duration)
    }

    /// Sends the parent a message of any type.
    ///
    /// It doesn't wait for the parent to listen: up to 64 MiB may wait there (or one message of any size).
    ///
    /// # Errors
    ///
    /// [`Encode`](crate::ErrorKind::Encode) when the value can't be encoded, [`Full`](crate::ErrorKind::Full) when
    /// so much waits that the parent has not listened to, [`Ended`](crate::ErrorKind::Ended) when the parent has gone.
    pub fn tell(&self, message: impl Encode) -> Result<(), ProcessError> {
        self.0.session.tell(self.0.turn, &message, false)
    }

    /// Sends the parent a message of any type, and waits while too much waits there already.
    ///
    /// # Errors
    ///
    /// As [`ProcessContext::tell`], but [`Stopped`](crate::ErrorKind::Stopped) in place of `Full`, when the process
    /// is asked to stop while it waits.
    pub fn tell_blocking(&self, message: impl Encode) -> Result<(), ProcessError> {
        self.0.session.tell(self.0.turn, &message, true)
    }

    /// Waits for the next message of the parent.
    ///
    /// # Errors
    ///
    /// [`Stopped`](crate::ErrorKind::Stopped) when the process was asked to stop and no message waits,
    /// [`WrongMessage`](crate::ErrorKind::WrongMessage) when the next message is of another type (it stays),
    /// [`Decode`](crate::ErrorKind::Decode) when it can't be decoded.
    pub fn listen<T: Decode>(&self) -> Result<T, ProcessError> {
        match self.0.session.listen(self.0.turn, None)? {
            Some(message) => Ok(message),
            None => unreachable!("a wait without a deadline ends with a message or an error"),
        }
    }

    /// Waits so long for the next message; `None` when none came.
    ///
    /// # Errors
    ///
    /// As [`ProcessContext::listen`].
    pub fn listen_timeout<T: Decode>(&self, timeout: Duration) -> Result<Option<T>, ProcessError> {
        self.0.session.listen(self.0.turn, clock::after(timeout))
    }

    /// The next message, if one has come.
    ///
    /// # Errors
    ///
    /// As [`ProcessContext::listen`].
    pub fn try_listen<T: Decode>(&self) -> Result<Option<T>, ProcessError> {
        self.listen_timeout(Duration::ZERO)
    }

    /// Called by the trait's own bodies of sections: such a section has no timer.
    #[doc(hidden)]
    pub fn undefined(&self) {
        self.0.defined.store(false, Ordering::Relaxed);
    }

    pub(crate) fn define(&self) {
        self.0.defined.store(true, Ordering::Relaxed);
    }

    pub(crate) fn is_defined(&self) -> bool {
        self.0.defined.load(Ordering::Relaxed)
    }

    pub(crate) fn session(&self) -> &Arc<Session> {
        &self.0.session
    }

    pub(crate) fn timers_mut(&self) -> MutexGuard<'_, Timers> {
        self.0.timers.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
