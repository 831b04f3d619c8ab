//! Ends of processes, for tests: exit code and signal.

use windows_sys::Win32::Foundation as win;

type Ended = (Option<i32>, Option<i32>);

pub(crate) const FAULTED: Ended = (Some(win::STATUS_ACCESS_VIOLATION), None);
pub(crate) const ABORTED: Ended = (Some(win::STATUS_STACK_BUFFER_OVERRUN), None);
/// A process that somebody ends has a code of theirs; by an interrupt it has this one.
pub(crate) const KILLED: Ended = (Some(win::STATUS_CONTROL_C_EXIT), None);
pub(crate) const OVER_TIME: Ended = (Some(win::ERROR_NOT_ENOUGH_QUOTA.cast_signed()), None);
