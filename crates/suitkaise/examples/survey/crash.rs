//! The hard way to end a process: a write through a null pointer, for `--crash`.
#![expect(unsafe_code, reason = "a write through a null pointer is what `--crash` is there to show")]

use std::hint::black_box;
use std::ptr;

unsafe extern "C" {
    /// The C library's: unlike a write in Rust, no debug build checks its pointer first and panics instead.
    fn memset(start: *mut u8, value: i32, bytes: usize) -> *mut u8;
}

/// Writes one byte to address 0, so that the system ends this process: SIGSEGV on Unix.
pub(crate) fn write_to_null() {
    let start = black_box(ptr::null_mut::<u8>());
    // SAFETY: none. This call breaks the rule that the pointer is valid, and means to: nothing is mapped at
    // address 0, so the processor faults and the system ends the process before anything else happens. The
    // compiler can't reason from the broken rule, since it doesn't see what `black_box` gives. It is reached
    // only in a pool's worker, and only when the user asked for a crash.
    let end = unsafe { memset(start, black_box(1), black_box(1)) };
    black_box(end);
}
