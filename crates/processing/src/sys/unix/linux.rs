//! Linux alone: `/proc/self/exe`, pidfd, memfd, the list of loaded images.
#![expect(unsafe_code, reason = "the loader's list of images and of constructors is a C interface")]

use std::ffi::{c_char, c_int, c_void};
use std::io;
use std::ops::Range;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::sync::OnceLock;

use rustix::fs::{MemfdFlags, SealFlags};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, WaitId, WaitIdOptions};

use super::Endpoint;
use super::link::above_stdio;
use crate::sys::{small_thread, start_thread};

/// This process's executable: its file, whatever has become of its name.
const SELF: &str = "/proc/self/exe";

/// The file to start for a child: this very image, even after the file was replaced or deleted.
pub(crate) fn executable() -> io::Result<PathBuf> {
    static EXECUTABLE: OnceLock<PathBuf> = OnceLock::new();
    Ok(EXECUTABLE.get_or_init(|| interpreted().unwrap_or_else(|| SELF.into())).clone())
}

/// The program's file where a tool interprets the program, as valgrind does. The process's executable is the tool then,
/// but the tool answers the question for its name with that of the program.
fn interpreted() -> Option<PathBuf> {
    let name = std::fs::read_link(SELF).ok()?;
    let identity = |path: &Path| std::fs::metadata(path).map(|found| (found.dev(), found.ino())).ok();
    // A file that was replaced or deleted has no name any more, and the answer says so.
    let differs = identity(&name)? != identity(Path::new(SELF))?;
    (differs && std::fs::read_link(SELF).is_ok_and(|again| again == name)).then_some(name)
}

/// A file in memory for the shared page, which neither side can shrink under the other.
pub(crate) fn page_file(size: u64) -> io::Result<std::fs::File> {
    let fd = rustix::fs::memfd_create("suitkaise-page", MemfdFlags::CLOEXEC | MemfdFlags::ALLOW_SEALING)?;
    let fd = above_stdio(fd)?;
    rustix::fs::ftruncate(&fd, size)?;
    rustix::fs::fcntl_add_seals(&fd, SealFlags::SHRINK | SealFlags::GROW | SealFlags::SEAL)?;
    Ok(fd.into())
}

/// Becomes readable when a child has exited.
#[derive(Debug)]
pub(crate) struct ExitWatch(OwnedFd);

impl ExitWatch {
    /// Watches a child that has not been waited for yet, and is at the other end of that link.
    pub(crate) fn new(child: &Child, _end: &Endpoint) -> io::Result<Self> {
        let pid = i32::try_from(child.id()).ok().and_then(Pid::from_raw);
        let pid = pid.ok_or_else(|| io::Error::other("a process id that is not positive"))?;
        match rustix::process::pidfd_open(pid, PidfdFlags::empty()) {
            // A kernel before 5.3, or somebody between it and us who doesn't know the call: valgrind, a sandbox.
            Err(Errno::NOSYS | Errno::PERM) => Ok(ExitWatch(waited_for(pid)?)),
            opened => Ok(ExitWatch(above_stdio(opened?)?)),
        }
    }
}

/// A pipe that ends when the child has exited: a thread waits for that, and leaves the child to whoever reaps it.
fn waited_for(pid: Pid) -> io::Result<OwnedFd> {
    let (ours, threads) = std::io::pipe()?;
    start_thread(small_thread("suitkaise-exit"), move || {
        let exit = WaitIdOptions::EXITED | WaitIdOptions::NOWAIT;
        // Any other error is that of a child that was reaped.
        while let Err(Errno::INTR) = rustix::process::waitid(WaitId::Pid(pid), exit) {}
        drop(threads);
    })?;
    above_stdio(ours.into())
}

impl AsFd for ExitWatch {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// A loaded image (the program or a shared library): where its code lies.
#[derive(Debug)]
pub(crate) struct Image {
    code: Vec<Range<usize>>,
    is_program: bool,
}

impl Image {
    /// The image that holds an address.
    pub(crate) fn containing(address: usize) -> Option<Image> {
        let mut search = Search { address, count: 0, found: None };
        // SAFETY: `visit` matches the expected signature, and `search` outlives the call that gets its address.
        unsafe { libc::dl_iterate_phdr(Some(visit), (&raw mut search).cast::<c_void>()) };
        search.found
    }

    /// Whether code at that address belongs to this image.
    pub(crate) fn has_code(&self, address: usize) -> bool {
        self.code.iter().any(|range| range.contains(&address))
    }

    /// Whether this is the executable itself, not a library that it loaded.
    pub(crate) fn is_program(&self) -> bool {
        self.is_program
    }
}

struct Search {
    address: usize,
    count: usize,
    found: Option<Image>,
}

unsafe extern "C" fn visit(info: *mut libc::dl_phdr_info, _size: usize, search: *mut c_void) -> c_int {
    // SAFETY: the loader passes the pointer of `Image::containing`, which nobody else uses meanwhile.
    let search = unsafe { &mut *search.cast::<Search>() };
    // SAFETY: the loader passes a valid record for the time of the call.
    let info = unsafe { &*info };
    // SAFETY: the record says how many headers its array has; they live as long as the image is loaded.
    let headers = unsafe { std::slice::from_raw_parts(info.dlpi_phdr, usize::from(info.dlpi_phnum)) };
    let base = info.dlpi_addr as usize;
    let range = |header: &libc::Elf64_Phdr| {
        let start = base.wrapping_add(header.p_vaddr as usize);
        start..start.wrapping_add(header.p_memsz as usize)
    };
    let loaded = || headers.iter().filter(|header| header.p_type == libc::PT_LOAD);
    if loaded().any(|header| range(header).contains(&search.address)) {
        let code = loaded().filter(|header| header.p_flags & libc::PF_X != 0).map(range).collect();
        // The loader lists the program first.
        search.found = Some(Image { code, is_program: search.count == 0 });
        return 1;
    }
    search.count += 1;
    0
}

type Constructor = extern "C" fn(c_int, *const *const c_char, *const *const c_char);

unsafe extern "C" {
    #[link_name = "__init_array_start"]
    static CONSTRUCTORS_START: Constructor;
    #[link_name = "__init_array_end"]
    static CONSTRUCTORS_END: Constructor;
}

/// Runs the constructors that the loader would have called after the one at `own`, which doesn't return to it.
///
/// # Safety
///
/// `own` must be the address of the entry of this image's `.init_array` that is being run, with its arguments.
pub(crate) unsafe fn run_remaining_constructors(
    own: *const Constructor,
    argc: c_int,
    argv: *const *const c_char,
    envp: *const *const c_char,
) {
    let (start, end) = (&raw const CONSTRUCTORS_START, &raw const CONSTRUCTORS_END);
    if own < start || own >= end {
        return; // the array isn't where the linker's symbols say: the loader's own order has to do
    }
    // SAFETY: `own` lies inside the array, so the next place is inside or one past its end.
    let mut next = unsafe { own.add(1) };
    while next < end {
        // SAFETY: `next` lies inside the array, whose entries are constructors' addresses, or 0 or -1 where
        // a linker left a hole.
        let address = unsafe { next.cast::<usize>().read() };
        if address != 0 && address != usize::MAX {
            // SAFETY: as above; the entry is a function with this signature, which the loader calls so too.
            let constructor = unsafe { next.read() };
            constructor(argc, argv, envp);
        }
        // SAFETY: `next` is below `end`.
        next = unsafe { next.add(1) };
    }
}
