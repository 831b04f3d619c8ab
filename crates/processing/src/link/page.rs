//! The memory that parent and child share, mapped by both. First the board, then the result area,
//! then the ring of what the child traces.
#![expect(unsafe_code, reason = "the mapped bytes are read as the board and as words")]

use std::io;
use std::slice;
use std::sync::atomic::{AtomicU64, Ordering};

#[cfg(feature = "tracing")]
use super::Ring;
use crate::protocol::{Board, WORD};
use crate::sys::{self, Mapping, PageFile};

const BOARD: usize = 4096;
/// The result area's size. Its pages cost nothing until they are written.
const AREA: usize = 252 << 10;
/// The size of the ring.
const RING: usize = if cfg!(feature = "tracing") { 512 << 10 } else { 0 };
const SIZE: usize = BOARD + AREA + RING;

const _: () = assert!(size_of::<Board>() <= BOARD && align_of::<Board>() <= BOARD);
const _: () = assert!(AREA.is_multiple_of(WORD) && RING.is_multiple_of(WORD));

/// A mapping of the shared memory.
#[derive(Debug)]
pub(crate) struct Page(Mapping);

impl Page {
    /// A new one, blank, and what the child maps it through.
    pub(crate) fn create() -> io::Result<(Page, PageFile)> {
        let file = sys::page_file(SIZE as u64)?;
        Ok((Page::map(&file)?, file))
    }

    /// Maps one that was handed over.
    pub(crate) fn map(file: &PageFile) -> io::Result<Page> {
        sys::map_page(file, SIZE).map(Page)
    }

    /// What is noted on it.
    pub(crate) fn board(&self) -> &Board {
        // SAFETY: the mapping starts at a page's boundary, is `SIZE` bytes long and writable, and lives as long
        // as `self`; the board fits (checked above), consists of atomics only, for which every bit pattern is
        // valid, and is never accessed except through them, in this process and the other. The memory can't be
        // shortened under the mapping: it is sealed, or of a fixed size, or only ever held by these two processes.
        unsafe { &*self.0.as_ptr().cast::<Board>() }
    }

    /// The result area.
    pub(crate) fn area(&self) -> Area<'_> {
        // SAFETY: as above: the words lie behind the board within the mapping, aligned since `BOARD` is a multiple
        // of a word, and are only ever accessed as atomics.
        let words = unsafe {
            let first = self.0.as_ptr().add(BOARD).cast::<AtomicU64>();
            slice::from_raw_parts(first, AREA / WORD)
        };
        Area(words)
    }

    /// What the child traces.
    #[cfg(feature = "tracing")]
    pub(crate) fn ring(&self) -> Ring<'_> {
        // SAFETY: as above: these words lie behind the area, whose size is a multiple of a word too.
        let words = unsafe {
            let first = self.0.as_ptr().add(BOARD + AREA).cast::<AtomicU64>();
            slice::from_raw_parts(first, RING / WORD)
        };
        Ring::new(words, &self.board().traced)
    }
}

/// Where a worker's answers stand until they were sent. Whole words only.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area<'a>(&'a [AtomicU64]);

impl Area<'_> {
    /// Its size in bytes.
    pub(crate) const SIZE: usize = AREA;

    /// Writes whole words at a place; they must fit.
    pub(crate) fn write(self, at: usize, bytes: &[u8]) {
        let words = &self.0[at / WORD..(at + bytes.len()) / WORD];
        for (word, bytes) in words.iter().zip(bytes.chunks_exact(WORD)) {
            word.store(u64::from_ne_bytes(bytes.try_into().expect("a word")), Ordering::Relaxed);
        }
    }

    /// The first bytes of it, at most all: a copy, so that they stay what they were when they were checked.
    pub(crate) fn read(self, size: usize) -> Vec<u8> {
        let words = &self.0[..size.min(AREA) / WORD];
        words.iter().flat_map(|word| word.load(Ordering::Relaxed).to_ne_bytes()).collect()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::Section;

    #[test]
    fn both_mappings_show_the_same_board_and_area() {
        let (ours, file) = Page::create().unwrap();
        let theirs = Page::map(&file).unwrap();
        theirs.board().enter(Section::Run, 41, 2, Duration::ZERO);
        theirs.area().write(WORD, b"12345678abcdefgh");
        theirs.area().write(AREA - WORD, b"the last");
        assert_eq!(ours.board().place(), Some((Section::Run, 41, 2)));
        assert_eq!(ours.area().read(3 * WORD), *b"\0\0\0\0\0\0\0\x0012345678abcdefgh");
        assert_eq!(ours.area().read(usize::MAX)[AREA - WORD..], *b"the last");
    }
}
