//! The one line that an error makes.

use std::fmt;

use super::{ErrorKind, Failure};

/// Where a failure struck, as ` in run` and ` on run 5`.
struct Place<'a>(&'a Failure);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(section) = self.0.section {
            write!(f, " in {section}")?;
        }
        Ok(())
    }
}

struct When<'a>(&'a Failure);

impl fmt::Display for When<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.section, self.0.run) {
            (Some(section), Some(run)) if section.is_of_run() => write!(f, " on run {run}")?,
            (_, Some(1)) => f.write_str(" after 1 run")?,
            (_, Some(run)) => write!(f, " after {run} runs")?,
            (_, None) => {}
        }
        if let Some(index) = self.0.index {
            write!(f, " on item {index}")?;
        }
        Ok(())
    }
}

pub(super) fn line(failure: &Failure, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (place, when) = (Place(failure), When(failure));
    match failure.kind {
        ErrorKind::PreRun
        | ErrorKind::Run
        | ErrorKind::PostRun
        | ErrorKind::OnFinish
        | ErrorKind::Result
        | ErrorKind::Error
        | ErrorKind::Task => match &failure.panic {
            Some(panic) => write!(f, "panic{place}{when}: {panic}")?,
            None => write!(f, "error{place}{when}")?,
        },
        ErrorKind::Timeout => match failure.limit {
            Some(limit) => write!(f, "timeout{place} after {limit:?}{when}")?,
            None => f.write_str(failure.text.as_deref().unwrap_or("timeout"))?,
        },
        ErrorKind::Crashed => write!(f, "crashed{place}{when}")?,
        ErrorKind::Exited => write!(f, "exited{place}{when} before it was done")?,
        ErrorKind::Killed => write!(f, "killed{place}{when}")?,
        ErrorKind::Other if failure.text.is_none() => write!(f, "error{when}")?,
        _ => {
            let text = failure.text.as_deref().unwrap_or("no details");
            return write!(f, "{text}{when}");
        }
    }
    match (&failure.exit, &failure.text) {
        (Some(exit), _) => write!(f, ": {exit}")?,
        (None, Some(text)) if failure.kind != ErrorKind::Timeout => write!(f, ": {text}")?,
        _ => return Ok(()),
    }
    match (&failure.exit, &failure.text) {
        (Some(_), Some(text)) => write!(f, ", {text}"),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::super::{Exit, Panic, ProcessError};
    use super::*;
    use crate::Section;

    fn line(change: impl FnOnce(&mut Failure)) -> String {
        let mut failure = Failure::new(ErrorKind::Run);
        failure.section = Some(Section::Run);
        failure.run = Some(5);
        change(&mut failure);
        ProcessError::from(failure).to_string()
    }

    #[test]
    fn an_error_names_section_and_run() {
        assert_eq!(line(|_| {}), "error in run on run 5");
    }

    #[test]
    fn a_timeout_names_its_limit() {
        let text = line(|failure| {
            failure.kind = ErrorKind::Timeout;
            failure.limit = Some(Duration::from_secs(5));
            failure.run = Some(3);
        });
        assert_eq!(text, "timeout in run after 5s on run 3");
    }

    #[test]
    fn a_crash_names_its_signal_and_what_is_known_of_it() {
        let text = line(|failure| {
            failure.kind = ErrorKind::Crashed;
            failure.exit = Some(Exit::faulted());
            failure.text = Some("stack overflow".into());
        });
        assert_eq!(text, format!("crashed in run on run 5: {}, stack overflow", Exit::faulted()));
    }

    #[test]
    fn a_panic_tells_its_message_and_place() {
        let text = line(|failure| {
            let location = Some("a.rs:1:2".into());
            failure.panic = Some(Panic { message: "no".into(), location, thread: None, backtrace: None });
        });
        assert_eq!(text, "panic in run on run 5: no (at a.rs:1:2)");
    }

    #[test]
    fn an_error_of_a_pools_item_names_the_item() {
        let text = line(|failure| {
            *failure = Failure::new(ErrorKind::Task);
            failure.index = Some(7);
        });
        assert_eq!(text, "error on item 7");
    }

    #[test]
    fn an_error_in_onfinish_counts_the_completed_runs() {
        let text = line(|failure| {
            failure.kind = ErrorKind::OnFinish;
            failure.section = Some(Section::OnFinish);
        });
        assert_eq!(text, "error in onfinish after 5 runs");
    }
}
