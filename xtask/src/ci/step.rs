//! What a gate is and what it can say.

use crate::workspace::Workspace;

/// One gate.
#[derive(Debug)]
pub(crate) struct Step {
    pub(crate) name: &'static str,
    /// What holds when it has passed, in one line.
    pub(crate) about: &'static str,
    /// Whether it prints while it runs, as tests do; the others are quiet unless they fail.
    pub(crate) speaks: bool,
    pub(crate) run: fn(&Workspace) -> Verdict,
}

/// How a gate ended.
#[derive(Debug)]
pub(crate) enum Verdict {
    Passed,
    /// Passed, with something that should be seen.
    Noted(String),
    /// Didn't run: what is missing and how to get it.
    Skipped(String),
    /// What went wrong, with the output of the tool.
    Failed(String),
}

impl<T> From<Result<T, String>> for Verdict {
    fn from(done: Result<T, String>) -> Self {
        match done {
            Ok(_) => Verdict::Passed,
            Err(why) => Verdict::Failed(why),
        }
    }
}
