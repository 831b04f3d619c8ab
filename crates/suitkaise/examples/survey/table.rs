//! The table as text.

use std::fmt;

use crate::note::{Note, Shown, Topic};
use crate::summary::{Row, Table};

/// A table that is to be printed.
pub(crate) struct Printed<'a> {
    pub(crate) table: &'a Table,
    /// All notes, not only the first ones of each topic.
    pub(crate) list: bool,
}

/// So many notes of a topic are printed, unless all are wanted.
const FIRST: usize = 10;

impl fmt::Display for Printed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.table;
        if table.total.files == 0 {
            writeln!(f, "no files were surveyed")?;
        } else {
            self.rows(f)?;
            self.findings(f)?;
        }
        Topic::ALL.into_iter().try_for_each(|topic| self.notes(topic, f))
    }
}

impl Printed<'_> {
    fn rows(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [language, heads @ ..] = ["language", "files", "lines", "words", "bytes", "longest"];
        write!(f, "{language:<12}")?;
        heads.iter().try_for_each(|head| write!(f, " {head:>11}"))?;
        writeln!(f)?;
        for (language, row) in &self.table.rows {
            write!(f, "{language:<12}")?;
            numbers(row, f)?;
        }
        write!(f, "{:<12}", "total")?;
        numbers(&self.table.total, f)
    }

    fn findings(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let table = self.table;
        writeln!(f)?;
        if table.parsed > 0 {
            let items = &table.items;
            write!(f, "Rust items: {} in {}: ", items.total(), counted(table.parsed, "file"))?;
            write!(f, "{} functions, {} types, ", items.functions, items.types)?;
            write!(f, "{} traits, {} impls, {} others; ", items.traits, items.impls, items.others)?;
            writeln!(f, "and {} methods", items.methods)?;
        }
        if let Some(longest) = &table.longest {
            let (bytes, line) = (counted(longest.bytes, "byte"), longest.line);
            writeln!(f, "longest line: {bytes}, line {line} of {}", Shown(&longest.path))?;
        }
        writeln!(f, "copies: {} with the contents of another", counted(table.copies, "file"))
    }

    fn notes(&self, topic: Topic, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let notes = self.table.notes_on(topic);
        if notes.is_empty() {
            return Ok(());
        }
        writeln!(f, "\n{}: {}", topic.heading(), notes.len())?;
        let shown = if self.list { notes.len() } else { notes.len().min(FIRST) };
        for Note { path, text, .. } in &notes[..shown] {
            match text.is_empty() {
                true => writeln!(f, "  {}", Shown(path))?,
                false => writeln!(f, "  {}: {text}", Shown(path))?,
            }
        }
        match notes.len() - shown {
            0 => Ok(()),
            more => writeln!(f, "  and {more} more (--list prints them)"),
        }
    }
}

fn numbers(row: &Row, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let counts = &row.counts;
    let numbers = [row.files, counts.lines, counts.words, counts.bytes, counts.longest];
    numbers.iter().try_for_each(|number| write!(f, " {number:>11}"))?;
    writeln!(f)
}

/// `1 file`, `2 files`.
pub(crate) fn counted(number: u64, what: &str) -> String {
    let ending = if number == 1 { "" } else { "s" };
    format!("{number} {what}{ending}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::count::Counts;
    use crate::language::Language;

    fn table() -> Table {
        let row = Row { files: 2, counts: Counts { bytes: 300, lines: 20, words: 50, longest: 99 } };
        let note =
            |number: usize| Note { topic: Topic::Failed, path: format!("{number:02}").into(), text: "gone".into() };
        let notes = (0..12).map(note).collect();
        Table { rows: vec![(Language::Rust, row)], total: row, notes, ..Table::default() }
    }

    #[test]
    fn rows_stand_under_their_heads() {
        let text = Printed { table: &table(), list: false }.to_string();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "language           files       lines       words       bytes     longest");
        assert_eq!(lines[1], "Rust                   2          20          50         300          99");
        assert_eq!(lines[2], "total                  2          20          50         300          99");
    }

    #[test]
    fn notes_are_cut_and_the_cut_is_told() {
        let short = Printed { table: &table(), list: false }.to_string();
        assert!(short.contains("not surveyed: 12\n  00: gone\n"), "{short}");
        assert!(short.ends_with("  09: gone\n  and 2 more (--list prints them)\n"), "{short}");
        let long = Printed { table: &table(), list: true }.to_string();
        assert!(long.ends_with("  11: gone\n"), "{long}");
    }

    #[test]
    fn an_empty_table_says_so() {
        assert_eq!(Printed { table: &Table::default(), list: false }.to_string(), "no files were surveyed\n");
    }
}
