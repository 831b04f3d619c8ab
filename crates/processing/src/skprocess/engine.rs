//! Which section comes next: a state machine without clock, user code or I/O.
//!
//! ```text
//! between runs ── stop asked, runs reached or time over ──► onfinish ──► result ──► end
//!      │  ▲                                                    │           │
//!      ▼  │                                                    └─ failed ──┤
//!   prerun ──► run ──► postrun                                             ▼
//!      └────────┴─────────┴── failed: a life left? again from prerun,    error ──► end
//!                             else ──────────────────────────────────────►
//! ```

use crate::{ProcessConfig, Section};

/// How a section went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// It returned `Ok`.
    Done,
    /// It passed on that the process was asked to stop.
    Cut,
    /// It returned another error, or panicked.
    Failed,
}

/// What is true at the moment of a step.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Asked {
    /// Somebody asked the process to stop.
    pub(crate) stop: bool,
    /// The time of `join_in` is over.
    pub(crate) late: bool,
}

/// What to do next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// Call that section.
    Enter(Section),
    /// Nothing is left to do.
    End,
}

/// The state of one object's life.
#[derive(Debug)]
pub(crate) struct Engine {
    runs: Option<u64>,
    lives: u32,
    run: u64,
    life: u32,
    at: Option<Section>,
}

impl Engine {
    /// A life that begins with that run and life.
    pub(crate) fn new(config: &ProcessConfig, run: u64, life: u32) -> Self {
        Engine { runs: config.runs, lives: config.lives.unwrap_or(1), run, life, at: None }
    }

    /// The number of the current run; between and after runs, of those completed.
    pub(crate) fn run(&self) -> u64 {
        self.run
    }

    pub(crate) fn life(&self) -> u32 {
        self.life
    }

    /// The first step. A run that is repeated is not asked for again.
    pub(crate) fn begin(&mut self, asked: Asked) -> Step {
        if self.life > 0 { self.enter(Section::PreRun) } else { self.between(asked) }
    }

    /// The first step when the life has failed elsewhere already.
    pub(crate) fn begin_failed(&mut self) -> Step {
        self.enter(Section::Error)
    }

    /// The step after the section that was entered last.
    pub(crate) fn next(&mut self, verdict: Verdict, asked: Asked) -> Step {
        let section = self.at.expect("a section was entered before its verdict");
        match (section, verdict) {
            (Section::Error, _) => Step::End,
            (Section::Result, Verdict::Done) => Step::End,
            (Section::Result | Section::OnFinish, Verdict::Failed) => self.enter(Section::Error),
            // Nothing could stand in for a result that was cut.
            (Section::Result, Verdict::Cut) => self.enter(Section::Error),
            (Section::OnFinish, _) => self.enter(Section::Result),
            (_, Verdict::Failed) if self.life + 1 < self.lives => {
                self.life += 1;
                self.enter(Section::PreRun)
            }
            (_, Verdict::Failed) => self.enter(Section::Error),
            (Section::PreRun, Verdict::Done) => self.enter(Section::Run),
            (Section::PreRun, Verdict::Cut) | (Section::Run, _) => self.enter(Section::PostRun),
            (Section::PostRun, _) => {
                self.run += 1;
                self.between(asked)
            }
        }
    }

    fn between(&mut self, asked: Asked) -> Step {
        let over = self.runs.is_some_and(|runs| self.run >= runs);
        self.enter(if asked.stop || over || asked.late { Section::OnFinish } else { Section::PreRun })
    }

    fn enter(&mut self, section: Section) -> Step {
        self.at = Some(section);
        Step::Enter(section)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Section::{Error, OnFinish, PostRun, PreRun, Result, Run};

    const IDLE: Asked = Asked { stop: false, late: false };
    const STOP: Asked = Asked { stop: true, late: false };

    /// Walks a life in which every section does as `verdicts` says, then `Done`.
    fn walk(config: ProcessConfig, asked: impl Fn(&Engine) -> Asked, verdicts: &[(usize, Verdict)]) -> Vec<Section> {
        let mut engine = Engine::new(&config, 0, 0);
        let mut sections = Vec::new();
        let mut step = engine.begin(asked(&engine));
        while let Step::Enter(section) = step {
            let turn = sections.len();
            sections.push(section);
            assert!(turn < 100, "endless");
            let verdict = verdicts.iter().find(|(at, _)| *at == turn).map_or(Verdict::Done, |(_, verdict)| *verdict);
            let now = asked(&engine);
            step = engine.next(verdict, now);
        }
        sections
    }

    #[test]
    fn runs_are_followed_by_onfinish_and_result() {
        let sections = walk(ProcessConfig::new().runs(2), |_| IDLE, &[]);
        assert_eq!(sections, [PreRun, Run, PostRun, PreRun, Run, PostRun, OnFinish, Result]);
    }

    #[test]
    fn a_stop_before_the_first_run_still_finishes() {
        assert_eq!(walk(ProcessConfig::new(), |_| STOP, &[]), [OnFinish, Result]);
    }

    #[test]
    fn a_stop_during_a_run_lets_it_complete() {
        let sections = walk(
            ProcessConfig::new(),
            |engine| Asked {
                stop: engine.at == Some(Run) || engine.run > 0 || engine.at == Some(PostRun),
                late: false,
            },
            &[],
        );
        assert_eq!(sections, [PreRun, Run, PostRun, OnFinish, Result]);
    }

    #[test]
    fn a_cut_section_counts_as_stopped_not_as_failed() {
        let after_first = |engine: &Engine| if engine.at.is_some() { STOP } else { IDLE };
        assert_eq!(
            walk(ProcessConfig::new(), after_first, &[(1, Verdict::Cut)]),
            [PreRun, Run, PostRun, OnFinish, Result]
        );
        assert_eq!(walk(ProcessConfig::new(), after_first, &[(0, Verdict::Cut)]), [PreRun, PostRun, OnFinish, Result]);
    }

    #[test]
    fn a_failure_repeats_the_run_while_lives_are_left() {
        let sections = walk(ProcessConfig::new().runs(1).lives(2), |_| IDLE, &[(1, Verdict::Failed)]);
        assert_eq!(sections, [PreRun, Run, PreRun, Run, PostRun, OnFinish, Result]);
    }

    #[test]
    fn the_last_failure_calls_error_alone() {
        let failed = [(1, Verdict::Failed), (2, Verdict::Failed)];
        assert_eq!(walk(ProcessConfig::new().lives(2), |_| IDLE, &failed), [PreRun, Run, PreRun, Error]);
    }

    #[test]
    fn failures_of_onfinish_and_result_cost_no_life() {
        let config = ProcessConfig::new().runs(1).lives(5);
        assert_eq!(walk(config.clone(), |_| IDLE, &[(3, Verdict::Failed)]), [PreRun, Run, PostRun, OnFinish, Error]);
        assert_eq!(walk(config, |_| IDLE, &[(4, Verdict::Failed)]), [PreRun, Run, PostRun, OnFinish, Result, Error]);
    }

    #[test]
    fn time_over_is_seen_between_runs() {
        let late = |engine: &Engine| Asked { stop: false, late: engine.at.is_some() };
        assert_eq!(walk(ProcessConfig::new(), late, &[]), [PreRun, Run, PostRun, OnFinish, Result]);
    }
}
