//! What `wc` says, or where there is none, what its manual says that it would.

use std::fs::{self, File};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Files, lines, words and bytes of all files, by one run of `wc` for each.
pub(crate) fn totals(files: &[PathBuf]) -> [u64; 4] {
    let count = match Command::new("wc").arg("--version").output() {
        Err(error) if error.kind() == ErrorKind::NotFound => by_hand,
        _ if skips_unprintables() => made_printable,
        _ => counts,
    };
    let mut totals = [0; 4];
    for file in files {
        let counts = count(file);
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

/// Ends of lines, pieces between white space, bytes.
fn by_hand(file: &Path) -> [u64; 3] {
    let bytes = fs::read(file).unwrap();
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    let is_space = |byte: &u8| matches!(byte, b' ' | 9..=13);
    let words = bytes.split(is_space).filter(|word| !word.is_empty()).count();
    [lines, words, bytes.len()].map(|count| count as u64)
}

#[test]
fn counts_by_hand_are_those_of_wc() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "one\ttwo\x0bthree\x0cfour\r\n\n five — six \n seven").unwrap();
    assert_eq!(by_hand(&file), [3, 8, 42]);
    assert_eq!([1, 3, 8, 42], totals(&[file]));
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
