//! The survey of a source tree, as the suite's example makes it: read, count, hash, and parse what is Rust.

use std::path::{Path, PathBuf};

use rayon::prelude::*;
use walkdir::WalkDir;

use crate::file::{Facts, survey};
use crate::table::{Unit, Verdict};
use crate::turns::Entrant;
use crate::world::World;

const ROUNDS: usize = 7;
/// So many files at most.
const MOST: usize = 600;

fn one(path: PathBuf) -> Result<Facts, String> {
    survey(&path)
}

/// The files of the suite, and of what it depends on, where cargo has that.
fn files() -> Vec<PathBuf> {
    let suite = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let folders = std::iter::once(suite).chain(home.map(|home| home.join("registry/src")));
    let entries = folders.flat_map(|folder| {
        let left_out = |name: &std::ffi::OsStr| name == "target" || name == ".git";
        WalkDir::new(folder).sort_by_file_name().into_iter().filter_entry(move |entry| !left_out(entry.file_name()))
    });
    let files = entries.flatten().filter(|entry| entry.file_type().is_file());
    files.map(walkdir::DirEntry::into_path).take(MOST).collect()
}

pub(crate) fn run(world: &World<'_>) -> Vec<Verdict> {
    let files = files();
    let work = files.len() as u64;
    let entrants = vec![
        Entrant::new("unordered_imap", work, || {
            let found = world.pool().unordered_imap(one, files.iter().cloned());
            assert_eq!(found.filter(Result::is_ok).count(), files.len());
        }),
        Entrant::new("one thread", work, || {
            files.iter().for_each(|file| drop(survey(file)));
        }),
        Entrant::new("rayon, threads", work, || {
            let found: Vec<_> = world.threads().install(|| files.par_iter().map(|file| survey(file)).collect());
            assert_eq!(found.len(), files.len());
        }),
    ];
    let title = format!("{work} files, read, counted, hashed, parsed where they are Rust");
    world.contest("survey", &title, Unit::Tasks, ROUNDS, entrants, &[])
}
