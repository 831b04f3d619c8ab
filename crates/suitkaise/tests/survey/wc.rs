//! What `wc` says.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files, lines, words and bytes of all files, by one run of `wc` for each.
pub(crate) fn totals(files: &[PathBuf]) -> [u64; 4] {
    let skips = skips_unprintables();
    let mut totals = [0; 4];
    for file in files {
        let counts = if skips { made_printable(file) } else { counts(file) };
        totals[0] += 1;
        totals[1..].iter_mut().zip(counts).for_each(|(total, count)| *total += count);
    }
    totals
}

/// The regular files under a folder, without what lies in folders named `.git` and `target`.
pub(crate) fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let kind = entry.file_type().unwrap();
        if kind.is_file() {
            files.push(entry.path());
        } else if kind.is_dir() && entry.file_name() != ".git" && entry.file_name() != "target" {
            files.extend(self::files(&entry.path()));
        }
    }
    files
}

/// Lines, words and bytes of one file. It is handed over as the input: its name means nothing to `wc`.
fn counts(file: &Path) -> [u64; 3] {
    let output = Command::new("wc").arg("-lwc").env("LC_ALL", "C").stdin(File::open(file).unwrap()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let numbers: Vec<u64> = text.split_whitespace().map(|number| number.parse().unwrap()).collect();
    numbers.try_into().unwrap()
}

/// Whether this `wc` takes no notice of words without a printable letter, as GNU's did up to 9.1.
fn skips_unprintables() -> bool {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("one word");
    fs::write(&file, b"\x01").unwrap();
    counts(&file)[1] == 0
}

/// The counts after every byte that is neither printable nor a space was made an `x`, for such a `wc`.
fn made_printable(file: &Path) -> [u64; 3] {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("copy");
    let printable =
        |byte: u8| if byte.is_ascii_control() && !(9..=13).contains(&byte) || byte > 126 { b'x' } else { byte };
    let bytes: Vec<u8> = fs::read(file).unwrap().into_iter().map(printable).collect();
    fs::write(&copy, bytes).unwrap();
    counts(&copy)
}
