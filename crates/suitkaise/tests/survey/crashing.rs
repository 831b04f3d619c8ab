//! A file that costs its worker the life costs nothing else.

use std::fs;
use std::path::PathBuf;

use suite_tests::Ended;
use tempfile::TempDir;

use crate::said::{Said, survey};
use crate::wc;

const FILES: usize = 40;

fn folder() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for number in 0..FILES {
        let text = format!("file number {number}\n").repeat(number + 1);
        fs::write(folder.path().join(format!("{number:02}.txt")), text).unwrap();
    }
    folder
}

fn crashed(folder: &TempDir, number: usize) -> Said {
    let args = ["--workers", "2", "--crash", &number.to_string()].map(Into::into);
    survey(args.into_iter().chain([folder.path().as_os_str().to_owned()]))
}

#[test]
fn a_crash_names_its_file_and_its_signal_and_all_others_are_counted() {
    let folder = folder();
    for number in [1, 17, FILES] {
        let name = format!("{:02}.txt", number - 1);
        let said = crashed(&folder, number);
        assert!(said.out.contains("not surveyed: 1\n"), "{}", said.out);
        let note = said.out.lines().find(|line| line.starts_with(&format!("  {name}: "))).unwrap_or_default();
        assert!(note.contains(Ended::FAULTED.exit()), "{}", said.out);
        let others: Vec<PathBuf> = wc::files(folder.path()).into_iter().filter(|file| !file.ends_with(&name)).collect();
        assert_eq!(others.len(), FILES - 1);
        assert_eq!(said.totals(), wc::totals(&others));
        assert_eq!((said.code, said.err.as_str()), (1, ""));
    }
}

#[test]
fn a_crash_beyond_the_last_file_is_refused() {
    let folder = folder();
    let said = crashed(&folder, FILES + 1);
    assert_eq!((said.code, said.out.as_str()), (2, ""));
    assert!(said.err.contains("--crash 41 names no file, there are 40 files"), "{}", said.err);
}

#[test]
fn a_source_that_overflows_the_parser_costs_itself_alone() {
    let folder = folder();
    let deep = format!("const A: u8 = {}0{};\n", "(".repeat(200_000), ")".repeat(200_000));
    fs::write(folder.path().join("deep.rs"), deep).unwrap();
    let said = survey([folder.path()]);
    let note = format!("not surveyed: 1\n  deep.rs: its worker was ended by {}", Ended::OVERFLOWED.exit());
    assert!(said.out.contains(&note), "{}", said.out);
    assert_eq!(said.totals()[0], FILES as u64);
    assert_eq!(said.code, 1);
}
