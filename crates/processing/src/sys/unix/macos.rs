//! macOS alone: kqueue for exits, a nameless shared-memory object, images by `dladdr`.
#![expect(unsafe_code, reason = "kevent and dladdr are C interfaces")]

use std::ffi::{c_char, c_int};
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::PathBuf;
use std::process::Child;

use rustix::event::kqueue::{Event, EventFilter, EventFlags, ProcessEvents, kevent, kqueue};
use rustix::fs::Mode;
use rustix::process::Pid;
use rustix::shm;

use super::Endpoint;

/// The file to start for a child.
pub(crate) fn executable() -> io::Result<PathBuf> {
    std::env::current_exe()
}

/// A shared-memory object for the shared page, whose name is gone before anybody could open it.
pub(crate) fn page_file(size: u64) -> io::Result<std::fs::File> {
    use std::hash::{BuildHasher, Hasher};
    // Fresh keys of std's hasher: unguessable enough for a name that must merely be free for an instant.
    let random = std::collections::hash_map::RandomState::new().build_hasher().finish();
    let name = format!("/suitkaise-{random:016x}");
    let flags = shm::OFlags::CREATE | shm::OFlags::EXCL | shm::OFlags::RDWR;
    let fd = super::link::above_stdio(shm::open(name.as_str(), flags, Mode::RUSR | Mode::WUSR)?)?;
    shm::unlink(name.as_str())?;
    rustix::fs::ftruncate(&fd, size)?;
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
        let queue = kqueue()?;
        let filter = EventFilter::Proc { pid, flags: ProcessEvents::EXIT };
        let change = Event::new(filter, EventFlags::ADD, std::ptr::null_mut());
        let mut none: [Event; 0] = [];
        // SAFETY: the change names a process, no descriptor.
        unsafe { kevent(&queue, &[change], &mut none[..], None)? };
        Ok(ExitWatch(queue))
    }
}

impl AsFd for ExitWatch {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}

/// A loaded image (the program or a shared library), known by where it was loaded.
#[derive(Debug)]
pub(crate) struct Image {
    base: usize,
}

impl Image {
    /// The image that holds an address.
    pub(crate) fn containing(address: usize) -> Option<Image> {
        let mut info = std::mem::MaybeUninit::<libc::Dl_info>::zeroed();
        // SAFETY: dladdr takes any address and writes the record where it finds an image.
        let found = unsafe { libc::dladdr(address as *const _, info.as_mut_ptr()) };
        // SAFETY: all-zero is a valid record, and dladdr only writes valid ones.
        let info = unsafe { info.assume_init() };
        (found != 0).then_some(Image { base: info.dli_fbase as usize })
    }

    /// Whether code at that address belongs to this image.
    pub(crate) fn has_code(&self, address: usize) -> bool {
        Image::containing(address).is_some_and(|other| other.base == self.base)
    }

    /// Whether this is the executable itself, not a library that it loaded.
    pub(crate) fn is_program(&self) -> bool {
        // An executable's header says so in its file type, 12 bytes from its start (MH_EXECUTE is 2).
        // SAFETY: `base` is the start of a loaded image, where its Mach-O header of 32 bytes lies, aligned.
        let file_type = unsafe { (self.base as *const u32).add(3).read() };
        file_type == 2
    }
}

type Constructor = extern "C" fn(c_int, *const *const c_char, *const *const c_char);

/// On macOS the hook stands aside for the explicit `init()` where order matters: nothing to do.
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
