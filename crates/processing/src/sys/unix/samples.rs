//! Ends of processes, for tests: exit code and signal.

type Ended = (Option<i32>, Option<i32>);

pub(crate) const FAULTED: Ended = (None, Some(libc::SIGSEGV));
pub(crate) const ABORTED: Ended = (None, Some(libc::SIGABRT));
pub(crate) const KILLED: Ended = (None, Some(libc::SIGKILL));
pub(crate) const OVER_TIME: Ended = (None, Some(libc::SIGXCPU));
