//! The survey in child processes: a pool reads the files, a process collects.

use std::path::PathBuf;

use processing::ErrorKind;
use suitkaise::prelude::*;

use crate::args::Wanted;
use crate::collector::{Collector, Courier};
use crate::crash;
use crate::file::{self, Facts};
use crate::note::{Note, Topic};
use crate::progress::Progress;
use crate::summary::{Finding, Table};
use crate::walk::Walk;

/// What the workers know of the whole; it is sent to each of them once.
#[derive(Cerial, Debug)]
struct Orders {
    /// The number of the file that crashes its worker, from 1.
    crash: Option<u64>,
}

/// A table and the timers of the process that made it.
#[derive(Debug)]
pub(crate) struct Collected {
    pub(crate) table: Table,
    pub(crate) timers: processing::Timers,
    pub(crate) workers: usize,
}

/// Surveys all files of a walk.
///
/// # Errors
///
/// When the pool or the collector fails. A file that can't be read or that costs its worker the life is a note.
pub(crate) fn survey(walk: &Walk, wanted: &Wanted, progress: &Progress) -> Result<Collected, ProcessError> {
    let collector = Collector::default().start()?;
    let workers = match read(walk, wanted, progress, &collector) {
        Ok(workers) => workers,
        // Why the collector has ended is what its result says.
        Err(error) if error.kind() == ErrorKind::Ended => return Err(collector.result().err().unwrap_or(error)),
        Err(error) => return Err(error),
    };
    collector.wait();
    let timers = collector.timers();
    Ok(Collected { table: collector.result()?, timers, workers })
}

/// Has the pool read the files and brings what it finds to the collector; the number of workers.
fn read(
    walk: &Walk,
    wanted: &Wanted,
    progress: &Progress,
    collector: &Process<Collector>,
) -> Result<usize, ProcessError> {
    let mut pool = Pool::builder();
    if let Some(workers) = wanted.workers {
        pool = pool.workers(workers);
    }
    let pool = pool.build()?;
    let mut courier = Courier::to(collector);
    for note in &walk.notes {
        courier.bring(Finding::Note(note.clone()))?;
    }
    let orders = Orders { crash: wanted.crash };
    let numbered = (1..).zip(walk.files.iter().cloned());
    for (index, found) in pool.with(&orders).unordered_imap(survey_one, numbered).indexed() {
        let path = walk.relative(&walk.files[index]).to_owned();
        let finding = match found {
            Ok(Ok(facts)) => Finding::File { path, facts },
            Ok(Err(text)) => Finding::Note(Note { topic: Topic::Failed, path, text }),
            Err(error) => Finding::Note(Note { topic: Topic::Failed, path, text: fate(error)? }),
        };
        let so_far = courier.bring(finding)?;
        progress.step(so_far.as_ref());
    }
    courier.finish()?;
    Ok(pool.workers())
}

/// The task of a worker.
fn survey_one(orders: &Orders, (number, path): (u64, PathBuf)) -> Result<Facts, String> {
    if orders.crash == Some(number) {
        crash::write_to_null();
    }
    file::survey(&path)
}

/// What a file did to its worker; an error that isn't the file's doing stays one.
fn fate(error: ProcessError) -> Result<String, ProcessError> {
    match (error.kind(), error.exit(), error.panic()) {
        (_, _, Some(panic)) => Ok(format!("its survey panicked: {panic}")),
        (ErrorKind::Crashed | ErrorKind::Exited | ErrorKind::Killed, Some(exit), _) => {
            Ok(format!("its worker was ended by {exit}"))
        }
        _ => Err(error),
    }
}
