//! The kinds of errors.

use cerial::Cerial;

/// Which sort of [`ProcessError`](super::ProcessError) it is.
///
/// A panic has the kind of the section it struck in, and [`panic`](super::ProcessError::panic).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Cerial)]
#[non_exhaustive]
pub enum ErrorKind {
    /// `prerun` failed.
    PreRun,
    /// `run` failed.
    Run,
    /// `postrun` failed.
    PostRun,
    /// `onfinish` failed.
    OnFinish,
    /// `result` failed.
    Result,
    /// `error` failed with an error of its own.
    Error,
    /// A function that ran in a child, or a pool's task, failed.
    Task,
    /// A limit was passed.
    Timeout,
    /// The child faulted: a bad access, an abort, a stack overflow.
    Crashed,
    /// The child called `exit` before it was done.
    Exited,
    /// The child was killed: by `kill()`, by a signal from outside, by the system for want of memory.
    Killed,
    /// The child could not be started.
    Start,
    /// The link between parent and child broke.
    Link,
    /// A value could not be encoded.
    Encode,
    /// A value could not be decoded.
    Decode,
    /// The next message is of another type than the one asked for; it waits for the right question.
    WrongMessage,
    /// The other side has ended, and so nothing more will come.
    Ended,
    /// The other side doesn't listen, and the buffer of messages is full.
    Full,
    /// The process was asked to stop.
    Stopped,
    /// The job was cancelled or its pool was shut down.
    Cancelled,
    /// Something else: the text says what.
    Other,
}

impl From<crate::Section> for ErrorKind {
    fn from(section: crate::Section) -> Self {
        match section {
            crate::Section::PreRun => ErrorKind::PreRun,
            crate::Section::Run => ErrorKind::Run,
            crate::Section::PostRun => ErrorKind::PostRun,
            crate::Section::OnFinish => ErrorKind::OnFinish,
            crate::Section::Result => ErrorKind::Result,
            crate::Section::Error => ErrorKind::Error,
        }
    }
}
