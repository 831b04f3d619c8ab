//! Shared memory: the paging file's, without a name, mapped by both sides.
#![expect(unsafe_code, reason = "sections of memory are C interfaces")]

use std::io;
use std::os::windows::io::{AsRawHandle, FromRawHandle, OwnedHandle};
use std::ptr;

use windows_sys::Win32::Foundation::INVALID_HANDLE_VALUE;
use windows_sys::Win32::System::Memory::{
    CreateFileMappingW, FILE_MAP_READ, FILE_MAP_WRITE, MEMORY_MAPPED_VIEW_ADDRESS, MapViewOfFile, PAGE_READWRITE,
    UnmapViewOfFile,
};

/// What shared memory is mapped through. Its size never changes.
pub(crate) type PageFile = OwnedHandle;

/// Makes shared memory of a size, all zero.
pub(crate) fn page_file(size: u64) -> io::Result<PageFile> {
    let (high, low) = ((size >> 32) as u32, size as u32);
    // SAFETY: all pointers are null: no attributes, so nobody inherits it, and no name.
    let handle =
        unsafe { CreateFileMappingW(INVALID_HANDLE_VALUE, ptr::null(), PAGE_READWRITE, high, low, ptr::null()) };
    if handle.is_null() {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the handle is a new one, and nobody else's.
    Ok(unsafe { OwnedHandle::from_raw_handle(handle) })
}

/// Maps the first bytes of shared memory; an error where there are fewer.
pub(crate) fn map_page(file: &PageFile, size: usize) -> io::Result<Mapping> {
    // SAFETY: the handle is open; the system chooses the place.
    let view = unsafe { MapViewOfFile(file.as_raw_handle(), FILE_MAP_READ | FILE_MAP_WRITE, 0, 0, size) };
    match view.Value.is_null() {
        true => Err(io::Error::last_os_error()),
        false => Ok(Mapping(view.Value.cast())),
    }
}

/// Mapped memory.
#[derive(Debug)]
pub(crate) struct Mapping(*mut u8);

// SAFETY: the address means the same on each thread; what lies there is accessed by whoever asks for the pointer, at
// their own duty.
unsafe impl Send for Mapping {}
// SAFETY: as above.
unsafe impl Sync for Mapping {}

impl Mapping {
    /// Its first byte, at a page's boundary.
    pub(crate) fn as_ptr(&self) -> *const u8 {
        self.0
    }
}

impl Drop for Mapping {
    fn drop(&mut self) {
        // SAFETY: it was mapped once, and nothing borrows from it any more.
        unsafe { UnmapViewOfFile(MEMORY_MAPPED_VIEW_ADDRESS { Value: self.0.cast() }) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_that_is_shorter_than_the_page_is_not_mapped() {
        let file = page_file(4096).unwrap();
        assert!(map_page(&file, 4097).is_err());
        assert!(map_page(&file, 4096).is_ok());
    }
}
