//! The one error type of processes and pools.

mod display;
mod exit;
mod failure;
mod kind;
mod original;
mod travel;

use std::error::Error;
use std::fmt;
use std::time::Duration;

pub use exit::Exit;
pub use failure::Panic;
pub(crate) use failure::{Failure, Told};
pub use kind::ErrorKind;

use self::original::Original;
use crate::Section;

/// What went wrong with a process, a task or a message: kind, place, cause.
///
/// Display is one line; [`source`](Error::source) is the error that the user's code returned; Debug, which is
/// what `main` prints, adds the chain of causes.
///
/// ```
/// use processing::prelude::*;
/// use processing::ErrorKind;
///
/// #[derive(Cerial)]
/// struct Fetch;
/// impl Skprocess for Fetch {
///     type Output = ();
///     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
///         Err("the server said no".into())
///     }
/// }
///
/// let error = Fetch.start()?.result().unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Run);
/// assert_eq!(error.to_string(), "error in run on run 0");
/// assert_eq!(error.original().unwrap().to_string(), "the server said no");
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[doc(alias = "PreRunError")]
#[doc(alias = "RunError")]
#[doc(alias = "PostRunError")]
#[doc(alias = "OnFinishError")]
#[doc(alias = "ResultError")]
#[doc(alias = "ProcessTimeoutError")]
pub struct ProcessError(Box<Inner>);

struct Inner {
    failure: Failure,
    original: Original,
}

impl ProcessError {
    pub(crate) fn with_text(kind: ErrorKind, text: impl Into<String>) -> Self {
        Failure::new(kind).text(text).into()
    }

    /// An error that another one caused.
    pub(crate) fn caused(kind: ErrorKind, text: &str, cause: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let mut error = Self::with_text(kind, text);
        error.0.original = cause.into().into();
        error
    }

    /// An error in a section or task: the original one, wrapped.
    pub(crate) fn wrapping(failure: Failure, original: Box<dyn Error + Send + Sync>) -> Self {
        ProcessError(Box::new(Inner { failure, original: original.into() }))
    }

    /// An error of kind [`ErrorKind::Timeout`], for users' own limits.
    ///
    /// ```
    /// use processing::{ErrorKind, ProcessError};
    /// let error = ProcessError::timeout("no command received within 5s");
    /// assert_eq!(error.kind(), ErrorKind::Timeout);
    /// assert_eq!(error.to_string(), "no command received within 5s");
    /// ```
    pub fn timeout(text: impl Into<String>) -> Self {
        Self::with_text(ErrorKind::Timeout, text)
    }

    /// An error of kind [`ErrorKind::Other`] around any error or text.
    ///
    /// ```
    /// use processing::{ErrorKind, ProcessError};
    /// let error = ProcessError::other("no such customer");
    /// assert_eq!(error.kind(), ErrorKind::Other);
    /// assert_eq!(error.original().unwrap().to_string(), "no such customer");
    /// ```
    pub fn other(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        Self::wrapping(Failure::new(ErrorKind::Other), error.into())
    }

    /// Which sort of error this is.
    pub fn kind(&self) -> ErrorKind {
        self.0.failure.kind
    }

    /// The section it struck in.
    pub fn section(&self) -> Option<Section> {
        self.0.failure.section
    }

    /// The number of the run it struck in, from 0; in `onfinish` and `result` the number of completed runs.
    pub fn run(&self) -> Option<u64> {
        self.0.failure.run
    }

    /// The life it struck in, from 0.
    pub fn life(&self) -> Option<u32> {
        self.0.failure.life
    }

    /// The place of the pool's item that failed, from 0.
    pub fn index(&self) -> Option<usize> {
        self.0.failure.index.and_then(|index| usize::try_from(index).ok())
    }

    /// The limit that was passed, for a timeout.
    pub fn limit(&self) -> Option<Duration> {
        self.0.failure.limit
    }

    /// How the child ended, if its end is what went wrong.
    pub fn exit(&self) -> Option<Exit> {
        self.0.failure.exit
    }

