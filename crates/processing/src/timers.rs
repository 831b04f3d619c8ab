//! The timers of a process: one a section, and one for whole runs.

use std::time::Duration;

use cerial::Cerial;
use sktime::Timer;

use crate::Section;

/// How long the sections of a process took: one record for each time that a section succeeded.
///
/// A section that the type doesn't define has no timer. [`Timers::process`] has one record for each
/// completed run: the sum of its `prerun`, `run` and `postrun`.
///
/// ```
/// use processing::prelude::*;
/// use processing::{Section, Timers};
///
/// #[derive(Cerial)]
/// struct Tick;
/// impl Skprocess for Tick {
///     type Output = ();
///     fn config(&self) -> ProcessConfig {
///         ProcessConfig::new().runs(3)
///     }
///     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
///         Ok(())
///     }
/// }
///
/// let process = Tick.start()?;
/// process.wait();
/// let timers = process.timers();
/// assert_eq!(timers.run().unwrap().count(), 3);
/// assert_eq!(timers.process().unwrap().count(), 3);
/// assert!(timers.prerun().is_none()); // not defined
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Timers {
    sections: [Option<Timer>; 6],
    process: Option<Timer>,
}

impl Timers {
    /// The timer of a section, if the type defines it and it has succeeded at least once.
    pub fn get(&self, section: Section) -> Option<Timer> {
        self.sections[section.index()].clone()
    }

    /// The timer of `prerun`.
    pub fn prerun(&self) -> Option<Timer> {
        self.get(Section::PreRun)
    }

    /// The timer of `run`.
    pub fn run(&self) -> Option<Timer> {
        self.get(Section::Run)
    }

    /// The timer of `postrun`.
    pub fn postrun(&self) -> Option<Timer> {
        self.get(Section::PostRun)
    }

    /// The timer of `onfinish`.
    pub fn onfinish(&self) -> Option<Timer> {
        self.get(Section::OnFinish)
    }

    /// The timer of `result`.
    pub fn result(&self) -> Option<Timer> {
        self.get(Section::Result)
    }

    /// The timer of `error`.
    pub fn error(&self) -> Option<Timer> {
        self.get(Section::Error)
    }

    /// The timer of whole runs.
    pub fn process(&self) -> Option<Timer> {
        self.process.clone()
    }

    /// Records the time of a section, or of a whole run.
    pub(crate) fn record(&mut self, section: Option<Section>, took: Duration) {
        let timer = match section {
            Some(section) => &mut self.sections[section.index()],
            None => &mut self.process,
        };
        timer.get_or_insert_default().add(took);
    }

    /// Takes records in, as they travel.
    pub(crate) fn take(&mut self, times: &Times) {
        times.0.iter().for_each(|&(section, took)| self.record(section, took));
    }

    /// A copy that goes its own way from now on.
    pub(crate) fn snapshot(&self) -> Timers {
        let copy = |timer: &Option<Timer>| {
            timer.as_ref().map(|timer| {
                let own = Timer::new();
                own.merge(timer);
                own
            })
        };
        Timers { sections: self.sections.each_ref().map(copy), process: copy(&self.process) }
    }
}

/// Records on their way to timers: of a section, or of a whole run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Cerial)]
pub(crate) struct Times(Vec<(Option<Section>, Duration)>);

impl Times {
    /// Adds the time of a section, or of a whole run.
    pub(crate) fn push(&mut self, section: Option<Section>, took: Duration) {
        self.0.push((section, took));
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    #[cfg(test)]
    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All records of these timers, each timer's in their order.
    pub(crate) fn of(timers: &Timers) -> Self {
        let sections = Section::ALL.iter().map(|section| (Some(*section), &timers.sections[section.index()]));
        let all = sections.chain([(None, &timers.process)]);
        let records = all.filter_map(|(section, timer)| timer.as_ref().map(|timer| (section, timer.times())));
        Self(records.flat_map(|(section, times)| times.into_iter().map(move |took| (section, took))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_make_the_same_timers_again() {
        let mut times = Times::default();
        times.push(Some(Section::Run), Duration::from_millis(3));
        times.push(Some(Section::Run), Duration::from_millis(1));
        times.push(None, Duration::from_millis(4));
        let mut timers = Timers::default();
        timers.take(&times);
        assert_eq!(timers.run().map(|timer| timer.times().len()), Some(2));
        assert_eq!(timers.process().and_then(|timer| timer.total()), Some(Duration::from_millis(4)));
        assert!(timers.prerun().is_none());
        assert_eq!(Times::of(&timers), times);
    }

    #[test]
    fn a_snapshot_does_not_follow() {
        let mut times = Times::default();
        times.push(None, Duration::from_millis(4));
        let mut timers = Timers::default();
        timers.take(&times);
        let before = timers.snapshot();
        timers.take(&times);
        assert_eq!(before.process().map(|timer| timer.count()), Some(1));
        assert_eq!(timers.process().map(|timer| timer.count()), Some(2));
    }
}
