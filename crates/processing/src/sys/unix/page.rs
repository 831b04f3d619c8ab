//! The shared page: a file in memory, mapped.

use std::fs::File;
use std::io;

use memmap2::{MmapOptions, MmapRaw};

/// What the page is mapped through.
pub(crate) type PageFile = File;

/// Mapped memory.
pub(crate) type Mapping = MmapRaw;

/// Maps the first bytes of a page's file.
pub(crate) fn map_page(file: &PageFile, size: usize) -> io::Result<Mapping> {
    if file.metadata()?.len() < size as u64 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "the shared page is too short"));
    }
    MmapOptions::new().len(size).map_raw(file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_page_cannot_be_shortened() {
        let file = crate::sys::page_file(4096).unwrap();
        assert!(file.set_len(0).is_err());
    }

    #[test]
    fn a_file_that_is_shorter_than_the_page_is_not_mapped() {
        let file = crate::sys::page_file(4096).unwrap();
        assert_eq!(map_page(&file, 4097).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }
}
