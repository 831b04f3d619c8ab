//! The executable: its file, and where it was loaded.
#![expect(unsafe_code, reason = "the loader's list, its headers and file ids are C interfaces")]

use std::ffi::{c_char, c_int, c_void};
use std::fs::File;
use std::io;
use std::os::windows::io::AsRawHandle;
use std::path::PathBuf;
use std::ptr;

use windows_sys::Win32::Storage::FileSystem::{BY_HANDLE_FILE_INFORMATION, GetFileInformationByHandle};
use windows_sys::Win32::System::LibraryLoader::GetModuleHandleW;
use windows_sys::Win32::System::Memory::{
    MEM_IMAGE, MEMORY_BASIC_INFORMATION, PAGE_EXECUTE, PAGE_EXECUTE_READ, PAGE_EXECUTE_READWRITE,
    PAGE_EXECUTE_WRITECOPY, VirtualQuery,
};

use super::event::checked;

/// The file to start for a child.
pub(crate) fn executable() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// What tells this executable file from any other: its place on its volume, and the headers that were loaded from it,
/// since a file of this name may have taken its place meanwhile.
pub(crate) fn identity() -> io::Result<(u64, u64)> {
    let file = File::open(executable()?)?;
    let mut found = BY_HANDLE_FILE_INFORMATION::default();
    // SAFETY: the file is open, and the record is written.
    checked(unsafe { GetFileInformationByHandle(file.as_raw_handle(), &raw mut found) })?;
    let index = u64::from(found.nFileIndexHigh) << 32 | u64::from(found.nFileIndexLow);
    let volume = u64::from(found.dwVolumeSerialNumber);
    Ok((mix(mix(START, &volume.to_le_bytes()), &index.to_le_bytes()), headers()))
}

/// FNV-1a: it tells files apart that nobody has made to be mistaken for each other.
const START: u64 = 0xcbf2_9ce4_8422_2325;

fn mix(hash: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(hash, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

/// A number made of the program's headers: its time of linking, the sizes of its parts, its entry.
fn headers() -> u64 {
    /// All headers lie in the first page of an image.
    const PAGE: usize = 4096;
    /// Where the first header says where the others are.
    const PLACE: usize = 0x3c;
    /// Behind their start, the field for where the image was loaded, of 8 bytes at most: it differs each time.
    const BASE: usize = 4 + 20 + 24;
    let base = program();
    let mut headers = [0_u8; PAGE];
    // SAFETY: a loaded image begins with its headers, which the loader maps as a whole page, readable.
    unsafe { ptr::copy_nonoverlapping(base.cast::<u8>().cast_const(), headers.as_mut_ptr(), PAGE) };
    let place = u32::from_le_bytes(headers[PLACE..PLACE + 4].try_into().expect("four bytes")) as usize;
    if let Some(base) = headers.get_mut(place + BASE..place + BASE + 8) {
        base.fill(0);
    }
    mix(START, &headers)
}

/// Where the program's own image was loaded.
fn program() -> *mut c_void {
    // SAFETY: without a name the call returns the program's own.
    unsafe { GetModuleHandleW(ptr::null()) }
}

/// A loaded image (the program or a library), known by where it was loaded.
#[derive(Debug)]
pub(crate) struct Image {
    base: usize,
}

impl Image {
    /// The image that holds an address.
    pub(crate) fn containing(address: usize) -> Option<Image> {
        region(address).map(|region| Image { base: region.AllocationBase.addr() })
    }

    /// Whether code at that address belongs to this image.
    pub(crate) fn has_code(&self, address: usize) -> bool {
        const CODE: u32 = PAGE_EXECUTE | PAGE_EXECUTE_READ | PAGE_EXECUTE_READWRITE | PAGE_EXECUTE_WRITECOPY;
        region(address).is_some_and(|region| region.AllocationBase.addr() == self.base && region.Protect & CODE != 0)
    }

    /// Whether this is the executable itself, not a library that it loaded.
    pub(crate) fn is_program(&self) -> bool {
        self.base == program().addr()
    }
}

/// The pages around an address that are all alike, where they are part of an image.
fn region(address: usize) -> Option<MEMORY_BASIC_INFORMATION> {
    let mut region = MEMORY_BASIC_INFORMATION::default();
    let size = size_of_val(&region);
    // SAFETY: the call takes any address, and writes the record, whose size it is told.
    let written = unsafe { VirtualQuery(ptr::without_provenance(address), &raw mut region, size) };
    (written == size && region.Type == MEM_IMAGE).then_some(region)
}

type Constructor = extern "C" fn(c_int, *const *const c_char, *const *const c_char);

/// The hook's section comes behind those of all other constructors, so nothing remains.
///
/// # Safety
///
/// None needed here; the Linux twin has a contract.
pub(crate) unsafe fn run_remaining_constructors(
    _own: *const Constructor,
    _argc: c_int,
    _argv: *const *const c_char,
    _envp: *const *const c_char,
) {
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_of_the_program_is_told_from_that_of_libraries_and_from_data() {
        let code = (headers as *const ()).addr();
        let own = Image::containing(code).unwrap();
        assert!(own.is_program() && own.has_code(code));
        static DATA: u8 = 1;
        assert!(!own.has_code((&raw const DATA).addr()) && !own.has_code(0));
        // SAFETY: the library is always there, and its name ends with a zero.
        let library = unsafe { GetModuleHandleW(windows_sys::w!("kernel32.dll")) }.addr();
        assert!(!own.has_code(library) && !Image::containing(library).unwrap().is_program());
    }
}
