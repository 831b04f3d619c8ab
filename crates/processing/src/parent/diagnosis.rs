//! What an exit means that nobody announced.

use crate::config::Limits;
use crate::error::{ErrorKind, Exit, Failure, Panic};
use crate::protocol::{ABORT, OUT_OF_MEMORY, STACK_OVERFLOW};
use crate::{Section, sys};

/// What is left of a child that has exited.
#[derive(Clone, Debug)]
pub(crate) struct Remains {
    pub(crate) exit: Exit,
    pub(crate) place: Place,
    pub(crate) pid: u32,
    /// The last lines that it wrote to its standard error, if that was read.
    pub(crate) stderr: Option<Box<str>>,
    pub(crate) limits: Limits,
}

/// Where a child was, by its board: section, run, life, and what it noted of a fault.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Place {
    pub(crate) section: Option<(Section, u64, u32)>,
    pub(crate) fault: u32,
}

impl Place {
    /// Writes the place into a failure.
    pub(crate) fn put(self, failure: &mut Failure) {
        if let Some((section, run, life)) = self.section {
            failure.section = Some(section);
            failure.run = Some(run);
            failure.life = Some(life);
        }
    }

    /// A failure at this place.
    pub(crate) fn failure(self, kind: ErrorKind, text: &str) -> Failure {
        let mut failure = Failure::new(kind).text(text);
        self.put(&mut failure);
        failure
    }
}

/// What an exit means that nobody announced.
pub(crate) fn exit_failure(remains: &Remains, panic: Option<Panic>) -> Failure {
    let Remains { exit, place, limits, .. } = *remains;
    let is_out_of_memory = place.fault == OUT_OF_MEMORY || remains.stderr.as_deref().is_some_and(tells_of_want);
    let mut failure = Failure::new(if exit.is_fault() {
        ErrorKind::Crashed
    } else if exit.signal().is_some() || exit.is_interrupt() || (limits.cpu.is_some() && exit.is_over_time()) {
        ErrorKind::Killed
    } else if exit.code().is_some() {
        ErrorKind::Exited
    } else {
        ErrorKind::Crashed
    });
    place.put(&mut failure);
    failure.exit = Some(exit);
    match exit.signal_name() {
        _ if exit.is_abort() && panic.is_some() && !matches!(place.fault, ABORT | OUT_OF_MEMORY) => {
            // A panic that aborts: it is the section that failed, and the exit tells the rest.
            failure.kind = place.section.map_or(ErrorKind::Task, |(section, ..)| section.into());
            failure.panic = panic;
        }
        _ if place.fault == STACK_OVERFLOW || exit.is_overflow() => failure.text = Some("stack overflow".into()),
        Some("SIGKILL") => {
            let text = match sys::was_out_of_memory() {
                Some(true) => "by the system, for want of memory: its control group counted one more such death",
                Some(false) => "from outside, by somebody's `kill -9`",
                None => "from outside: by the system for want of memory, or by somebody's `kill -9`",
            };
            failure.text = Some(text.into());
        }
        _ if exit.is_over_time()
            && let Some(limit) = limits.cpu =>
        {
            failure.text = Some(format!("it has computed for longer than its limit of {limit:?}"));
        }
        _ if exit.is_abort() && is_out_of_memory => {
            failure.text = Some(match limits.memory {
                Some(limit) => format!("out of memory: its limit is {limit} bytes"),
                None => "out of memory".to_owned(),
            });
        }
        _ if exit.is_abort()
            && let Some(limit) = limits.memory =>
        {
            failure.text = Some(format!("out of memory, if nothing in it calls `abort`: its limit is {limit} bytes"));
        }
        // The name is that of one of its causes.
        None if exit.is_abort() => failure.text = Some("the way in which a program aborts".into()),
        _ => {}
    }
    failure
}

/// Whether these are the last words of a program that got no memory, as std puts them.
fn tells_of_want(stderr: &str) -> bool {
    let last = stderr.lines().next_back().unwrap_or_default();
    last.starts_with("memory allocation of ") && last.contains(" bytes failed")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn remains(exit: Exit, place: Place) -> Remains {
        Remains { exit, place, pid: 7, stderr: None, limits: Limits::default() }
    }

    #[test]
    fn a_death_by_a_limit_names_the_limit() {
        let limits = Limits { cpu: Some(Duration::from_secs(3)), memory: Some(1 << 20), ..Limits::default() };
        for (exit, words) in [(Exit::over_time(), "3s"), (Exit::aborted(), "1048576 bytes")] {
            let failure = exit_failure(&Remains { limits, ..remains(exit, Place::default()) }, None);
            assert!(failure.text.as_ref().is_some_and(|text| text.contains(words)), "{:?}", failure.text);
        }
    }

    #[test]
    fn an_abort_for_want_of_memory_is_told_for_certain_where_something_proves_it() {
        let limits = Limits { memory: Some(1 << 20), ..Limits::default() };
        let text = |fault, stderr: Option<&str>| {
            let place = Place { section: None, fault };
            let remains = remains(Exit::aborted(), place);
            exit_failure(&Remains { limits, stderr: stderr.map(Into::into), ..remains }, None).text.unwrap()
        };
        let certain = "out of memory: its limit is 1048576 bytes";
        assert_eq!(text(OUT_OF_MEMORY, None), certain);
        assert_eq!(text(ABORT, Some("before\nmemory allocation of 99 bytes failed")), certain);
        for stderr in [None, Some("memory allocation of 99 bytes failed\nand then something else")] {
            assert!(text(ABORT, stderr).contains("if nothing in it calls `abort`"));
        }
    }

    #[test]
    fn exits_that_nobody_announced_are_told_apart() {
        let kinds = [
            (Exit::faulted(), ErrorKind::Crashed),
            (Exit::aborted(), ErrorKind::Crashed),
            (Exit::killed(), ErrorKind::Killed),
            (Exit::by_code(0), ErrorKind::Exited),
            (Exit::by_code(3), ErrorKind::Exited),
            (Exit::UNKNOWN, ErrorKind::Crashed),
        ];
        for (exit, kind) in kinds {
            assert_eq!(exit_failure(&remains(exit, Place::default()), None).kind, kind, "{exit}");
        }
    }

    #[test]
    fn a_panic_that_aborts_keeps_its_section_and_message() {
        let place = Place { section: Some((Section::Run, 2, 0)), fault: 0 };
        let panic = Panic { message: "no".into(), location: None, thread: None, backtrace: None };
        let failure = exit_failure(&remains(Exit::aborted(), place), Some(panic));
        assert_eq!((failure.kind, failure.run), (ErrorKind::Run, Some(2)));
        assert_eq!(failure.panic.unwrap().message, "no");
    }

    #[test]
    fn an_abort_that_no_panic_caused_is_not_told_as_one_that_was_caught_before() {
        let panic = Panic { message: "caught".into(), location: None, thread: None, backtrace: None };
        let place = Place { section: Some((Section::Run, 2, 0)), fault: ABORT };
        let failure = exit_failure(&remains(Exit::aborted(), place), Some(panic));
        assert_eq!((failure.kind, failure.panic), (ErrorKind::Crashed, None));
    }

    #[test]
    fn a_panic_that_was_caught_does_not_explain_a_later_fault() {
        let panic = Panic { message: "caught".into(), location: None, thread: None, backtrace: None };
        let failure = exit_failure(&remains(Exit::faulted(), Place::default()), Some(panic));
        assert_eq!((failure.kind, failure.panic), (ErrorKind::Crashed, None));
    }
}
