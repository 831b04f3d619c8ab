//! The six sections of a process's life.

use std::fmt;

use cerial::Cerial;

/// A lifecycle hook of a [`Skprocess`](crate::Skprocess), by name.
///
/// ```
/// use processing::Section;
/// assert_eq!(Section::PreRun.to_string(), "prerun");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Cerial)]
pub enum Section {
    /// `prerun`: before each run.
    PreRun,
    /// `run`: the work, again and again.
    Run,
    /// `postrun`: after each run.
    PostRun,
    /// `onfinish`: once, after the last run.
    OnFinish,
    /// `result`: makes what the parent gets.
    Result,
    /// `error`: in place of `result` after a failure.
    Error,
}

impl Section {
    /// All of them, in the order of a life.
    pub const ALL: [Section; 6] =
        [Section::PreRun, Section::Run, Section::PostRun, Section::OnFinish, Section::Result, Section::Error];

    /// The name of the method.
    pub fn name(self) -> &'static str {
        match self {
            Section::PreRun => "prerun",
            Section::Run => "run",
            Section::PostRun => "postrun",
            Section::OnFinish => "onfinish",
            Section::Result => "result",
            Section::Error => "error",
        }
    }

    /// Whether it belongs to a run, and so is repeated and retried.
    pub(crate) fn is_of_run(self) -> bool {
        matches!(self, Section::PreRun | Section::Run | Section::PostRun)
    }

    /// Its place in [`Section::ALL`].
    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
