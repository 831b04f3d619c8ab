//! The parent as its child sees it: a process from which handles can be fetched, and which may end.
#![expect(unsafe_code, reason = "processes and their handles are C interfaces")]

use std::io;
use std::os::windows::io::{AsHandle, AsRawHandle, BorrowedHandle, FromRawHandle, OwnedHandle, RawHandle};
use std::ptr;

use windows_sys::Win32::Foundation::{DUPLICATE_SAME_ACCESS, DuplicateHandle, FILETIME};
use windows_sys::Win32::Security::{
    GetSidSubAuthority, GetSidSubAuthorityCount, GetTokenInformation, TOKEN_MANDATORY_LABEL, TOKEN_QUERY,
    TokenIntegrityLevel,
};
use windows_sys::Win32::System::Threading::{
    GetCurrentProcess, GetProcessTimes, OpenProcess, OpenProcessToken, PROCESS_DUP_HANDLE,
    PROCESS_QUERY_LIMITED_INFORMATION, PROCESS_SYNCHRONIZE,
};

use super::event::checked;

/// The process that has started this one.
#[derive(Debug)]
pub(super) struct Parent(OwnedHandle);

impl Parent {
    /// Opens the process of an id, if it is old enough to have started this one: else the parent has gone, and another
    /// process has its id. And if it has no fewer rights than this one, or it could have any code run with more.
    pub(super) fn open(pid: u32) -> io::Result<Self> {
        let access = PROCESS_DUP_HANDLE | PROCESS_SYNCHRONIZE | PROCESS_QUERY_LIMITED_INFORMATION;
        // SAFETY: the call takes no pointers.
        let handle = unsafe { OpenProcess(access, 0, pid) };
        if handle.is_null() {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the handle is a new one, and nobody else's.
        let parent = Parent(unsafe { OwnedHandle::from_raw_handle(handle) });
        // SAFETY: the call has no preconditions; what it returns needs no closing.
        let own = unsafe { GetCurrentProcess() };
        if born(parent.0.as_raw_handle())? > born(own)? {
            return Err(io::Error::new(io::ErrorKind::NotFound, "the parent has gone"));
        }
        if integrity(parent.0.as_raw_handle())? < integrity(own)? {
            let text = "the process that the invitation names has fewer rights than this one";
            return Err(io::Error::new(io::ErrorKind::PermissionDenied, text));
        }
        Ok(parent)
    }

    /// Fetches a handle by the number that it has in the parent.
    pub(super) fn fetch(&self, number: usize) -> io::Result<OwnedHandle> {
        let theirs = ptr::without_provenance_mut(number);
        let mut ours: RawHandle = ptr::null_mut();
        // SAFETY: both processes' handles are open, and `ours` is written. A number that is no handle is an error.
        checked(unsafe {
            let own = GetCurrentProcess();
            DuplicateHandle(self.0.as_raw_handle(), theirs, own, &raw mut ours, 0, 0, DUPLICATE_SAME_ACCESS)
        })?;
        // SAFETY: the handle is a new one, and nobody else's.
        Ok(unsafe { OwnedHandle::from_raw_handle(ours) })
    }
}

impl AsHandle for Parent {
    fn as_handle(&self) -> BorrowedHandle<'_> {
        self.0.as_handle()
    }
}

impl From<Parent> for OwnedHandle {
    fn from(parent: Parent) -> Self {
        parent.0
    }
}

/// The level of a process's rights: how much of the system it may change.
fn integrity(process: RawHandle) -> io::Result<u32> {
    let mut token: RawHandle = ptr::null_mut();
    // SAFETY: the handle is open, and `token` is written.
    checked(unsafe { OpenProcessToken(process, TOKEN_QUERY, &raw mut token) })?;
    // SAFETY: the handle is a new one, and nobody else's.
    let token = unsafe { OwnedHandle::from_raw_handle(token) };
    // A label and the longest name that it may point to, which lies behind it.
    let mut label = [0_u64; 16];
    let (size, mut needed) = (size_of_val(&label) as u32, 0);
    // SAFETY: the room is as long as the call is told, and aligned for what is written into it: a label, whose pointer leads
    // to a name behind it in this room. The last part of such a name is the level.
    unsafe {
        let room = label.as_mut_ptr();
        checked(GetTokenInformation(token.as_raw_handle(), TokenIntegrityLevel, room.cast(), size, &raw mut needed))?;
        let name = (*room.cast::<TOKEN_MANDATORY_LABEL>()).Label.Sid;
        let last = u32::from(*GetSidSubAuthorityCount(name)).saturating_sub(1);
        Ok(*GetSidSubAuthority(name, last))
    }
}

/// When a process was made.
fn born(process: RawHandle) -> io::Result<u64> {
    let zero = FILETIME { dwLowDateTime: 0, dwHighDateTime: 0 };
    let (mut made, mut ended, mut in_kernel, mut in_user) = (zero, zero, zero, zero);
    // SAFETY: the handle is open, and the four times are written.
    checked(unsafe { GetProcessTimes(process, &raw mut made, &raw mut ended, &raw mut in_kernel, &raw mut in_user) })?;
    Ok(u64::from(made.dwHighDateTime) << 32 | u64::from(made.dwLowDateTime))
}
