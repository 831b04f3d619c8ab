//! What many files are together.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use suitkaise::prelude::*;

use crate::count::Counts;
use crate::file::Facts;
use crate::language::Language;
use crate::note::{Note, Topic};
use crate::rust::Items;

/// One thing that the survey found out.
#[derive(Cerial, Clone, Debug)]
pub(crate) enum Finding {
    File { path: PathBuf, facts: Facts },
    Note(Note),
}

/// Files and what they hold.
#[derive(Cerial, Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    pub(crate) files: u64,
    pub(crate) counts: Counts,
}

impl Row {
    fn add(&mut self, counts: &Counts) {
        self.files += 1;
        self.counts.add(counts);
    }
}

/// Where the longest line is.
#[derive(Cerial, Clone, Debug, PartialEq, Eq)]
pub(crate) struct Longest {
    pub(crate) bytes: u64,
    pub(crate) path: PathBuf,
    /// The line's number, from 1.
    pub(crate) line: u64,
}

/// Everything that was found, while it comes in.
#[derive(Cerial, Debug, Default)]
pub(crate) struct Summary {
    table: Table,
    rows: BTreeMap<Language, Row>,
    /// The hashes of the contents seen so far.
    seen: BTreeSet<u128>,
}

/// Everything that was found, in the end. Apart from the times it doesn't depend on the order of the findings.
#[derive(Cerial, Debug, Default)]
pub(crate) struct Table {
    /// The languages, those with the most bytes first.
    pub(crate) rows: Vec<(Language, Row)>,
    pub(crate) total: Row,
    pub(crate) items: Items,
    /// How many files the items are in.
    pub(crate) parsed: u64,
    pub(crate) longest: Option<Longest>,
    /// How many files say byte for byte what another one says; empty files are not looked at.
    pub(crate) copies: u64,
    pub(crate) notes: Vec<Note>,
    /// How long each file took.
    pub(crate) times: Timer,
}

impl Summary {
    /// Takes one finding in.
    pub(crate) fn add(&mut self, finding: Finding) {
        match finding {
            Finding::File { path, facts } => self.add_file(path, facts),
            Finding::Note(note) => self.table.notes.push(note),
        }
    }

    /// The files so far.
    pub(crate) fn total(&self) -> &Row {
        &self.table.total
    }

    /// The summary as a table.
    pub(crate) fn finish(self) -> Table {
        let Summary { mut table, rows, seen: _ } = self;
        table.rows = rows.into_iter().collect();
        table.rows.sort_by_key(|(language, row)| (std::cmp::Reverse(row.counts.bytes), *language));
        table.notes.sort();
        table
    }

    fn add_file(&mut self, path: PathBuf, facts: Facts) {
        let Facts { language, counts, longest_at, hash, items, took } = facts;
        let table = &mut self.table;
        table.total.add(&counts);
        self.rows.entry(language).or_default().add(&counts);
        if counts.bytes > 0 && !self.seen.insert(hash) {
            table.copies += 1;
        }
        match items {
            Some(Ok(items)) => {
                table.items.add(&items);
                table.parsed += 1;
            }
            Some(Err(text)) => table.notes.push(Note { topic: Topic::Unparsed, path: path.clone(), text }),
            None => {}
        }
        // Of lines that are equally long, the one in the first path: the order of findings is chance.
        let is_longer = match &table.longest {
            None => counts.longest > 0,
            Some(longest) => (counts.longest, &longest.path) > (longest.bytes, &path),
        };
        if is_longer {
            table.longest = Some(Longest { bytes: counts.longest, path, line: longest_at });
        }
        table.times.add(took);
    }
}

impl Table {
    /// The notes of one topic, in the order of their paths.
    pub(crate) fn notes_on(&self, topic: Topic) -> Vec<&Note> {
        self.notes.iter().filter(|note| note.topic == topic).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn file(path: &str, text: &[u8]) -> Finding {
        let mut counter = crate::count::Counter::default();
        counter.feed(text);
        let (counts, longest_at) = counter.finish();
        let language = Language::of(path.as_ref());
        let items = (language == Language::Rust).then(|| crate::rust::items(text));
        // As good as a hash for texts this short.
        let hash = text.iter().fold(0, |hash: u128, byte| hash.wrapping_mul(257) + u128::from(*byte));
        let took = Duration::from_millis(1);
        Finding::File { path: path.into(), facts: Facts { language, counts, longest_at, hash, items, took } }
    }

    fn findings() -> Vec<Finding> {
        vec![
            file("a.rs", b"fn a() {}\n"),
            file("b.rs", b"fn ("),
            file("c.md", b"some long text here\n"),
            file("d.md", b"some long text here\n"),
            file("e", b""),
            file("f", b""),
            Finding::Note(Note { topic: Topic::Failed, path: "z".into(), text: "gone".into() }),
        ]
    }

    fn table(findings: Vec<Finding>) -> Table {
        let mut summary = Summary::default();
        findings.into_iter().for_each(|finding| summary.add(finding));
        summary.finish()
    }

    #[test]
    fn rows_add_up_to_the_total() {
        let table = table(findings());
        assert_eq!(table.total, Row { files: 6, counts: Counts { bytes: 54, lines: 3, words: 13, longest: 19 } });
        let files: u64 = table.rows.iter().map(|(_, row)| row.files).sum();
        assert_eq!(files, 6);
        let languages: Vec<_> = table.rows.iter().map(|(language, _)| *language).collect();
        assert_eq!(languages, [Language::Markdown, Language::Rust, Language::Other]);
        assert_eq!((table.parsed, table.items.functions), (1, 1));
        assert_eq!(table.times.count(), 6);
    }

    #[test]
    fn copies_are_counted_but_empty_files_are_none() {
        assert_eq!(table(findings()).copies, 1);
    }

    #[test]
    fn the_order_of_findings_changes_nothing() {
        let there = table(findings());
        let mut findings = findings();
        findings.reverse();
        let back = table(findings);
        assert_eq!((&there.rows, &there.total, &there.longest), (&back.rows, &back.total, &back.longest));
        assert_eq!((&there.notes, there.copies), (&back.notes, back.copies));
        assert_eq!(there.longest.unwrap(), Longest { bytes: 19, path: "c.md".into(), line: 1 });
    }

    #[test]
    fn notes_are_kept_by_topic() {
        let table = table(findings());
        let paths =
            |topic| table.notes_on(topic).iter().map(|note| note.path.display().to_string()).collect::<Vec<_>>();
        assert_eq!(paths(Topic::Failed), ["z"]);
        assert_eq!(paths(Topic::Unparsed), ["b.rs"]);
        assert!(paths(Topic::NoFile).is_empty());
    }
}
