//! Telling a stack overflow from other faults, and an abort from one that a panic or the want of memory has caused.
//!
//! In a child that runs before `main`, std's own guard isn't installed. The user's thread gets an
//! alternate stack, and faults get a handler: it looks whether the address lies in the guard of that
//! thread's stack, notes it on the shared page, and then lets the signal have its way.
#![expect(unsafe_code, reason = "signal handlers and thread attributes are C interfaces")]

use std::io;
use std::mem::{MaybeUninit, zeroed};
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU32, AtomicUsize, Ordering};

static GUARD_START: AtomicUsize = AtomicUsize::new(0);
static GUARD_END: AtomicUsize = AtomicUsize::new(0);
static NOTE: AtomicPtr<AtomicU32> = AtomicPtr::new(ptr::null_mut());

/// How far below the guard a frame may jump over it: probes touch each page, so a page or two would do.
const REACH: usize = 1 << 16;

const ALTERNATE_STACK: usize = 1 << 16;

/// Guards the calling thread's stack for the rest of its life: an overflow stores that mark in `note`. An abort of any
/// thread stores one of the other two, unless the thread panics.
pub(crate) fn guard_stack(note: &'static AtomicU32, overflow: u32, abort: u32, out_of_memory: u32) -> io::Result<()> {
    OVERFLOW.store(overflow, Ordering::Relaxed);
    ABORT.store(abort, Ordering::Relaxed);
    OUT_OF_MEMORY.store(out_of_memory, Ordering::Relaxed);
    NOTE.store(ptr::from_ref(note).cast_mut(), Ordering::Release);
    let (low, guard) = stack_of_this_thread()?;
    // Depending on the C library the guard lies below the reported start of the stack or at it.
    GUARD_START.store(low.saturating_sub(guard.max(REACH)), Ordering::Relaxed);
    GUARD_END.store(low + guard, Ordering::Relaxed);

    let stack = Box::leak(vec![0u8; ALTERNATE_STACK].into_boxed_slice());
    let alternate = libc::stack_t { ss_sp: stack.as_mut_ptr().cast(), ss_flags: 0, ss_size: stack.len() };
    // SAFETY: the memory was leaked, so it outlives the thread; nobody else uses it.
    if unsafe { libc::sigaltstack(&alternate, ptr::null_mut()) } != 0 {
        return Err(io::Error::last_os_error());
    }
    for signal in [libc::SIGSEGV, libc::SIGBUS, libc::SIGABRT] {
        // SAFETY: all-zero is a valid sigaction: default action, empty mask.
        let mut action: libc::sigaction = unsafe { zeroed() };
        let handler: unsafe extern "C" fn(i32, *mut libc::siginfo_t, *mut libc::c_void) =
            if signal == libc::SIGABRT { on_abort } else { on_fault };
        action.sa_sigaction = handler as usize;
        action.sa_flags = libc::SA_SIGINFO | libc::SA_ONSTACK;
        let mut old = MaybeUninit::<libc::sigaction>::uninit();
        // SAFETY: reading the present action doesn't change it.
        if unsafe { libc::sigaction(signal, ptr::null(), old.as_mut_ptr()) } != 0 {
            return Err(io::Error::last_os_error());
        }
        // SAFETY: the call above succeeded and has written it.
        if unsafe { old.assume_init() }.sa_sigaction != libc::SIG_DFL {
            continue; // std's own, or the user's: they know better
        }
        // SAFETY: the handlers do only what a signal handler may: atomics, reads of the thread's own count of panics,
        // `sigaction`, `raise`, `write`.
        if unsafe { libc::sigaction(signal, &action, ptr::null_mut()) } != 0 {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

static OVERFLOW: AtomicU32 = AtomicU32::new(0);
static ABORT: AtomicU32 = AtomicU32::new(0);
static OUT_OF_MEMORY: AtomicU32 = AtomicU32::new(0);

/// A process with less than so much left of its limit of memory has reached it.
const NEXT_TO_NOTHING: usize = 2 << 20;

/// Whether this process has a limit of memory, which leaves it next to nothing. Calls only the system.
fn is_out_of_memory() -> bool {
    // SAFETY: all-zero is a valid `rlimit`, which the call fills; the mapping is a new one, and gone before anybody uses it.
    unsafe {
        let mut limit: libc::rlimit = zeroed();
        if libc::getrlimit(libc::RLIMIT_DATA, &raw mut limit) != 0 || limit.rlim_cur == libc::RLIM_INFINITY {
            return false;
        }
        let (access, kind) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANON);
        let mapped = libc::mmap(ptr::null_mut(), NEXT_TO_NOTHING, access, kind, -1, 0);
        mapped == libc::MAP_FAILED || libc::munmap(mapped, NEXT_TO_NOTHING) != 0
    }
}

/// An abort is raised by the thread that aborts, so its panics are those of this thread.
unsafe extern "C" fn on_abort(signal: i32, _info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    let note = NOTE.load(Ordering::Acquire);
    if !std::thread::panicking() && !note.is_null() {
        let mark = if is_out_of_memory() { &OUT_OF_MEMORY } else { &ABORT };
        // SAFETY: `guard_stack` stored it from a `'static` reference.
        unsafe { &*note }.store(mark.load(Ordering::Relaxed), Ordering::Release);
    }
    // SAFETY: all-zero is the default action. The signal is blocked until the handler returns; then it has its way,
    // also where somebody else had sent it.
    unsafe {
        let action: libc::sigaction = zeroed();
        libc::sigaction(signal, &action, ptr::null_mut());
        libc::raise(signal);
    }
}

unsafe extern "C" fn on_fault(signal: i32, info: *mut libc::siginfo_t, _context: *mut libc::c_void) {
    // SAFETY: the kernel passes a valid record to a handler that was installed with SA_SIGINFO.
    let address = unsafe { (*info).si_addr() } as usize;
    let guard = GUARD_START.load(Ordering::Relaxed)..GUARD_END.load(Ordering::Relaxed);
    let note = NOTE.load(Ordering::Acquire);
    if guard.contains(&address) && !note.is_null() {
        // SAFETY: `guard_stack` stored it from a `'static` reference.
        unsafe { &*note }.store(OVERFLOW.load(Ordering::Relaxed), Ordering::Release);
        let message = b"\nthe thread of the object or task has overflowed its stack\n";
        // SAFETY: `write` may be called in a handler; the buffer is a constant.
        unsafe { libc::write(2, message.as_ptr().cast(), message.len()) };
    }
    // SAFETY: all-zero is the default action; returning then repeats the fault, which ends the process.
    unsafe {
        let action: libc::sigaction = zeroed();
        libc::sigaction(signal, &action, ptr::null_mut());
    }
}

/// The lowest address of this thread's stack, and the size of its guard.
#[cfg(target_os = "linux")]
fn stack_of_this_thread() -> io::Result<(usize, usize)> {
    let mut attributes = MaybeUninit::<libc::pthread_attr_t>::uninit();
    // SAFETY: the call fills the attributes of the calling thread, which exists.
    match unsafe { libc::pthread_getattr_np(libc::pthread_self(), attributes.as_mut_ptr()) } {
        0 => {}
        error => return Err(io::Error::from_raw_os_error(error)),
    }
    let (mut start, mut size, mut guard) = (ptr::null_mut(), 0, 0);
    // SAFETY: the attributes were filled above, and are destroyed once, after the last use.
    unsafe {
        libc::pthread_attr_getstack(attributes.as_ptr(), &mut start, &mut size);
        libc::pthread_attr_getguardsize(attributes.as_ptr(), &mut guard);
        libc::pthread_attr_destroy(attributes.as_mut_ptr());
    }
    Ok((start as usize, guard))
}

/// The lowest address of this thread's stack, and the size of its guard.
#[cfg(not(target_os = "linux"))]
fn stack_of_this_thread() -> io::Result<(usize, usize)> {
    // SAFETY: both calls read what the thread library knows of the calling thread.
    let (high, size) = unsafe {
        let thread = libc::pthread_self();
        (libc::pthread_get_stackaddr_np(thread) as usize, libc::pthread_get_stacksize_np(thread))
    };
    Ok((high - size, 1 << 14))
}
