//! The process that collects: it is told findings, answers how far it is, and returns the table.

use suitkaise::prelude::*;

use crate::summary::{Finding, Row, Summary, Table};

/// What the collector is told.
#[derive(Cerial, Debug)]
pub(crate) enum Told {
    Found(Vec<Finding>),
    /// A question: it answers with the [`Row`] of all files so far.
    HowFar,
    ThatIsAll,
}

/// Sums findings up in a process of its own, a message per run: `prerun` waits for it, so that the timer of `run`
/// tells only the work.
#[derive(Cerial, Debug, Default)]
pub(crate) struct Collector {
    told: Option<Told>,
    summary: Summary,
}

impl Skprocess for Collector {
    type Output = Table;

    fn prerun(&mut self, cx: &ProcessContext) -> processing::Result {
        self.told = Some(cx.listen()?);
        Ok(())
    }

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        match self.told.take() {
            Some(Told::Found(findings)) => findings.into_iter().for_each(|finding| self.summary.add(finding)),
            Some(Told::HowFar) => cx.tell(self.summary.total())?,
            Some(Told::ThatIsAll) | None => cx.stop(),
        }
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<Table> {
        Ok(std::mem::take(&mut self.summary).finish())
    }
}

/// Brings findings to the collector, many at a time, and hears its answers.
#[derive(Debug)]
pub(crate) struct Courier<'a> {
    collector: &'a Process<Collector>,
    load: Vec<Finding>,
    /// The files that were brought.
    files: u64,
    /// Questions without an answer.
    open: u64,
}

/// So many findings make a message.
const FULL_LOAD: usize = 64;

/// So many loads may be on their way; the courier then waits for an answer, so that a slow collector isn't buried.
const MOST_OPEN: u64 = 100;

impl<'a> Courier<'a> {
    pub(crate) fn to(collector: &'a Process<Collector>) -> Self {
        Courier { collector, load: Vec::new(), files: 0, open: 0 }
    }

    /// Takes a finding along; the collector's answer, if one has come.
    ///
    /// # Errors
    ///
    /// Those of [`Process::tell`] and [`Process::listen`].
    pub(crate) fn bring(&mut self, finding: Finding) -> Result<Option<Row>, ProcessError> {
        self.files += u64::from(matches!(finding, Finding::File { .. }));
        self.load.push(finding);
        if self.load.len() == FULL_LOAD {
            self.deliver()?;
        }
        let answer = match self.open < MOST_OPEN {
            true => self.collector.try_listen()?,
            false => Some(self.collector.listen()?),
        };
        self.open -= u64::from(answer.is_some());
        Ok(answer)
    }

    /// Delivers the rest, makes sure that everything has arrived, and says that this is all.
    ///
    /// # Errors
    ///
    /// As [`Courier::bring`]; and when the collector has another number of files than were brought.
    pub(crate) fn finish(mut self) -> Result<(), ProcessError> {
        self.deliver()?;
        let mut last = Row::default();
        for _ in 0..self.open {
            last = self.collector.listen()?;
        }
        if last.files != self.files {
            let text = format!("the collector has {} files, {} were brought to it", last.files, self.files);
            return Err(ProcessError::other(text));
        }
        self.collector.tell(Told::ThatIsAll)
    }

    fn deliver(&mut self) -> Result<(), ProcessError> {
        self.collector.tell(Told::Found(std::mem::take(&mut self.load)))?;
        self.collector.tell(Told::HowFar)?;
        self.open += 1;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::note::{Note, Topic};

    fn note(number: usize) -> Finding {
        Finding::Note(Note { topic: Topic::Failed, path: format!("{number:05}").into(), text: String::new() })
    }

    #[test]
    fn every_finding_arrives() -> Result<(), ProcessError> {
        let collector = Collector::default().start()?;
        let mut courier = Courier::to(&collector);
        // More than may be on their way at once, and not a whole number of loads.
        let findings = 2 * MOST_OPEN as usize * FULL_LOAD + 1;
        for number in 0..findings {
            courier.bring(note(number))?;
        }
        courier.finish()?;
        let table = collector.result()?;
        assert_eq!(table.notes.len(), findings);
        assert_eq!(table.notes[7].path.to_str(), Some("00007"));
        Ok(())
    }

    #[test]
    fn a_question_is_answered_while_findings_come() -> Result<(), ProcessError> {
        let collector = Collector::default().start()?;
        collector.tell(Told::HowFar)?;
        assert_eq!(collector.listen::<Row>()?, Row::default());
        collector.tell(Told::ThatIsAll)?;
        assert_eq!(collector.result()?.total, Row::default());
        Ok(())
    }

    #[test]
    fn a_collector_that_was_killed_is_an_error_for_its_courier() -> Result<(), ProcessError> {
        let collector = Collector::default().start()?;
        collector.kill();
        collector.wait();
        let error = Courier::to(&collector).finish().unwrap_err();
        assert_eq!(error.kind(), processing::ErrorKind::Ended);
        assert_eq!(collector.result().unwrap_err().kind(), processing::ErrorKind::Killed);
        Ok(())
    }
}
