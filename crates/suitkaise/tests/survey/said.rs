//! The program, run inside of the test, and what it said.

use std::ffi::OsString;

use crate::app::{self, Streams};

/// What a run of the program said and its exit code.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: u8,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the program with these arguments.
pub(crate) fn survey<A: Into<OsString>>(args: impl IntoIterator<Item = A>) -> Said {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let args = args.into_iter().map(Into::into);
    let code = app::run(args, &mut Streams { out: &mut out, err: &mut err, bar: false }).unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Said { code, out: text(out), err: text(err) }
}

impl Said {
    /// Files, lines, words and bytes in the line of totals.
    pub(crate) fn totals(&self) -> [u64; 4] {
        totals(&self.out)
    }

    /// What doesn't depend on who surveyed and how long it took.
    pub(crate) fn findings(&self) -> &str {
        let (_, rest) = self.out.split_once('\n').expect("the first line says who surveyed");
        let (findings, _times) = rest.split_once("\ntimes\n").expect("the times come last");
        findings
    }
}

/// Files, lines, words and bytes in the line of totals of an output.
pub(crate) fn totals(out: &str) -> [u64; 4] {
    let line = out.lines().find_map(|line| line.strip_prefix("total ")).unwrap_or_else(|| panic!("no totals: {out}"));
    let numbers: Vec<u64> = line.split_whitespace().map(|number| number.parse().unwrap()).collect();
    numbers[..4].try_into().unwrap()
}
