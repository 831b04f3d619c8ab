//! Surveys the files under a path in child processes.
//!
//! ```text
//! cargo run --release --example survey -- --help
//! ```
//!
//! A [`Pool`](suitkaise::prelude::Pool) reads the files, an object in a process of its own
//! ([`collector`]) sums up what was found. With `--crash N` the worker on the Nth file dies of a null write:
//! the survey names the file and the signal, and counts all the others.

mod alone;
mod app;
mod args;
mod collector;
mod count;
mod crash;
mod file;
mod language;
mod note;
mod pooled;
mod progress;
mod rust;
mod summary;
mod table;
mod walk;

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use crate::app::Streams;

fn main() -> ExitCode {
    let args = std::env::args_os().skip(1);
    let mut out = BufWriter::new(io::stdout().lock());
    let code = app::run(args, &mut Streams { out: &mut out, err: &mut io::stderr(), bar: true });
    // A writer that is dropped with something in it swallows what goes wrong then.
    match code.and_then(|code| out.flush().map(|()| code)) {
        Ok(code) => code.into(),
        // Whoever reads has seen enough, as `head -1` has: nothing more to say, and nothing went wrong.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => {
            // Taken apart, it doesn't try once more to write what it holds.
            drop(out.into_parts());
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("survey: the output can't be written: {error}");
            app::FAILED.into()
        }
    }
}
