//! Running short of what the system gives.

/// Runs something while this process can open no further descriptor; those that are open stay so.
///
/// # Panics
///
/// Where the limit can't be set.
#[cfg(unix)]
pub fn without_descriptors<T>(action: impl FnOnce() -> T) -> T {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

    let limit = getrlimit(Resource::Nofile);
    setrlimit(Resource::Nofile, Rlimit { current: Some(3), ..limit }).expect("a lower limit is allowed");
    let value = action();
    setrlimit(Resource::Nofile, limit).expect("the limit was this one before");
    value
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

/// There is no nice level here.
#[cfg(not(unix))]
pub fn nice_level() -> i32 {
    panic!("no nice level on this system");
}

/// Descriptors have no limit of this kind here.
#[cfg(not(unix))]
pub fn without_descriptors<T>(_action: impl FnOnce() -> T) -> T {
    panic!("no limit of descriptors on this system");
}
