//! What the command line asks for.

use std::ffi::OsString;
use std::path::PathBuf;

use lexopt::ValueExt;

/// More workers than this are a slip of the hand.
const MOST_WORKERS: usize = 256;

pub(crate) const HELP: &str = "\
Surveys every file under PATH in child processes: bytes, lines and words as wc counts
them, the longest line, copies, and the items of Rust files.

usage: survey [options] [PATH]

PATH is a folder or a file; without it, the repository around the current folder.

  --workers N   how many processes survey files (default: one for each processor)
  --single      one thread of this process instead, for comparison
  --crash N     the worker that gets the Nth file (from 1) writes through a null pointer
  --all         takes in what is left out: folders named .git and target
  --list        prints every note, not only the first ones of each kind
  --timers      prints a report on all timers too
  -h, --help    prints this

exit code: 0, or 1 when a file couldn't be surveyed, or 2 when the arguments are wrong.
";

/// A survey as it was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Wanted {
    pub(crate) path: Option<PathBuf>,
    pub(crate) workers: Option<usize>,
    pub(crate) single: bool,
    /// The number of the file that crashes its worker, from 1.
    pub(crate) crash: Option<u64>,
    pub(crate) all: bool,
    pub(crate) list: bool,
    pub(crate) timers: bool,
}

/// What there is to do.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Command {
    Help,
    Survey(Wanted),
}

/// Reads the arguments, without the program's name.
///
/// # Errors
///
/// A line that says what is wrong.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    let mut parser = lexopt::Parser::from_args(args);
    let mut wanted = Wanted::default();
    while let Some(arg) = parser.next().map_err(|error| error.to_string())? {
        use lexopt::Arg::{Long, Short, Value};
        match arg {
            Short('h') | Long("help") => return Ok(Command::Help),
            Long("single") => wanted.single = true,
            Long("all") => wanted.all = true,
            Long("list") => wanted.list = true,
            Long("timers") => wanted.timers = true,
            Long("workers") => wanted.workers = Some(number(&mut parser, "--workers", MOST_WORKERS)?),
            Long("crash") => wanted.crash = Some(number(&mut parser, "--crash", usize::MAX)? as u64),
            Value(path) if wanted.path.is_none() && !path.is_empty() => wanted.path = Some(path.into()),
            Value(path) if path.is_empty() => return Err("the PATH is empty".into()),
            Value(path) => return Err(format!("one PATH is enough, {path:?} is a second one")),
            other => return Err(other.unexpected().to_string()),
        }
    }
    if wanted.single && wanted.workers.is_some() {
        return Err("--single has no workers: leave out --workers".into());
    }
    if wanted.single && wanted.crash.is_some() {
        return Err("--single has no worker to crash: leave out --crash".into());
    }
    Ok(Command::Survey(wanted))
}

/// The value of an option that takes a number from 1.
fn number(parser: &mut lexopt::Parser, option: &str, most: usize) -> Result<usize, String> {
    let value = parser.value().map_err(|error| error.to_string())?;
    let number: Option<usize> = value.clone().string().ok().and_then(|text| text.parse().ok());
    number.filter(|number| (1..=most).contains(number)).ok_or_else(|| match most {
        usize::MAX => format!("{option} takes a number from 1 on, not {value:?}"),
        most => format!("{option} takes a number from 1 to {most}, not {value:?}"),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(args: &[&str]) -> Result<Command, String> {
        parse(args.iter().map(OsString::from))
    }

    #[test]
    fn options_and_path_come_in_any_order() {
        let wanted = Wanted {
            path: Some("a".into()),
            workers: Some(3),
            crash: Some(7),
            all: true,
            list: true,
            timers: true,
            single: false,
        };
        let args = ["--all", "--workers", "3", "a", "--crash=7", "--list", "--timers"];
        assert_eq!(parsed(&args), Ok(Command::Survey(wanted)));
        assert_eq!(parsed(&[]), Ok(Command::Survey(Wanted::default())));
        let dashed = Wanted { path: Some("--all".into()), ..Wanted::default() };
        assert_eq!(parsed(&["--", "--all"]), Ok(Command::Survey(dashed)));
    }

    #[test]
    fn help_wins_over_what_follows() {
        assert_eq!(parsed(&["--single", "-h", "--nonsense"]), Ok(Command::Help));
    }

    #[test]
    fn wrong_arguments_are_named() {
        for (args, said) in [
            (&["--wokers", "3"][..], "--wokers"),
            (&["--workers"], "--workers"),
            (&["--workers", "0"], "from 1 to 256, not \"0\""),
            (&["--workers", "257"], "from 1 to 256"),
            (&["--workers", "two"], "not \"two\""),
            (&["--crash", "-1"], "from 1 on"),
            (&["--crash", "0"], "from 1 on"),
            (&["--all=yes"], "--all"),
            (&["a", "b"], "\"b\" is a second one"),
            (&[""], "PATH is empty"),
            (&["--single", "--workers", "2"], "no workers"),
            (&["--crash", "2", "--single"], "no worker to crash"),
        ] {
            let error = parsed(args).unwrap_err();
            assert!(error.contains(said), "{args:?}: {error}");
        }
    }
}
