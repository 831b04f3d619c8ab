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

    #[cfg(test)]
    pub(crate) fn by_signal(signal: i32) -> Self {
        Exit { code: None, signal: Some(signal), core_dumped: false }
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

    /// Whether the system wrote a core dump.
    pub fn core_dumped(&self) -> bool {
        self.core_dumped
    }

    /// Whether the program itself faulted (a bad access, an abort), rather than being ended by somebody.
    pub(crate) fn is_fault(&self) -> bool {
        const FAULTS: [&str; 7] = ["SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV", "SIGSYS"];
        self.signal_name().is_some_and(|name| FAULTS.contains(&name))
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
            (None, Some(code)) => write!(f, "exit code {code}")?,
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
        let exit = Exit { core_dumped: true, ..Exit::by_signal(6) };
        assert!(exit.core_dumped() && !Exit::by_signal(6).core_dumped());
        assert_eq!(exit.to_string(), "signal 6 (SIGABRT), core dumped");
    }
}
