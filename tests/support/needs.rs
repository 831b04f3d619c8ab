//! What a test needs of a system, and how a system without it says that the test is skipped.

use processing::ErrorKind;

use crate::Act;

/// Something that not every system has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// A second key that interrupts: Ctrl-Break.
    Break,
    /// Descriptors that anybody can name by a number.
    Numbers,
    /// Copies of a running process.
    Fork,
    /// Limits of memory and computing time that are kept.
    Limits,
    /// Limits of open files, of processes, of what a user may have.
    Ulimits,
    /// Tools that watch every call of a program.
    Tools,
    /// What a process calls when it exits.
    AtExit,
    /// Names of processes, apart from those of their files.
    Names,
    /// Files of running programs that can be removed.
    Removal,
}

/// Why this system doesn't have that.
#[cfg(unix)]
fn reason(need: Need) -> Option<&'static str> {
    match need {
        Need::Break => Some("only Windows has Ctrl-Break"),
        Need::Names if !std::path::Path::new("/proc/self/comm").exists() => Some("no `/proc` tells a process's name"),
        _ => None,
    }
}

/// Why this system doesn't have that.
#[cfg(windows)]
fn reason(need: Need) -> Option<&'static str> {
    match need {
        Need::Break if crate::windows::is_wine() => Some("Wine delivers no Ctrl-Break"),
        Need::Break => None,
        Need::Numbers => Some("no number that anybody knows stands for a descriptor on Windows"),
        Need::Fork => Some("Windows makes no copies of running processes"),
        Need::Limits if crate::windows::is_wine() => Some("Wine keeps no limits of jobs"),
        Need::Limits => None,
        Need::Ulimits => Some("Windows has no limits for all that a process does"),
        Need::Tools => Some("neither strace nor valgrind runs on Windows"),
        Need::AtExit => Some("Rust's exit calls nothing of the C library on Windows"),
        Need::Removal => Some("the file of a running program can't be removed on Windows"),
        Need::Names => Some("a process has no name apart from its file's on Windows"),
    }
}

/// Whether this system doesn't have that; then it has said that the test is skipped, and why.
#[must_use = "true: skip the test"]
pub fn is_missing(need: Need) -> bool {
    let reason = reason(need);
    if let Some(reason) = reason {
        println!("SKIPPED: {reason}");
    }
    reason.is_some()
}

impl Act {
    /// What it needs that not every system has.
    pub fn need(&self) -> Option<Need> {
        match self {
            Act::CloseDescriptors | Act::Garbage => Some(Need::Numbers),
            Act::Fork => Some(Need::Fork),
            Act::Hoard => Some(Need::Limits),
            _ => None,
        }
    }
}

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ended {
    /// What its error is.
    pub kind: ErrorKind,
    /// The name of the signal.
    pub signal: Option<&'static str>,
    /// The exit code.
    pub code: Option<i32>,
    /// How the error tells it.
    pub text: &'static str,
}

#[cfg(unix)]
const fn ended(kind: ErrorKind, signal: &'static str, text: &'static str) -> Ended {
    Ended { kind, signal: Some(signal), code: None, text }
}

#[cfg(windows)]
const fn ended(kind: ErrorKind, code: u32, text: &'static str) -> Ended {
    Ended { kind, signal: None, code: Some(code.cast_signed()), text }
}

#[cfg(unix)]
impl Ended {
    /// By `abort`.
    pub const ABORTED: Ended = ended(ErrorKind::Crashed, "SIGABRT", "signal 6 (SIGABRT)");
    /// By a bad access.
    pub const FAULTED: Ended = ended(ErrorKind::Crashed, "SIGSEGV", "signal 11 (SIGSEGV)");
    /// By an overflow of its stack.
    pub const OVERFLOWED: Ended = ended(ErrorKind::Crashed, "SIGSEGV", "signal 11 (SIGSEGV), stack overflow");
    /// By somebody who doesn't ask.
    pub const KILLED: Ended = ended(ErrorKind::Killed, "SIGKILL", "signal 9 (SIGKILL), ");
    /// By somebody who asks.
    pub const TERMINATED: Ended = ended(ErrorKind::Killed, "SIGTERM", "signal 15 (SIGTERM)");
    /// By an interrupt.
    pub const INTERRUPTED: Ended = ended(ErrorKind::Killed, "SIGINT", "signal 2 (SIGINT)");
    /// For want of memory.
    pub const STARVED: Ended = ended(ErrorKind::Crashed, "SIGABRT", "signal 6 (SIGABRT), out of memory: its limit is ");
}

#[cfg(windows)]
impl Ended {
    /// By `abort`.
    pub const ABORTED: Ended = ended(
        ErrorKind::Crashed,
        0xC000_0409,
        "exit code 0xC0000409 (STATUS_STACK_BUFFER_OVERRUN), the way in which a program aborts",
    );
    /// By a bad access.
    pub const FAULTED: Ended = ended(ErrorKind::Crashed, 0xC000_0005, "exit code 0xC0000005 (STATUS_ACCESS_VIOLATION)");
    /// By an overflow of its stack.
    pub const OVERFLOWED: Ended =
        ended(ErrorKind::Crashed, 0xC000_00FD, "exit code 0xC00000FD (STATUS_STACK_OVERFLOW), stack overflow");
    /// By somebody, whose code it has.
    pub const KILLED: Ended = ended(ErrorKind::Exited, 9, "exit code 9");
    /// By somebody, whose code it has.
    pub const TERMINATED: Ended = ended(ErrorKind::Exited, 15, "exit code 15");
    /// By an interrupt.
    pub const INTERRUPTED: Ended =
        ended(ErrorKind::Killed, 0xC000_013A, "exit code 0xC000013A (STATUS_CONTROL_C_EXIT)");
    /// For want of memory.
    pub const STARVED: Ended = ended(
        ErrorKind::Crashed,
        0xC000_0409,
        "exit code 0xC0000409 (STATUS_STACK_BUFFER_OVERRUN), out of memory: its limit is ",
    );
}

impl Ended {
    /// How an error tells of it behind the words for where it was: `crashed in run on run 0: …`.
    pub fn line(&self, place: &str) -> String {
        let Ended { kind, text, .. } = self;
        match kind {
            ErrorKind::Crashed => format!("crashed {place}: {text}"),
            ErrorKind::Killed => format!("killed {place}: {text}"),
            _ => format!("exited {place} before it was done: {text}"),
        }
    }

    /// The exit alone, without what is made of it.
    pub fn exit(&self) -> &'static str {
        self.text.split(',').next().unwrap_or_default()
    }

    /// Whether an error tells of it.
    pub fn is_told_by(&self, error: &processing::ProcessError) -> bool {
        let exit = error.exit();
        let (signal, code) = (exit.and_then(|exit| exit.signal_name()), exit.and_then(|exit| exit.code()));
        (error.kind(), signal, code) == (self.kind, self.signal, self.code)
    }
}
