//! Processes on Windows, as far as they can be spoken of before any can be started.

use std::ffi::{OsStr, c_char, c_int};
use std::io;
use std::path::PathBuf;
use std::process::{Command, ExitStatus, Stdio};
use std::sync::atomic::AtomicU32;
use std::time::Duration;

use super::LinkEnd;

pub(crate) fn stdin_of_child(end: LinkEnd) -> Stdio {
    match end {}
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

pub(crate) fn executable() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// Two numbers that tell this executable file from any other: its size and its time of writing.
pub(crate) fn identity() -> io::Result<(u64, u64)> {
    use std::os::windows::fs::MetadataExt;
    let metadata = std::fs::metadata(executable()?)?;
    Ok((metadata.file_size(), metadata.last_write_time()))
}

/// Windows refuses memory to whoever asks for it, and kills nobody.
pub(crate) fn was_out_of_memory() -> Option<bool> {
    None
}

pub(crate) fn start_hint(_error: &io::Error) -> Option<&'static str> {
    None
}

/// There are no programs here that run with more rights than who started them without asking.
pub(crate) fn is_privileged() -> bool {
    false
}

/// There is no other process to share a clock with yet.
pub(crate) fn shared_clock() -> Duration {
    Duration::ZERO
}

/// Hears the interrupts of this process. There is none yet.
#[derive(Debug)]
pub(crate) enum Interrupts {}

impl Interrupts {
    pub(crate) fn hear() -> io::Result<Self> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "interrupts can't be heard on Windows yet"))
    }

    pub(crate) fn wait(&self, _timeout: Option<Duration>) -> io::Result<bool> {
        match *self {}
    }

    pub(crate) fn end(&self) -> ! {
        match *self {}
    }
}

fn no_limits() -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "processes have no limits on Windows yet"))
}

pub(crate) fn add_nice(_increment: i32) -> io::Result<()> {
    no_limits()
}

pub(crate) fn limit_memory(_bytes: u64) -> io::Result<()> {
    no_limits()
}

pub(crate) fn limit_cpu(_seconds: u64) -> io::Result<()> {
    no_limits()
}

pub(crate) fn limit_open_files(_files: u64) -> io::Result<()> {
    no_limits()
}

pub(crate) fn settle() -> io::Result<()> {
    Ok(())
}

pub(crate) fn quit(code: i32) -> ! {
    std::process::exit(code)
}

/// std's own guard is there on Windows, since the thread is std's.
pub(crate) fn guard_stack(
    _note: &'static AtomicU32,
    _overflow: u32,
    _abort: u32,
    _out_of_memory: u32,
) -> io::Result<()> {
    Ok(())
}

/// A loaded image: the program itself, as far as anybody can tell before code travels.
#[derive(Debug)]
pub(crate) struct Image;

impl Image {
    pub(crate) fn containing(_address: usize) -> Option<Image> {
        Some(Image)
    }

    pub(crate) fn has_code(&self, _address: usize) -> bool {
        true
    }

    pub(crate) fn is_program(&self) -> bool {
        true
    }
}

type Constructor = extern "C" fn(c_int, *const *const c_char, *const *const c_char);

/// The hook's section is the last one, so nothing remains.
///
/// # Safety
///
/// None needed here; the Linux twin has a contract.
#[expect(unsafe_code, reason = "the twin on Linux is unsafe to call, and twins are called alike")]
pub(crate) unsafe fn run_remaining_constructors(
    _own: *const Constructor,
    _argc: c_int,
    _argv: *const *const c_char,
    _envp: *const *const c_char,
) {
}
