//! The twins for the way a process ended: a wait status on Unix, a code on Windows, and nothing elsewhere.

use std::process::ExitStatus;

/// What kind of system wrote the number.
#[cfg(unix)]
pub(super) const KIND: u8 = 0;

/// What kind of system wrote the number.
#[cfg(windows)]
pub(super) const KIND: u8 = 1;

/// No system writes this.
#[cfg(not(any(unix, windows)))]
pub(super) const KIND: u8 = 2;

/// The number that the system has for it.
#[cfg(unix)]
pub(super) fn number(status: ExitStatus) -> Option<u32> {
    Some(std::os::unix::process::ExitStatusExt::into_raw(status) as u32)
}

/// The number that the system has for it.
#[cfg(windows)]
pub(super) fn number(status: ExitStatus) -> Option<u32> {
    status.code().map(|code| code as u32)
}

/// The number that the system has for it.
#[cfg(not(any(unix, windows)))]
pub(super) fn number(_: ExitStatus) -> Option<u32> {
    None
}

/// What the system means by a number.
#[cfg(unix)]
pub(super) fn status(number: u32) -> Option<ExitStatus> {
    Some(std::os::unix::process::ExitStatusExt::from_raw(number as i32))
}

/// What the system means by a number.
#[cfg(windows)]
pub(super) fn status(number: u32) -> Option<ExitStatus> {
    Some(std::os::windows::process::ExitStatusExt::from_raw(number))
}

/// What the system means by a number.
#[cfg(not(any(unix, windows)))]
pub(super) fn status(_: u32) -> Option<ExitStatus> {
    None
}
