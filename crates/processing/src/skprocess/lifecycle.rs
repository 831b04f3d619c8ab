//! Drives an object through its sections: calls, catches, times, reports.

use std::time::Duration;

use super::Skprocess;
use super::engine::{Asked, Engine, Step, Verdict};
use super::journal::Journal;
use crate::error::{ErrorKind, Failure, ProcessError, Told};
use crate::protocol::{Report, Resume};
use crate::unwind::caught;
use crate::{ProcessConfig, ProcessContext, Section, clock};

/// A life that is to be lived.
#[derive(Debug)]
pub(crate) struct Life {
    pub(crate) config: ProcessConfig,
    /// Where it begins.
    pub(crate) resume: Resume,
    /// Whether a parent watches this very object, and hears of its sections as they come.
    pub(crate) supervised: bool,
}

/// Why a section didn't return `Ok`.
enum Trouble {
    Cut,
    Failed(ProcessError),
}

impl Life {
    /// Lives an object's life to its end.
    pub(crate) fn live<S: Skprocess>(self, object: &mut S, cx: &ProcessContext) -> Result<S::Output, Failure> {
        let Life { config, resume, supervised } = self;
        let over = config.join_in.and_then(|limit| clock::after(limit.saturating_sub(resume.spent)));
        let asked = || Asked { stop: cx.is_stopping(), late: over.is_some_and(|over| clock::until(over).is_zero()) };
        let mut engine = Engine::new(&config, resume.run, resume.life);
        let journal = Journal::new(cx.session(), &config, supervised);
        let mut turn = Turn { config: &config, cx, journal, whole_run: Duration::ZERO, limited: false };
        let mut output = None;
        let mut failed: Option<ProcessError> = resume.failure.map(ProcessError::from);
        let mut step = if failed.is_some() { engine.begin_failed() } else { engine.begin(asked()) };
        // The parent knows the state before the first run that this process begins.
        let mut known_run = resume.run;
        let mut repeats = resume.life > 0;
        while let Step::Enter(section) = step {
            let (run, life) = (engine.run(), engine.life());
            if section == Section::PreRun {
                turn.whole_run = Duration::ZERO;
                if std::mem::take(&mut repeats) {
                    turn.pause_between_lives();
                }
                if known_run != run {
                    known_run = run;
                    if let Err(error) = turn.journal.state(run, object) {
                        failed = Some(turn.placed(error, section, run, life));
                        step = engine.begin_failed();
                        continue;
                    }
                }
            }
            let went = match section {
                Section::PreRun => turn.call(section, run, life, || object.prerun(cx)),
                Section::Run => turn.call(section, run, life, || object.run(cx)),
                Section::PostRun => turn.call(section, run, life, || object.postrun(cx)),
                Section::OnFinish => turn.call(section, run, life, || object.onfinish(cx)),
                Section::Result => {
                    turn.call(section, run, life, || object.result(cx)).map(|value| output = Some(value))
                }
                Section::Error => {
                    let first = failed.take().expect("error is entered after a failure");
                    match turn.error(first, run, life, |first| object.error(first, cx)) {
                        Ok(value) => {
                            output = Some(value);
                            Ok(())
                        }
                        Err(error) => Err(Trouble::Failed(error)),
                    }
                }
            };
            let verdict = match went {
                Ok(()) => Verdict::Done,
                Err(Trouble::Cut) if section == Section::Result => {
                    failed = Some(turn.failure(section, run, life, None));
                    Verdict::Failed
                }
                Err(Trouble::Cut) => Verdict::Cut,
                Err(Trouble::Failed(error)) => {
                    failed = Some(error);
                    Verdict::Failed
                }
            };
            match verdict {
                Verdict::Failed => repeats = true,
                Verdict::Done | Verdict::Cut => failed = None,
            }
            if section == Section::PostRun && verdict != Verdict::Failed {
                turn.record(None, turn.whole_run);
            }
            step = engine.next(verdict, asked());
        }
        match (output, failed) {
            (Some(value), None) => Ok(value),
            (_, Some(error)) => Err(error.into_failure()),
            (None, None) => unreachable!("a life ends with a result or with a failure"),
        }
    }
}

