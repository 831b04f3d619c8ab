//! Running short of what the system gives.
#![cfg_attr(unix, expect(unsafe_code, reason = "only the C library changes the user of all threads"))]

/// Runs something under a lower limit, which is lifted again.
#[cfg(unix)]
fn under_limit<T>(resource: rustix::process::Resource, current: u64, action: impl FnOnce() -> T) -> T {
    use rustix::process::{Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(resource);
    setrlimit(resource, Rlimit { current: Some(current), ..limit }).expect("a lower limit is allowed");
    let value = action();
    setrlimit(resource, limit).expect("the limit was this one before");
    value
}

/// Runs something while this process can open no further descriptor; those that are open stay so.
///
/// # Panics
///
/// Where the limit can't be set.
#[cfg(unix)]
pub fn without_descriptors<T>(action: impl FnOnce() -> T) -> T {
    with_descriptors(3, action)
}

/// Runs something while this process's descriptors, and those of its children, have numbers below that one.
///
/// # Panics
///
/// Where the limit can't be set.
#[cfg(unix)]
pub fn with_descriptors<T>(below: u64, action: impl FnOnce() -> T) -> T {
    under_limit(rustix::process::Resource::Nofile, below, action)
}

/// Whether all other threads of this process sleep: only this one, which looks, does not.
#[cfg(unix)]
fn others_sleep() -> bool {
    let tasks = std::fs::read_dir("/proc/self/task").expect("/proc is there");
    let awake = tasks.flatten().filter(|task| {
        // One that ended since it was listed is none to wait for.
        let Ok(stat) = std::fs::read_to_string(task.path().join("stat")) else { return false };
        // The name, in parentheses, may have any character in it.
        stat.rsplit_once(") ").is_none_or(|(_, behind)| !behind.starts_with('S'))
    });
    awake.count() <= 1
}

/// Runs something while this process can map so many bytes more, and each of its children as much as it in all. Small
/// allocations are served from a mebibyte that is there already.
///
/// # Panics
///
/// Where the limit can't be set, there is no `/proc`, or other threads don't come to rest within ten seconds.
#[cfg(unix)]
pub fn with_memory<T>(more: u64, action: impl FnOnce() -> T) -> T {
    // The last block keeps the others, which are given back, from being given back to the system.
    let mut blocks: Vec<Box<[u8]>> = (0..128).map(|_| vec![1; 8 << 10].into()).collect();
    let last = blocks.pop();
    drop(blocks);
    // A thread that has just begun maps far more than it keeps, which would count as what the process needs.
    assert!(crate::wait_until(std::time::Duration::from_secs(10), others_sleep), "other threads don't come to rest");
    let mapped = std::fs::read_to_string("/proc/self/statm").expect("/proc is there");
    let pages: u64 = mapped.split(' ').next().and_then(|pages| pages.parse().ok()).expect("the first is the size");
    let now = pages * rustix::param::page_size() as u64;
    let value = under_limit(rustix::process::Resource::As, now + more, action);
    drop(last);
    value
}

/// Gives up the rights of root for good, on all threads: those whom no limit of processes binds.
///
/// # Panics
///
/// Where the system doesn't let root become nobody.
#[cfg(unix)]
pub fn become_nobody() {
    const NOBODY: libc::uid_t = 65534;
    if rustix::process::geteuid().is_root() {
        // SAFETY: the call has no preconditions; the C library has all threads follow.
        let done = unsafe { libc::setuid(NOBODY) };
        assert_eq!(done, 0, "root can't become user {NOBODY}, so no limit of processes binds: run the test as another");
    }
}

/// Runs something while this process can start no other, nor a thread.
///
/// # Panics
///
/// Where the limit can't be set, or doesn't bind; see [`become_nobody`].
#[cfg(unix)]
pub fn without_processes<T>(action: impl FnOnce() -> T) -> T {
    assert!(!rustix::process::geteuid().is_root(), "no limit of processes binds root");
    under_limit(rustix::process::Resource::Nproc, 1, action)
}

/// This process's nice level.
///
/// # Panics
///
/// Where the system doesn't tell it.
#[cfg(unix)]
pub fn nice_level() -> i32 {
    rustix::process::getpriority_process(None).expect("every process has one")
}

/// This process's nice level when so much was added to it.
#[cfg(unix)]
pub fn nice_level_after(increment: i32) -> i32 {
    (nice_level() + increment).min(19)
}

/// The level of the next class of priority, which a small increment leads to.
#[cfg(windows)]
pub fn nice_level_after(_increment: i32) -> i32 {
    if nice_level() == 0 { 10 } else { 19 }
}

/// The nice level that this process's class of priority stands for.
#[cfg(windows)]
pub fn nice_level() -> i32 {
    crate::windows::nice_level()
}

/// Descriptors have no limit of this kind here.
#[cfg(not(unix))]
pub fn without_descriptors<T>(_action: impl FnOnce() -> T) -> T {
    panic!("no limit of descriptors on this system");
}

/// Descriptors have no limit of this kind here.
#[cfg(not(unix))]
pub fn with_descriptors<T>(_below: u64, _action: impl FnOnce() -> T) -> T {
    panic!("no limit of descriptors on this system");
}

/// Memory has no limit of this kind here.
#[cfg(not(unix))]
pub fn with_memory<T>(_more: u64, _action: impl FnOnce() -> T) -> T {
    panic!("no limit of memory on this system");
}

/// There is no such user here.
#[cfg(not(unix))]
pub fn become_nobody() {
    panic!("no user without rights on this system");
}

/// Processes have no limit of this kind here.
#[cfg(not(unix))]
pub fn without_processes<T>(_action: impl FnOnce() -> T) -> T {
    panic!("no limit of processes on this system");
}