    /// The id of the process in which it happened, where it was a child.
    pub fn pid(&self) -> Option<u32> {
        self.0.failure.pid
    }

    /// The last lines that the child wrote to its standard error, up to 4 KiB, where
    /// [`ProcessConfig::stderr`](crate::ProcessConfig::stderr) has them read.
    pub fn stderr(&self) -> Option<&str> {
        self.0.failure.stderr.as_deref()
    }

    /// The panic behind it, if there was one.
    pub fn panic(&self) -> Option<&Panic> {
        self.0.failure.panic.as_ref()
    }

    /// The error that the user's code returned.
    ///
    /// One from another process keeps its text, its debug form and its sources, and its type where that is registered:
    /// `#[cerial::object] impl Error for MyError {}`. `io::Error` and the errors of std's parsers are.
    pub fn original(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        let Failure { original, packed, .. } = &self.0.failure;
        let told = || original.as_deref().map(|told| told as _);
        self.0.original.get(packed.as_deref()).or_else(told)
    }

    /// The original error as the type that it was, where it was made in this process or its type is registered.
    ///
    /// ```
    /// use processing::{ErrorKind, Pool, fallible};
    ///
    /// fn parse(text: String) -> Result<u8, std::num::ParseIntError> {
    ///     text.parse()
    /// }
    ///
    /// let pool = Pool::new()?;
    /// let error = pool.map(fallible(parse), ["many".to_owned()]).unwrap_err();
    /// let original: &std::num::ParseIntError = error.downcast_ref().unwrap();
    /// assert_eq!(original.kind(), &std::num::IntErrorKind::InvalidDigit);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        self.original().and_then(|error| error.downcast_ref())
    }

    pub(crate) fn failure_mut(&mut self) -> &mut Failure {
        &mut self.0.failure
    }

    /// What travels of it: the original as text, debug form and sources, and as bytes that keep its type.
    pub(crate) fn into_failure(self) -> Failure {
        let Inner { mut failure, original } = *self.0;
        failure.keep(&original);
        failure
    }

    /// The same of an error that somebody holds.
    fn to_failure(&self) -> Failure {
        let mut failure = self.0.failure.clone();
        failure.keep(&self.0.original);
        failure
    }

    pub(crate) fn at_index(mut self, index: u64) -> Self {
        self.0.failure.index = Some(index);
        self
    }

    /// Whether this error, or one that it wraps, says that the process was asked to stop.
    pub(crate) fn means_stopped(error: &(dyn Error + 'static)) -> bool {
        let mut next = Some(error);
        while let Some(error) = next {
            if error.downcast_ref::<ProcessError>().is_some_and(|error| error.kind() == ErrorKind::Stopped) {
                return true;
            }
            next = error.source();
        }
        false
    }
}

impl From<Failure> for ProcessError {
    fn from(failure: Failure) -> Self {
        ProcessError(Box::new(Inner { failure, original: Original::default() }))
    }
}

impl From<cerial::Error> for ProcessError {
    fn from(error: cerial::Error) -> Self {
        Self::wrapping(Failure::new(ErrorKind::Encode).text("a value could not be encoded or decoded"), error.into())
    }
}

impl fmt::Display for ProcessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display::line(&self.0.failure, f)
    }
}

impl fmt::Debug for ProcessError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut next = self.source();
        while let Some(error) = next {
            write!(f, "\n  caused by: {error}")?;
            next = error.source();
        }
        if let Some(pid) = self.pid() {
            write!(f, "\n  in process {pid}")?;
        }
        if let Some(stderr) = self.stderr() {
            write!(f, "\n  which wrote last:")?;
            stderr.lines().try_for_each(|line| write!(f, "\n    {line}"))?;
        }
        if let Some(backtrace) = self.panic().and_then(Panic::backtrace) {
            write!(f, "\n  which panicked at:")?;
            backtrace.lines().try_for_each(|line| write!(f, "\n  {line}"))?;
        }
        Ok(())
    }
}
