//! What the command line asks for.

use lexopt::ValueExt;

/// Which rows are measured, and with whom.
#[derive(Clone, Debug, Default)]
pub(crate) struct Options {
    /// Those whose names begin so; all where it is empty.
    rows: Vec<String>,
    pub(crate) no_python: bool,
    /// A tenth of the rounds: to see whether all works, not how fast.
    pub(crate) quick: bool,
}

const USAGE: &str = "usage: cargo xtask bench pool -- [--rows NAME,NAME] [--no-python] [--quick]";

/// Reads the arguments.
///
/// # Errors
///
/// A line that says what is wrong, and which rows there are.
pub(crate) fn read() -> Result<Options, String> {
    let mut options = Options::default();
    let mut arguments = lexopt::Parser::from_env();
    let wrong = |error: lexopt::Error| format!("{error}; {USAGE}");
    while let Some(argument) = arguments.next().map_err(wrong)? {
        use lexopt::Arg::Long;
        match argument {
            // Cargo says so to every bench.
            Long("bench") => {}
            Long("no-python") => options.no_python = true,
            Long("quick") => options.quick = true,
            Long("rows") => {
                let names = arguments.value().and_then(ValueExt::string).map_err(wrong)?;
                options.rows.extend(names.split(',').map(str::to_owned));
            }
            other => return Err(wrong(other.unexpected())),
        }
    }
    Ok(options)
}

impl Options {
    /// Those of a process that measures a part for another one.
    pub(crate) fn for_a_part(quick: bool) -> Self {
        Options { quick, ..Options::default() }
    }

    /// Whether a row of that name is wanted.
    pub(crate) fn wants(&self, row: &str) -> bool {
        self.rows.is_empty() || self.rows.iter().any(|name| row.starts_with(name.as_str()))
    }

    /// The names that begin no row's name.
    pub(crate) fn unknown(&self, rows: &[&str]) -> Vec<&str> {
        let names = self.rows.iter().map(String::as_str);
        names.filter(|name| !rows.iter().any(|row| row.starts_with(name))).collect()
    }

    /// So many rounds, or less where it is to be quick.
    pub(crate) fn rounds(&self, rounds: usize) -> usize {
        if self.quick { rounds.div_ceil(10) } else { rounds }
    }
}
