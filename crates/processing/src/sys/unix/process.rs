//! Processes on Unix: how one ended, which file it runs, what a fresh child must settle.
#![expect(unsafe_code, reason = "signal dispositions, descriptors by number and the auxiliary vector are C interfaces")]

use std::ffi::OsStr;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::{CommandExt, ExitStatusExt};
use std::process::{Command, ExitStatus, Stdio};
use std::time::Duration;

use super::LinkEnd;

/// The child's end of the link in the place where the child looks for it, whatever its standard input is to be.
pub(crate) fn stdin_of_child(end: LinkEnd, _is_null: bool) -> Stdio {
    Stdio::from(end)
}

/// Has the child go by the name that its parent goes by.
pub(crate) fn name_child(command: &mut Command, name: &OsStr) {
    command.arg0(name);
}

/// Has this process go by a name, as far as the system shows one apart from the file's. Called by the first thread.
pub(crate) fn name_process(name: &str) {
    #[cfg(target_os = "linux")]
    {
        // Names are cut to what the system keeps, and without zeros they are all allowed.
        if let Ok(name) = std::ffi::CString::new(name) {
            let _ = rustix::thread::set_name(&name);
        }
    }
    #[cfg(not(target_os = "linux"))]
    let _ = name;
}

/// How a process ended: exit code, signal, core dumped.
pub(crate) fn exit_of(status: ExitStatus) -> (Option<i32>, Option<i32>, bool) {
    (status.code(), status.signal(), status.core_dumped())
}

/// The name of a signal's number on this system.
pub(crate) fn signal_name(signal: i32) -> Option<&'static str> {
    Some(match signal {
        libc::SIGHUP => "SIGHUP",
        libc::SIGINT => "SIGINT",
        libc::SIGQUIT => "SIGQUIT",
        libc::SIGILL => "SIGILL",
        libc::SIGTRAP => "SIGTRAP",
        libc::SIGABRT => "SIGABRT",
        libc::SIGBUS => "SIGBUS",
        libc::SIGFPE => "SIGFPE",
        libc::SIGKILL => "SIGKILL",
        libc::SIGUSR1 => "SIGUSR1",
        libc::SIGSEGV => "SIGSEGV",
        libc::SIGUSR2 => "SIGUSR2",
        libc::SIGPIPE => "SIGPIPE",
        libc::SIGALRM => "SIGALRM",
        libc::SIGTERM => "SIGTERM",
        libc::SIGXCPU => "SIGXCPU",
        libc::SIGXFSZ => "SIGXFSZ",
        libc::SIGSYS => "SIGSYS",
        _ => return None,
    })
}

/// Exit codes are the program's own on Unix.
pub(crate) fn code_name(_code: i32) -> Option<&'static str> {
    None
}

/// What tells this executable file from any other: its device and its inode.
pub(crate) fn identity() -> io::Result<(u64, u64)> {
    let metadata = std::fs::metadata(super::executable()?)?;
    Ok((metadata.dev(), metadata.ino()))
}

/// What a user can do about a start that the system refused.
pub(crate) fn start_hint(error: &io::Error) -> Option<&'static str> {
    Some(match error.raw_os_error()? {
        libc::EMFILE => "this process has too many open files: close some, or raise `ulimit -n`",
        libc::ENFILE => "the system has too many open files: close some, or raise fs.file-max",
        libc::ENOMEM => "the system has no memory for another process: run fewer at a time",
        libc::EAGAIN => "this user has too many processes: run fewer at a time, or raise `ulimit -u`",
        libc::EACCES => "the executable may not be run: check its permissions and its file system's `noexec`",
        libc::ENOENT => "the executable was not found: is /proc mounted?",
        _ => return None,
    })
}

/// Whether the program runs with more rights than who started it, and so must not trust its environment.
pub(crate) fn is_privileged() -> bool {
    #[cfg(target_os = "linux")]
    {
        // SAFETY: getauxval only reads what the kernel told the program at its start.
        unsafe { libc::getauxval(libc::AT_SECURE) != 0 }
    }
    #[cfg(not(target_os = "linux"))]
    {
        // SAFETY: these four calls only read the process's ids.
        unsafe { libc::getuid() != libc::geteuid() || libc::getgid() != libc::getegid() }
    }
}

/// Does for a child that runs before `main` what std does before `main`: no death by SIGPIPE, and the places
/// of the standard streams taken, so that no file that is opened later lands there. And it lets the terminal's
/// interrupts pass: whether they end the child is up to its parent.
pub(crate) fn settle() -> io::Result<()> {
    let_interrupts_pass();
    // SAFETY: ignoring a signal installs no handler; no other thread runs yet.
    unsafe { libc::signal(libc::SIGPIPE, libc::SIG_IGN) };
    for place in 0..=2 {
        // SAFETY: F_GETFD reads a flag of whatever the number stands for, or fails.
        if unsafe { libc::fcntl(place, libc::F_GETFD) } == -1 {
            let null = std::fs::OpenOptions::new().read(true).write(true).open("/dev/null")?;
            // The lowest free number is `place`, since those below it are taken.
            std::mem::forget(null);
        }
    }
    Ok(())
}

/// Has an interrupt do nothing, where it has its default. A handler, unlike ignoring it, doesn't pass to programs that
/// this one starts.
fn let_interrupts_pass() {
    extern "C" fn nothing(_signal: libc::c_int) {}
    // SAFETY: all-zero is a valid sigaction; `sigaction` reads the present one, or sets one whose handler does nothing.
    unsafe {
        let mut action: libc::sigaction = std::mem::zeroed();
        if libc::sigaction(libc::SIGINT, std::ptr::null(), &raw mut action) == 0 && action.sa_sigaction == libc::SIG_DFL
        {
            let handler: extern "C" fn(libc::c_int) = nothing;
            action.sa_sigaction = handler as usize;
            action.sa_flags = libc::SA_RESTART;
            libc::sigaction(libc::SIGINT, &raw const action, std::ptr::null_mut());
        }
    }
}

/// The time by the clock that never goes back, which is one for the whole machine.
pub(crate) fn shared_clock() -> Duration {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::Monotonic);
    // Neither is negative for this clock.
    Duration::new(time.tv_sec.unsigned_abs(), time.tv_nsec.unsigned_abs() as u32)
}

/// Ends this process at once: no destructors, no exit handlers. For a child that has lost its parent.
pub(crate) fn quit(code: i32) -> ! {
    // SAFETY: `_exit` has no preconditions.
    unsafe { libc::_exit(code) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_word_for_an_exit_holds_code_or_signal_and_whether_there_is_a_core_dump() {
        assert_eq!(exit_of(ExitStatus::from_raw(3 << 8)), (Some(3), None, false));
        assert_eq!(exit_of(ExitStatus::from_raw(6)), (None, Some(6), false));
        assert_eq!(exit_of(ExitStatus::from_raw(6 | 0x80)), (None, Some(6), true));
    }
}
