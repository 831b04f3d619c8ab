//! How a process ended, as the system tells it.

use std::fmt;
use std::process::ExitStatus;

use cerial::Cerial;

/// How a process ended: by a code that it gave, or by a signal.
///
/// Neither is known when somebody else waited for the process first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Cerial)]
pub struct Exit {
    code: Option<i32>,
    signal: Option<i32>,
    core_dumped: bool,
}

impl Exit {
    pub(crate) const UNKNOWN: Exit = Exit { code: None, signal: None, core_dumped: false };

    pub(crate) fn of(status: ExitStatus) -> Self {
        let (code, signal, core_dumped) = crate::sys::exit_of(status);
        Exit { code, signal, core_dumped }
    }

    /// One that is what the system makes of a bad access.
    #[cfg(test)]
    pub(crate) fn faulted() -> Self {
        Exit::sample(crate::sys::samples::FAULTED)
    }

    #[cfg(test)]
    pub(crate) fn aborted() -> Self {
        Exit::sample(crate::sys::samples::ABORTED)
    }

    /// One that somebody has ended from outside.
    #[cfg(test)]
    pub(crate) fn killed() -> Self {
        Exit::sample(crate::sys::samples::KILLED)
    }

    #[cfg(test)]
    pub(crate) fn over_time() -> Self {
        Exit::sample(crate::sys::samples::OVER_TIME)
    }

    #[cfg(test)]
    fn sample((code, signal): (Option<i32>, Option<i32>)) -> Self {
        Exit { code, signal, core_dumped: false }
    }

    #[cfg(test)]
    pub(crate) fn by_code(code: i32) -> Self {
        Exit { code: Some(code), signal: None, core_dumped: false }
    }

    /// The code that the process gave to `exit`, if it ended so.
    pub fn code(&self) -> Option<i32> {
        self.code
    }

    /// The number of the signal that ended it, if one did.
    pub fn signal(&self) -> Option<i32> {
        self.signal
    }

    /// The name of that signal, `SIGSEGV` say.
    pub fn signal_name(&self) -> Option<&'static str> {
        self.signal.and_then(crate::sys::signal_name)
    }

    /// The name of that code, where the system gives it to a process that it ends: `STATUS_ACCESS_VIOLATION` say. Such
    /// codes take the place of signals on Windows, and there are none elsewhere.
    pub fn code_name(&self) -> Option<&'static str> {
        self.code.and_then(crate::sys::code_name)
    }

    /// Whether the system wrote a core dump.
    pub fn core_dumped(&self) -> bool {
        self.core_dumped
    }

    /// Whether the program itself faulted (a bad access, an abort), rather than being ended by somebody.
    pub(crate) fn is_fault(&self) -> bool {
        const FAULTS: [&str; 7] = ["SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV", "SIGSYS"];
        match (self.signal_name(), self.code_name()) {
            (Some(signal), _) => FAULTS.contains(&signal),
            (None, Some(_)) => !self.is_interrupt() && !self.is_over_time(),
            (None, None) => false,
        }
    }

    /// Whether it has aborted.
    pub(crate) fn is_abort(&self) -> bool {
        self.is_one_of(["SIGABRT", "STATUS_STACK_BUFFER_OVERRUN"])
    }

    /// Whether it has overflowed its stack, as far as the exit alone tells.
    pub(crate) fn is_overflow(&self) -> bool {
        self.code_name() == Some("STATUS_STACK_OVERFLOW")
    }

    /// Whether an interrupt from the terminal has ended it.
    pub(crate) fn is_interrupt(&self) -> bool {
        self.is_one_of(["SIGINT", "STATUS_CONTROL_C_EXIT"])
    }

    /// Whether it was ended as one that has computed for longer than it may.
    pub(crate) fn is_over_time(&self) -> bool {
        self.is_one_of(["SIGXCPU", "ERROR_NOT_ENOUGH_QUOTA"])
    }

    fn is_one_of(&self, names: [&str; 2]) -> bool {
        self.signal_name().or(self.code_name()).is_some_and(|name| names.contains(&name))
    }
}

impl fmt::Display for Exit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.signal, self.code) {
            (Some(signal), _) => {
                write!(f, "signal {signal}")?;
                if let Some(name) = self.signal_name() {
                    write!(f, " ({name})")?;
                }
            }
            (None, Some(code)) => match self.code_name() {
                Some(name) => write!(f, "exit code {code:#X} ({name})")?,
                None => write!(f, "exit code {code}")?,
            },
            (None, None) => f.write_str("exit unknown, since something else waited for it first")?,
        }
        if self.core_dumped {
            f.write_str(", core dumped")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_core_dump_is_told() {
        let exit = Exit { core_dumped: true, ..Exit::aborted() };
        assert!(exit.core_dumped() && !Exit::aborted().core_dumped());
        assert_eq!(exit.to_string(), format!("{}, core dumped", Exit::aborted()));
    }
}
