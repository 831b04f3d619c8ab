//! Events, and waits for some of them.
#![expect(unsafe_code, reason = "events and waits are C interfaces")]

use std::io;
use std::os::windows::io::{AsHandle, AsRawHandle, BorrowedHandle, FromRawHandle, OwnedHandle};
use std::ptr;
use std::time::Duration;

use windows_sys::Win32::Foundation::{HANDLE, WAIT_FAILED, WAIT_TIMEOUT};
use windows_sys::Win32::System::Threading::{CreateEventW, INFINITE, ResetEvent, SetEvent, WaitForMultipleObjects};
use windows_sys::core::BOOL;

use super::lane::Flag;

/// One wait takes no more objects than so many.
pub(super) const MOST: usize = 64;

/// What a call says that returns whether it has succeeded.
pub(super) fn checked(succeeded: BOOL) -> io::Result<()> {
    match succeeded {
        0 => Err(io::Error::last_os_error()),
        _ => Ok(()),
    }
}

/// Something that is raised or not.
#[derive(Debug)]
pub(super) struct Event(OwnedHandle);

impl Event {
    /// One that stays raised until it is lowered; it is not raised yet.
    pub(super) fn new() -> io::Result<Self> {
        Event::make(true)
    }

    /// One that the first wait lowers that finds it raised.
    pub(super) fn lowered_by_wait() -> io::Result<Self> {
        Event::make(false)
    }

    fn make(stays: bool) -> io::Result<Self> {
        // SAFETY: the call takes no pointer that isn't null. Without attributes no other process inherits it.
        let handle = unsafe { CreateEventW(ptr::null(), stays.into(), 0, ptr::null()) };
        if handle.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the handle is a new one, and nobody else's.
        Ok(Event(unsafe { OwnedHandle::from_raw_handle(handle) }))
    }

    pub(super) fn raw(&self) -> HANDLE {
        self.0.as_raw_handle()
    }
}

impl From<OwnedHandle> for Event {
    fn from(handle: OwnedHandle) -> Self {
        Event(handle)
    }
}

impl AsHandle for Event {
    fn as_handle(&self) -> BorrowedHandle<'_> {
        self.0.as_handle()
    }
}

impl Flag for Event {
    fn raise(&self) {
        // SAFETY: the handle is open. It is an event's, so the call can't fail.
        unsafe { SetEvent(self.raw()) };
    }

    fn lower(&self) {
        // SAFETY: as above.
        unsafe { ResetEvent(self.raw()) };
    }
}

/// Waits for the first of some objects, so long at most; which one it was.
pub(super) fn wait(objects: &[BorrowedHandle<'_>], timeout: Option<Duration>) -> io::Result<Option<usize>> {
    if objects.is_empty() || objects.len() > MOST {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "a wait takes 1 to 64 objects"));
    }
    // A wait that ends early would be repeated at once, so what is left of a millisecond counts as one.
    let milliseconds = timeout.map_or(INFINITE, |time| {
        u32::try_from(time.as_nanos().div_ceil(1_000_000)).unwrap_or(INFINITE).min(INFINITE - 1)
    });
    // SAFETY: a borrowed handle is laid out as the handle that it is, all of them are open, and there are so many.
    let woken =
        unsafe { WaitForMultipleObjects(objects.len() as u32, objects.as_ptr().cast::<HANDLE>(), 0, milliseconds) };
    match woken {
        WAIT_TIMEOUT => Ok(None),
        WAIT_FAILED => Err(io::Error::last_os_error()),
        place => Ok(Some(place as usize)),
    }
}

/// Whether a process has ended, or an event is raised that stays so.
pub(super) fn is_raised(object: BorrowedHandle<'_>) -> bool {
    matches!(wait(&[object], Some(Duration::ZERO)), Ok(Some(_)))
}
