//! The same survey on one thread of this process, to compare the pool with.

use crate::file;
use crate::note::{Note, Topic};
use crate::progress::Progress;
use crate::summary::{Finding, Summary, Table};
use crate::walk::Walk;

/// Surveys all files of a walk, one after the other. A file that crashes the survey ends the program.
pub(crate) fn survey(walk: &Walk, progress: &Progress) -> Table {
    let mut summary = Summary::default();
    for note in &walk.notes {
        summary.add(Finding::Note(note.clone()));
    }
    for file in &walk.files {
        let path = walk.relative(file).to_owned();
        summary.add(match file::survey(file) {
            Ok(facts) => Finding::File { path, facts },
            Err(text) => Finding::Note(Note { topic: Topic::Failed, path, text }),
        });
        progress.step(Some(summary.total()));
    }
    summary.finish()
}
