//! Ways to end badly.
#![expect(unsafe_code, reason = "a process that is to crash must do something that safe code can't")]

use std::sync::{Arc, Mutex};

/// Writes to address zero.
pub fn null_write() {
    // SAFETY: there is none: this is the fault that is asked for, in a process that is there to have it.
    unsafe { std::ptr::without_provenance_mut::<u8>(std::hint::black_box(0)).write_volatile(1) };
}

/// Calls itself until the stack is full.
pub fn overflow() {
    fn deeper(depth: u64) -> u64 {
        let frame = std::hint::black_box([depth; 64]);
        if frame[0] == u64::MAX { 0 } else { deeper(depth + 1) + frame[63] }
    }
    std::hint::black_box(deeper(0));
}

/// Panics, and again while that unwinds.
///
/// # Panics
///
/// Always.
pub fn panic_twice() {
    struct Again;
    impl Drop for Again {
        fn drop(&mut self) {
            panic!("the second");
        }
    }
    let _again = Again;
    panic!("the first");
}

/// Waits for a thread that waits for what this one holds.
///
/// # Panics
///
/// Never: it doesn't return.
pub fn deadlock() {
    let held = Arc::new(Mutex::new(()));
    let wanted = Arc::clone(&held);
    let guard = held.lock().expect("nobody has panicked with it");
    let other = std::thread::spawn(move || drop(wanted.lock()));
    other.join().expect("it never ends");
    drop(guard);
}

/// Asks for more memory than any machine has, by a value that lies behind no check of ours.
pub fn allocate_too_much() {
    let size = std::hint::black_box(isize::MAX as usize);
    let mut bytes: Vec<u8> = Vec::new();
    bytes.reserve_exact(size);
    std::hint::black_box(&bytes);
}

/// Sends this process a signal by its number.
#[cfg(unix)]
pub fn signal(number: i32) {
    let signal = rustix::process::Signal::from_named_raw(number).expect("a signal that has a name");
    rustix::process::kill_process(rustix::process::getpid(), signal).expect("a process may signal itself");
}

/// Interrupts this process, as a key of its terminal does.
///
/// # Panics
///
/// Where there is no such key.
#[cfg(unix)]
pub fn interrupt(key: crate::Key) {
    assert_eq!(key, crate::Key::C, "only Windows has the other one");
    signal(rustix::process::Signal::INT.as_raw());
}

/// Interrupts all programs of this process's console.
///
/// # Panics
///
/// Where there is none.
#[cfg(windows)]
pub fn interrupt(key: crate::Key) {
    crate::windows::interrupt(key);
}

/// Closes every descriptor above the standard streams, whoever owns it.
#[cfg(unix)]
pub fn close_descriptors() {
    for number in 3..1024 {
        // SAFETY: there is none: closing what others own is the fault that is asked for, in a process of its own.
        unsafe { libc::close(number) };
    }
}

/// Closes some of the standard streams.
#[cfg(unix)]
pub fn close_streams(numbers: &[i32]) {
    for number in numbers {
        // SAFETY: the standard streams are nobody's; std expects that they may be closed.
        unsafe { libc::close(*number) };
    }
}

/// Streams have no numbers here.
#[cfg(not(unix))]
pub fn close_streams(_numbers: &[i32]) {
    panic!("no numbered descriptors on this system");
}

/// Writes garbage to every descriptor above the standard streams.
#[cfg(unix)]
pub fn write_garbage() {
    let garbage = [0xA5_u8; 64];
    for number in 3..64 {
        // SAFETY: the buffer is as long as it is said to be; whose descriptors they are is the point.
        unsafe { libc::write(number, garbage.as_ptr().cast(), garbage.len()) };
    }
}

/// Leaves a copy of this process behind that waits, with all of its descriptors, until it is killed. Its id.
///
/// # Panics
///
/// When the system makes no copy.
#[cfg(unix)]
pub fn fork() -> u32 {
    // SAFETY: the copy has one thread, and calls nothing but what may be called after a fork: it waits.
    let pid = unsafe {
        let pid = libc::fork();
        if pid == 0 {
            loop {
                libc::pause();
            }
        }
        pid
    };
    u32::try_from(pid).expect("the system makes a copy")
}

/// There is no such copy here.
#[cfg(not(unix))]
pub fn fork() -> u32 {
    panic!("no fork on this system");
}

/// Has this process call something when it exits.
///
/// # Panics
///
/// When the system has no room for one more.
#[cfg(unix)]
pub fn at_exit(call: extern "C" fn()) {
    // SAFETY: the function is there as long as the process.
    assert_eq!(unsafe { libc::atexit(call) }, 0);
}

/// There is none of this here.
#[cfg(not(unix))]
pub fn at_exit(_call: extern "C" fn()) {
    panic!("no calls at exit on this system");
}

/// Kills a process.
///
/// # Panics
///
/// When there is none of that id.
#[cfg(unix)]
pub fn kill(pid: u32) {
    let pid = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw).expect("an id");
    rustix::process::kill_process(pid, rustix::process::Signal::KILL).expect("the process is there");
}

/// Sends a signal to a process, if it is there.
///
/// # Panics
///
/// When the number is no signal's.
#[cfg(unix)]
pub fn try_signal(pid: u32, number: i32) {
    let signal = rustix::process::Signal::from_named_raw(number).expect("a signal that has a name");
    if let Some(pid) = i32::try_from(pid).ok().and_then(rustix::process::Pid::from_raw) {
        // One that has ended is not there.
        let _ = rustix::process::kill_process(pid, signal);
    }
}

/// Ends a process, if it is there, with the number as its exit code.
#[cfg(windows)]
pub fn try_signal(pid: u32, number: i32) {
    crate::windows::end(pid, number.cast_unsigned());
}

/// Ends a process.
///
/// # Panics
///
/// When there is none of that id.
#[cfg(windows)]
pub fn kill(pid: u32) {
    assert!(crate::windows::end(pid, 9), "the process is there");
}

/// Descriptors have no numbers here.
#[cfg(not(unix))]
pub fn write_garbage() {
    panic!("no numbered descriptors on this system");
}

/// Descriptors have no numbers here.
#[cfg(not(unix))]
pub fn close_descriptors() {
    panic!("no numbered descriptors on this system");
}

/// Does to this process what a signal of that number does elsewhere: a stop, or an end with the number as exit code.
#[cfg(windows)]
pub fn signal(number: i32) {
    match number {
        19 => crate::windows::stop_self(),
        _ => crate::windows::end_self(number.cast_unsigned()),
    }
}
