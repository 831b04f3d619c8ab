//! The program but for its `main`: arguments in, text and an exit code out.

use std::env;
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use suitkaise::prelude::*;

use crate::args::{self, Command, Wanted};
use crate::note::{Shown, Topic};
use crate::progress::Progress;
use crate::summary::Table;
use crate::table::{Printed, counted};
use crate::walk::{self, Walk};
use crate::{alone, pooled};

/// Everything was surveyed.
pub(crate) const FINE: u8 = 0;
/// Some file couldn't be surveyed, or the survey failed as a whole.
pub(crate) const FAILED: u8 = 1;
/// The arguments make no sense.
pub(crate) const WRONG_ARGUMENTS: u8 = 2;

/// Where the program writes.
pub(crate) struct Streams<'a> {
    pub(crate) out: &'a mut dyn Write,
    pub(crate) err: &'a mut dyn Write,
    /// Whether a progress bar may be drawn on standard error.
    pub(crate) bar: bool,
}

/// Runs the program; its exit code.
///
/// # Errors
///
/// When something can't be written.
pub(crate) fn run(args: impl IntoIterator<Item = OsString>, streams: &mut Streams<'_>) -> io::Result<u8> {
    let wanted = match args::parse(args) {
        Ok(Command::Survey(wanted)) => wanted,
        Ok(Command::Help) => {
            streams.out.write_all(args::HELP.as_bytes())?;
            return Ok(FINE);
        }
        Err(text) => return refuse(&text, streams),
    };
    let root = match wanted.path.clone().map_or_else(default_path, Ok) {
        Ok(root) => root,
        Err(error) => return refuse(&format!("the current folder can't be read, give a PATH: {error}"), streams),
    };
    let timer = Timer::new();
    timer.start();
    let walk = match walk::walk(&root, wanted.all) {
        Ok(walk) => walk,
        Err(error) => return refuse(&format!("{} can't be surveyed: {error}", Shown(&root)), streams),
    };
    if let Some(number) = wanted.crash.filter(|number| *number > walk.files.len() as u64) {
        let files = counted(walk.files.len() as u64, "file");
        return refuse(&format!("--crash {number} names no file, there are {files}"), streams);
    }
    let surveyed = survey(&walk, &wanted, streams.bar);
    let whole = timer.stop().ok();
    match surveyed {
        Ok(mut surveyed) => {
            surveyed.timers.insert(0, ("whole survey", timer));
            let took = whole.map_or(0.0, |whole| whole.as_secs_f64());
            print(&surveyed, &walk, took, &wanted, streams.out)
        }
        Err(error) => {
            writeln!(streams.err, "survey: {error:?}")?;
            Ok(FAILED)
        }
    }
}

/// A survey that was made.
struct Surveyed {
    table: Table,
    /// Who made it.
    by: String,
    timers: Vec<(&'static str, Timer)>,
}

fn survey(walk: &Walk, wanted: &Wanted, bar: bool) -> Result<Surveyed, ProcessError> {
    let progress = Progress::new(walk.files.len(), bar);
    if wanted.single {
        let table = alone::survey(walk, &progress);
        let timers = vec![("one file", table.times.clone())];
        return Ok(Surveyed { table, by: "one thread".into(), timers });
    }
    let pooled::Collected { table, timers, workers } = pooled::survey(walk, wanted, &progress)?;
    let mut named = vec![("one file", table.times.clone())];
    named.extend(timers.prerun().map(|prerun| ("collector waits", prerun)));
    named.extend(timers.run().map(|run| ("collector works", run)));
    named.extend(timers.result().map(|result| ("collector's table", result)));
    Ok(Surveyed { table, by: counted(workers as u64, "worker"), timers: named })
}

fn print(surveyed: &Surveyed, walk: &Walk, took: f64, wanted: &Wanted, out: &mut dyn Write) -> io::Result<u8> {
    let Surveyed { table, by, timers } = surveyed;
    let files = counted(table.total.files, "file");
    writeln!(out, "{}: {files} by {by} in {took:.3} s\n", Shown(&walk.root))?;
    write!(out, "{}", Printed { table, list: wanted.list })?;
    writeln!(out, "\ntimes")?;
    for (name, timer) in timers {
        match timer.total() {
            // One time is no matter for statistics.
            Some(total) if timer.count() == 1 => writeln!(out, "  {name}: {total:.1?}")?,
            _ => writeln!(out, "  {name}: {timer}")?,
        }
    }
    if wanted.timers {
        for (name, timer) in timers {
            sktime::register(*name, timer);
        }
        writeln!(out, "\n{}", sktime::report())?;
    }
    out.flush()?;
    Ok(if table.notes_on(Topic::Failed).is_empty() { FINE } else { FAILED })
}

fn default_path() -> io::Result<PathBuf> {
    let current = env::current_dir()?;
    let repository = walk::repository(&current);
    // Shorter to read, where it is the same.
    Ok(if repository == current { Path::new(".").to_owned() } else { repository })
}

fn refuse(text: &str, streams: &mut Streams<'_>) -> io::Result<u8> {
    writeln!(streams.err, "survey: {text}\n--help shows what is possible")?;
    Ok(WRONG_ARGUMENTS)
}
