//! The survey of one file: this is what runs in the pool's workers.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;

use suitkaise::prelude::*;
use twox_hash::xxhash3_128;

use crate::count::{Counter, Counts};
use crate::language::Language;
use crate::rust::{self, Items};

/// What is known of a file that was read.
#[derive(Cerial, Clone, Debug, PartialEq)]
pub(crate) struct Facts {
    pub(crate) language: Language,
    pub(crate) counts: Counts,
    /// The number of the longest line, from 1.
    pub(crate) longest_at: u64,
    /// XXH3 of the contents, 128 bits.
    pub(crate) hash: u128,
    /// The items of a Rust file, or why it couldn't be parsed.
    pub(crate) items: Option<Result<Items, String>>,
    pub(crate) took: Duration,
}

/// Larger files are counted, but not parsed.
const LARGEST_SOURCE_BYTES: u64 = 16 << 20;

/// How much is read at a time.
const PIECE_BYTES: usize = 128 << 10;

/// Reads a file once and says what is in it, or why that couldn't be done.
pub(crate) fn survey(path: &Path) -> Result<Facts, String> {
    let timer = Timer::new();
    timer.start();
    let mut facts = read(path).map_err(|error| error.to_string())?;
    facts.took = timer.stop().map_err(|error| error.to_string())?;
    Ok(facts)
}

fn read(path: &Path) -> io::Result<Facts> {
    // A fifo that took the file's place since the walk would block for good once it is opened.
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("no regular file any more"));
    }
    let language = Language::of(path);
    let wanted = language == Language::Rust && metadata.len() <= LARGEST_SOURCE_BYTES;
    let mut source = wanted.then(Vec::new);
    let mut counter = Counter::default();
    let mut hasher = xxhash3_128::Hasher::new();
    let mut file = File::open(path)?;
    let mut piece = vec![0; PIECE_BYTES.min(metadata.len() as usize + 1)];
    loop {
        let length = match file.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let piece = &piece[..length];
        counter.feed(piece);
        hasher.write(piece);
        if let Some(source) = &mut source {
            source.extend_from_slice(piece);
        }
    }
    let items = match (language, source) {
        (Language::Rust, Some(source)) => Some(rust::items(&source)),
        (Language::Rust, None) => Some(Err(format!("larger than {LARGEST_SOURCE_BYTES} bytes"))),
        _ => None,
    };
    let (counts, longest_at) = counter.finish();
    Ok(Facts { language, counts, longest_at, hash: hasher.finish_128(), items, took: Duration::ZERO })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rust_file_is_counted_hashed_and_parsed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.rs");
        fs::write(&path, "fn main() {}\n").unwrap();
        let facts = survey(&path).unwrap();
        assert_eq!(facts.counts, Counts { bytes: 13, lines: 1, words: 3, longest: 12 });
        assert_eq!(facts.hash, xxhash3_128::Hasher::oneshot(b"fn main() {}\n"));
        assert_eq!(facts.items.unwrap().unwrap().functions, 1);
    }

    #[test]
    fn a_file_of_many_pieces_is_read_to_its_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("big.txt");
        let text = "four words a line\n".repeat(50_000);
        fs::write(&path, &text).unwrap();
        let facts = survey(&path).unwrap();
        assert_eq!(facts.counts, Counts { bytes: 900_000, lines: 50_000, words: 200_000, longest: 17 });
        assert_eq!(facts.hash, xxhash3_128::Hasher::oneshot(text.as_bytes()));
        assert_eq!(facts.items, None);
    }

    #[test]
    fn a_file_that_is_gone_is_told() {
        let folder = tempfile::tempdir().unwrap();
        assert!(survey(&folder.path().join("gone")).is_err());
        assert_eq!(survey(folder.path()).unwrap_err(), "no regular file any more");
    }
}
