//! Jobs: what ends a child with its parent, and the limits of a process.
#![expect(unsafe_code, reason = "jobs are C interfaces")]

use std::io;
use std::os::windows::io::{AsRawHandle, BorrowedHandle, FromRawHandle, OwnedHandle};
use std::ptr;
use std::sync::OnceLock;

use windows_sys::Win32::System::JobObjects::{
    AssignProcessToJobObject, CreateJobObjectW, JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE,
    JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK, JOBOBJECT_EXTENDED_LIMIT_INFORMATION, JobObjectExtendedLimitInformation,
    SetInformationJobObject,
};

use super::event::checked;

/// Has a child end with this process, however that ends: the system closes the job's only handle then. What the child
/// starts is none of it: it has to do with that child.
pub(super) fn tie(child: BorrowedHandle<'_>) {
    static FAMILY: OnceLock<Option<OwnedHandle>> = OnceLock::new();
    let family = FAMILY.get_or_init(|| {
        let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
        limits.BasicLimitInformation.LimitFlags =
            JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE | JOB_OBJECT_LIMIT_SILENT_BREAKAWAY_OK;
        with_limits(&limits).ok()
    });
    if let Some(family) = family {
        // Where it is refused (a child that has exited already, a sandbox) the child still ends by itself when it sees
        // that its parent has.
        drop(assign(family, child));
    }
}

/// A job with limits, and nothing in it.
pub(super) fn with_limits(limits: &JOBOBJECT_EXTENDED_LIMIT_INFORMATION) -> io::Result<OwnedHandle> {
    // SAFETY: both pointers are null: no attributes, so nobody inherits it, and no name.
    let job = unsafe { CreateJobObjectW(ptr::null(), ptr::null()) };
    if job.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle is a new one, and nobody else's.
    let job = unsafe { OwnedHandle::from_raw_handle(job) };
    // SAFETY: the handle is open, and the record is the one of that kind, of that size.
    checked(unsafe {
        SetInformationJobObject(
            job.as_raw_handle(),
            JobObjectExtendedLimitInformation,
            ptr::from_ref(limits).cast(),
            size_of_val(limits) as u32,
        )
    })?;
    Ok(job)
}

/// Puts a process into a job, for good.
pub(super) fn assign(job: &OwnedHandle, process: BorrowedHandle<'_>) -> io::Result<()> {
    // SAFETY: both handles are open.
    checked(unsafe { AssignProcessToJobObject(job.as_raw_handle(), process.as_raw_handle()) })
}
