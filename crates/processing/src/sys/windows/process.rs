//! Processes on Windows: how one ended, what a fresh child must settle.
#![expect(unsafe_code, reason = "clocks and the end of a process are C interfaces")]

use std::ffi::OsStr;
use std::io;
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use windows_sys::Win32::Foundation as win;
use windows_sys::Win32::System::Performance::{QueryPerformanceCounter, QueryPerformanceFrequency};
use windows_sys::Win32::System::Threading::{GetCurrentProcess, TerminateProcess};

use super::LinkEnd;

/// The child's standard input: its parent's, or none. The link comes another way.
pub(crate) fn stdin_of_child(_end: LinkEnd, is_null: bool) -> Stdio {
    if is_null { Stdio::null() } else { Stdio::inherit() }
}

/// A command on Windows has no name apart from its file's.
pub(crate) fn name_child(_command: &mut Command, _name: &OsStr) {}

/// A process on Windows has no name apart from its file's.
pub(crate) fn name_process(_name: &str) {}

/// How a process ended: exit code, signal, core dumped. There are no signals here.
pub(crate) fn exit_of(status: ExitStatus) -> (Option<i32>, Option<i32>, bool) {
    (status.code(), None, false)
}

pub(crate) fn signal_name(_signal: i32) -> Option<&'static str> {
    None
}

/// The code of a process that its job has ended for computing too long.
const OVER_TIME: i32 = win::ERROR_NOT_ENOUGH_QUOTA.cast_signed();

/// The name of an exit code that the system gives to a process that it has ended.
pub(crate) fn code_name(code: i32) -> Option<&'static str> {
    Some(match code {
        OVER_TIME => "ERROR_NOT_ENOUGH_QUOTA",
        win::STATUS_ACCESS_VIOLATION => "STATUS_ACCESS_VIOLATION",
        win::STATUS_ARRAY_BOUNDS_EXCEEDED => "STATUS_ARRAY_BOUNDS_EXCEEDED",
        win::STATUS_BREAKPOINT => "STATUS_BREAKPOINT",
        win::STATUS_CONTROL_C_EXIT => "STATUS_CONTROL_C_EXIT",
        win::STATUS_DATATYPE_MISALIGNMENT => "STATUS_DATATYPE_MISALIGNMENT",
        win::STATUS_DLL_INIT_FAILED => "STATUS_DLL_INIT_FAILED",
        win::STATUS_DLL_NOT_FOUND => "STATUS_DLL_NOT_FOUND",
        win::STATUS_ENTRYPOINT_NOT_FOUND => "STATUS_ENTRYPOINT_NOT_FOUND",
        win::STATUS_FLOAT_DIVIDE_BY_ZERO => "STATUS_FLOAT_DIVIDE_BY_ZERO",
        win::STATUS_GUARD_PAGE_VIOLATION => "STATUS_GUARD_PAGE_VIOLATION",
        win::STATUS_HEAP_CORRUPTION => "STATUS_HEAP_CORRUPTION",
        win::STATUS_ILLEGAL_INSTRUCTION => "STATUS_ILLEGAL_INSTRUCTION",
        win::STATUS_INTEGER_DIVIDE_BY_ZERO => "STATUS_INTEGER_DIVIDE_BY_ZERO",
        win::STATUS_INTEGER_OVERFLOW => "STATUS_INTEGER_OVERFLOW",
        win::STATUS_IN_PAGE_ERROR => "STATUS_IN_PAGE_ERROR",
        win::STATUS_NONCONTINUABLE_EXCEPTION => "STATUS_NONCONTINUABLE_EXCEPTION",
        win::STATUS_NO_MEMORY => "STATUS_NO_MEMORY",
        win::STATUS_PRIVILEGED_INSTRUCTION => "STATUS_PRIVILEGED_INSTRUCTION",
        win::STATUS_STACK_BUFFER_OVERRUN => "STATUS_STACK_BUFFER_OVERRUN",
        win::STATUS_STACK_OVERFLOW => "STATUS_STACK_OVERFLOW",
        _ => return None,
    })
}

/// Fails where the system would not give so many bytes now.
pub(crate) fn expect_memory(bytes: usize) -> io::Result<()> {
    let mut memory = Vec::<u8>::new();
    let refused = |_| io::Error::from_raw_os_error(win::ERROR_NOT_ENOUGH_MEMORY as i32);
    memory.try_reserve_exact(bytes).map_err(refused)?;
    // Memory that nobody looks at would not have to be asked for.
    drop(std::hint::black_box(memory));
    Ok(())
}

/// Windows refuses memory to whoever asks for it, and kills nobody.
pub(crate) fn was_out_of_memory() -> Option<bool> {
    None
}

/// What a user can do about a start that the system refused.
pub(crate) fn start_hint(error: &io::Error) -> Option<&'static str> {
    Some(match u32::try_from(error.raw_os_error()?).ok()? {
        win::ERROR_FILE_NOT_FOUND => "the executable was not found: was it moved since this program started?",
        win::ERROR_ACCESS_DENIED => "the executable may not be run: does a policy or a virus scanner hold it back?",
        win::ERROR_NOT_ENOUGH_MEMORY | win::ERROR_OUTOFMEMORY | win::ERROR_COMMITMENT_LIMIT => {
            "the system has no memory for another process: run fewer at a time, or enlarge the paging file"
        }
        win::ERROR_NO_SYSTEM_RESOURCES => "the system has no room for another process: run fewer at a time",
        _ => return None,
    })
}

/// There are no programs here that run with more rights than who started them without asking.
pub(crate) fn is_privileged() -> bool {
    false
}

/// The time by the clock that never goes back, which is one for the whole machine.
pub(crate) fn shared_clock() -> Duration {
    let (mut count, mut frequency) = (0, 0);
    // SAFETY: both numbers are written; the calls can't fail on any Windows that Rust runs on.
    unsafe {
        QueryPerformanceFrequency(&raw mut frequency);
        QueryPerformanceCounter(&raw mut count);
    }
    let (count, frequency) = (count.max(0) as u64, frequency.max(1) as u64);
    let rest = u128::from(count % frequency) * 1_000_000_000 / u128::from(frequency);
    // The rest is less than a second.
    Duration::new(count / frequency, rest as u32)
}

/// Ends this process at once: no destructors, no exit handlers. For a child that has lost its parent.
pub(crate) fn quit(code: i32) -> ! {
    // SAFETY: this process's own handle is always valid.
    unsafe { TerminateProcess(GetCurrentProcess(), code as u32) };
    // It doesn't return for one's own process; should it ever, this ends it too.
    std::process::abort()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exceptions_have_names_and_other_codes_have_none() {
        assert_eq!(code_name(0xC000_0005_u32 as i32), Some("STATUS_ACCESS_VIOLATION"));
        assert_eq!(code_name(0xC000_00FD_u32 as i32), Some("STATUS_STACK_OVERFLOW"));
        assert_eq!(code_name(0xC000_0409_u32 as i32), Some("STATUS_STACK_BUFFER_OVERRUN"));
        assert_eq!([0, 1, 3, 101].map(code_name), [None; 4]);
    }

    #[test]
    fn the_shared_clock_goes_as_fast_as_the_other_one() {
        let (start, shared) = (crate::clock::now(), shared_clock());
        std::thread::sleep(Duration::from_millis(30));
        let passed = shared_clock() - shared;
        assert!(passed >= Duration::from_millis(25) && passed <= crate::clock::since(start), "{passed:?}");
    }
}
