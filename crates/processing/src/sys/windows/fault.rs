//! Faults: exceptions that nobody handles end a child at once, with their code.
#![expect(unsafe_code, reason = "handlers of exceptions are C interfaces")]

use std::io;
use std::ptr;
use std::sync::atomic::{AtomicU32, Ordering};

use windows_sys::Win32::Foundation::{NTSTATUS, STATUS_STACK_OVERFLOW};
use windows_sys::Win32::Storage::FileSystem::WriteFile;
use windows_sys::Win32::System::Console::{GetStdHandle, STD_ERROR_HANDLE};
use windows_sys::Win32::System::Diagnostics::Debug::{
    AddVectoredExceptionHandler, EXCEPTION_CONTINUE_SEARCH, EXCEPTION_POINTERS, GetErrorMode, SEM_NOGPFAULTERRORBOX,
    SetErrorMode, SetUnhandledExceptionFilter,
};

/// Notes an abort beforehand, since it calls nobody before it ends the process; a panic that is to end by one takes that
/// back. An overflow, which the exit code tells from other faults, is told to whoever reads standard error.
pub(crate) fn guard_stack(note: &'static AtomicU32, _overflow: u32, abort: u32, _out_of_memory: u32) -> io::Result<()> {
    note.store(abort, Ordering::Release);
    // SAFETY: the handler does only what may be done on the rest of a stack.
    let handler = unsafe { AddVectoredExceptionHandler(0, Some(on_overflow)) };
    if handler.is_null() { Err(io::Error::last_os_error()) } else { Ok(()) }
}

/// Has no window ask somebody what is to be done about a fault, and no debugger be started: the parent is told.
pub(super) fn end_by_exceptions() {
    // SAFETY: these calls only read and set a number, and set a filter that ends the process.
    unsafe {
        SetErrorMode(GetErrorMode() | SEM_NOGPFAULTERRORBOX);
        SetUnhandledExceptionFilter(Some(on_unhandled));
    }
}

/// # Safety
///
/// The system has passed both records, which are there for the time of the handler's call.
unsafe fn code_of(exception: *const EXCEPTION_POINTERS) -> NTSTATUS {
    // SAFETY: by this function's contract.
    unsafe { (*(*exception).ExceptionRecord).ExceptionCode }
}

unsafe extern "system" fn on_unhandled(exception: *const EXCEPTION_POINTERS) -> i32 {
    // SAFETY: the system calls it.
    super::quit(unsafe { code_of(exception) })
}

/// Ends the process by an overflow before anybody looks for a handler through all the frames of the stack.
unsafe extern "system" fn on_overflow(exception: *mut EXCEPTION_POINTERS) -> i32 {
    // SAFETY: the system calls it.
    if unsafe { code_of(exception) } != STATUS_STACK_OVERFLOW {
        return EXCEPTION_CONTINUE_SEARCH;
    }
    let message = b"\nthe thread of the object or task has overflowed its stack\n";
    // SAFETY: the buffer is a constant. Where standard error is closed, nobody is there to be told.
    unsafe {
        let stderr = GetStdHandle(STD_ERROR_HANDLE);
        WriteFile(stderr, message.as_ptr(), message.len() as u32, ptr::null_mut(), ptr::null_mut());
    }
    super::quit(STATUS_STACK_OVERFLOW)
}
