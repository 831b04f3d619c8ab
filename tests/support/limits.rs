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

/// Descriptors have no limit of this kind here.
#[cfg(not(unix))]
pub fn without_descriptors<T>(_action: impl FnOnce() -> T) -> T {
    panic!("no limit of descriptors on this system");
}
