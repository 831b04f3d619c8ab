//! Limits that a child sets for itself.

use std::io;

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Adds to this process's nice level.
pub(crate) fn add_nice(increment: i32) -> io::Result<()> {
    let level = rustix::process::getpriority_process(None)?.saturating_add(increment);
    Ok(rustix::process::setpriority_process(None, level)?)
}

/// Limits what this process may write and doesn't share, in bytes.
pub(crate) fn limit_memory(bytes: u64) -> io::Result<()> {
    if cfg!(target_os = "macos") {
        return Err(io::Error::new(io::ErrorKind::Unsupported, "macOS keeps no limit on a process's memory"));
    }
    limit(Resource::Data, bytes, bytes)
}

/// Limits the seconds that this process may compute: then it gets SIGXCPU, and a second later SIGKILL.
pub(crate) fn limit_cpu(seconds: u64) -> io::Result<()> {
    limit(Resource::Cpu, seconds, seconds.saturating_add(1))
}

/// Limits the descriptors that this process may have open.
pub(crate) fn limit_open_files(files: u64) -> io::Result<()> {
    limit(Resource::Nofile, files, files)
}

/// Sets a limit; what is above the limit that this process has already is cut to that.
fn limit(resource: Resource, soft: u64, hard: u64) -> io::Result<()> {
    let most = getrlimit(resource).maximum;
    let cut = |value: u64| most.map_or(value, |most| value.min(most));
    let limit = Rlimit { current: Some(cut(soft)), maximum: Some(cut(hard)) };
    Ok(setrlimit(resource, limit)?)
}
