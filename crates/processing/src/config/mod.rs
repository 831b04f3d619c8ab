//! What a process may do and for how long.

mod surroundings;

use std::time::Duration;

use cerial::Cerial;

pub use surroundings::ChildOutput;
pub(crate) use surroundings::{Limits, Surroundings, surroundings_setters};

use crate::Section;

/// How a [`Skprocess`](crate::Skprocess) runs: how often, how long, with how many lives.
///
/// A zero means the default, as if the setter had not been called.
///
/// ```
/// use std::time::Duration;
/// use processing::{ProcessConfig, Section};
///
/// let config = ProcessConfig::new()
///     .runs(3)
///     .lives(2)
///     .join_in(Duration::from_secs(60))
///     .timeout(Section::Run, Duration::from_millis(2500));
/// assert_eq!(config.limit(Section::Run), Some(Duration::from_millis(2500)));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Cerial)]
#[must_use = "a configuration does nothing until `config()` returns it or `start_with` gets it"]
pub struct ProcessConfig {
    pub(crate) runs: Option<u64>,
    pub(crate) lives: Option<u32>,
    pub(crate) join_in: Option<Duration>,
    pub(crate) backoff: Option<Duration>,
    pub(crate) keep_object: bool,
    pub(crate) timeouts: [Option<Duration>; 6],
    /// The child is told its limits; the rest is there before it begins.
    #[cerial(skip)]
    pub(crate) surroundings: Surroundings,
}

impl ProcessConfig {
    /// Runs without end, one life, no limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// Finishes after so many runs. Default: runs until it is stopped.
    pub fn runs(mut self, runs: u64) -> Self {
        self.runs = (runs > 0).then_some(runs);
        self
    }

    /// How many failures in `prerun`, `run` and `postrun` it takes to fail the process. Default: 1, no retry.
    ///
    /// A failed run is repeated from `prerun`: after an error or a panic with the object as the failing try left it;
    /// after a crash or a timeout in a new child, with the object as it was before that run. Run number, timers and
    /// the time of [`join_in`](ProcessConfig::join_in) go on, and messages that were not listened to are heard again.
    pub fn lives(mut self, lives: u32) -> Self {
        self.lives = (lives > 0).then_some(lives);
        self
    }

    /// Waits so long before a failed run is repeated; a stop ends the wait. Default: no wait.
    pub fn backoff(mut self, pause: Duration) -> Self {
        self.backoff = (!pause.is_zero()).then_some(pause);
        self
    }

    /// Sends the object back at its end, for [`Process::outcome`](crate::Process::outcome). Default: it is dropped
    /// in the child.
    pub fn keep_object(mut self) -> Self {
        self.keep_object = true;
        self
    }

    /// Starts no further run after so long; checked between runs. Default: no limit.
    pub fn join_in(mut self, limit: Duration) -> Self {
        self.join_in = (!limit.is_zero()).then_some(limit);
        self
    }

    /// Ends the process when one call of that section takes longer. Default: no limit.
    ///
    /// The parent keeps the limit from outside, so it ends code that is stuck for good. The limits of `result`
    /// and of `error` hold until the end: until the result is encoded and sent, and the object dropped.
    pub fn timeout(mut self, section: Section, limit: Duration) -> Self {
        self.timeouts[section.index()] = (!limit.is_zero()).then_some(limit);
        self
    }

    surroundings_setters!();

    /// Whether the parent is told the object's state before each run.
    pub(crate) fn keeps_state(&self) -> bool {
        self.may_retry() || self.timeouts.iter().any(Option::is_some)
    }

    pub(crate) fn may_retry(&self) -> bool {
        self.lives.is_some_and(|lives| lives > 1)
    }

    /// The limit of a section, if it has one.
    pub fn limit(&self, section: Section) -> Option<Duration> {
        self.timeouts[section.index()]
    }
}