/// What the calls of one life share.
struct Turn<'a> {
    config: &'a ProcessConfig,
    cx: &'a ProcessContext,
    journal: Journal<'a>,
    /// The time of the sections of this run that succeeded.
    whole_run: Duration,
    /// Whether the parent keeps a limit now.
    limited: bool,
}

impl Turn<'_> {
    /// Calls a section and sorts out how it went.
    fn call<T>(
        &mut self,
        section: Section,
        run: u64,
        life: u32,
        body: impl FnOnce() -> crate::Result<T>,
    ) -> Result<T, Trouble> {
        match self.timed(section, run, life, body) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) if self.cx.is_stopping() && ProcessError::means_stopped(&*error) => Err(Trouble::Cut),
            Ok(Err(error)) => {
                let failure = self.failure(section, run, life, None).into_failure();
                Err(Trouble::Failed(ProcessError::wrapping(failure, error)))
            }
            Err(panic) => Err(Trouble::Failed(self.failure(section, run, life, Some(panic)))),
        }
    }

    /// Calls the error section: a `ProcessError` passes, another error stands for the first one.
    fn error<T>(
        &mut self,
        first: ProcessError,
        run: u64,
        life: u32,
        body: impl FnOnce(ProcessError) -> crate::Result<T>,
    ) -> Result<T, ProcessError> {
        let told = Told::of(&first);
        match self.timed(Section::Error, run, life, || body(first)) {
            Ok(Ok(value)) => Ok(value),
            Ok(Err(error)) => match error.downcast::<ProcessError>() {
                Ok(error) => Err(*error),
                Err(error) => {
                    let mut own = self.failure(Section::Error, run, life, None);
                    own.failure_mut().text = Some(error.to_string());
                    own.failure_mut().original = Some(Box::new(told));
                    Err(own)
                }
            },
            Err(panic) => {
                let mut own = self.failure(Section::Error, run, life, Some(panic));
                own.failure_mut().original = Some(Box::new(told));
                Err(own)
            }
        }
    }

    fn timed<T>(
        &mut self,
        section: Section,
        run: u64,
        life: u32,
        body: impl FnOnce() -> crate::Result<T>,
    ) -> Result<crate::Result<T>, crate::Panic> {
        let session = self.cx.session();
        let limit = self.config.limit(section);
        session.board().enter(section, run, life, clock::shared());
        self.cx.define();
        if limit.is_some() || self.limited {
            self.journal.report(&Report { section, run, life, limit });
        }
        self.limited = limit.is_some();
        let start = clock::now();
        let went = caught(body);
        let took = clock::since(start);
        // The limit of what gives the result holds until the end, or until the error section begins: the result's
        // encoding and the object's drop are the user's code too. In a pool the task's answer ends it.
        self.limited &= self.journal.is_supervised() && matches!(section, Section::Result | Section::Error);
        if limit.is_some() && !self.limited {
            self.journal.report(&Report { section, run, life, limit: None });
        }
        session.board().leave();
        if matches!(went, Ok(Ok(_))) && self.cx.is_defined() {
            self.record(Some(section), took);
            self.whole_run += took;
        }
        went
    }

    fn record(&mut self, section: Option<Section>, took: Duration) {
        self.cx.timers_mut().record(section, took);
        self.journal.took(section, took);
    }

    /// Waits between two lives; a stop ends the wait, and the run is still repeated.
    fn pause_between_lives(&self) {
        if let Some(backoff) = self.config.backoff {
            // The only error is that of a stop.
            drop(self.cx.sleep(backoff));
        }
    }

    /// An error of ours at a place in the life.
    fn placed(&self, mut error: ProcessError, section: Section, run: u64, life: u32) -> ProcessError {
        let failure = error.failure_mut();
        (failure.section, failure.run, failure.life) = (Some(section), Some(run), Some(life));
        failure.pid = Some(std::process::id());
        error
    }

    fn failure(&self, section: Section, run: u64, life: u32, panic: Option<crate::Panic>) -> ProcessError {
        let mut failure = Failure::new(ErrorKind::from(section));
        failure.section = Some(section);
        failure.run = Some(run);
        failure.life = Some(life);
        failure.panic = panic;
        failure.pid = Some(std::process::id());
        failure.into()
    }
}
