//! What this process has: children, open descriptors, threads. Read from `/proc`; on Windows only children are counted,
//! since the system's own threads and handles come and go; elsewhere nothing is.

use std::path::Path;
use std::time::{Duration, Instant};

/// How many children, descriptors and threads this process has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Census {
    /// Children that run or were not waited for.
    pub children: usize,
    /// Open descriptors.
    pub descriptors: usize,
    /// Threads.
    pub threads: usize,
}

impl Census {
    /// Counts now.
    ///
    /// # Panics
    ///
    /// When a system that has `/proc` doesn't let it be read.
    pub fn take() -> Self {
        // Wine shows the `/proc` of the system that it runs on, with descriptors of its own.
        if cfg!(windows) || !Path::new("/proc/self/task").exists() {
            return Self { children: children_of(std::process::id()).len(), descriptors: 0, threads: 0 };
        }
        let tasks = std::fs::read_dir("/proc/self/task").expect("/proc is there").count();
        let children = children_of(std::process::id()).len();
        // The directory that is being read is open too.
        let descriptors = std::fs::read_dir("/proc/self/fd").expect("/proc is there").count() - 1;
        Self { children, descriptors, threads: tasks }
    }

    /// Waits until there is no more than this again.
    ///
    /// # Panics
    ///
    /// When there is after ten seconds; the message says what is left.
    pub fn wait_until_back(self) {
        let is_back = |now: Self| {
            now.children <= self.children && now.descriptors <= self.descriptors && now.threads <= self.threads
        };
        let back = wait_until(Duration::from_secs(10), || is_back(Self::take()));
        assert!(back, "something was left behind: {self:?} before, {:?} now", Self::take());
    }
}

/// The children of a process that run or were not waited for; none where it is gone, and on systems without `/proc`.
#[cfg(windows)]
pub fn children_of(pid: u32) -> Vec<u32> {
    crate::windows::children_of(pid)
}

/// The children of a process that run or were not waited for; none where it is gone, and on systems without `/proc`.
#[cfg(unix)]
pub fn children_of(pid: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    // A thread may have ended since it was listed.
    let lists = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<u32>>()).collect()
}

/// How many threads a process has; none where it is gone, and on systems that don't tell.
#[cfg(windows)]
pub fn threads_of(pid: u32) -> usize {
    crate::windows::threads_of(pid)
}

/// How many threads a process has; none where it is gone, and on systems that don't tell.
#[cfg(unix)]
pub fn threads_of(pid: u32) -> usize {
    std::fs::read_dir(format!("/proc/{pid}/task")).map_or(0, Iterator::count)
}

/// Those children of a process that somebody may kill without a harm to whoever makes them.
#[cfg(unix)]
pub fn killable_children_of(pid: u32) -> Vec<u32> {
    children_of(pid)
}

/// Those children of a process that somebody may kill without a harm to whoever makes them: the call that makes one fails
/// where that is killed before it has begun.
#[cfg(windows)]
pub fn killable_children_of(pid: u32) -> Vec<u32> {
    children_of(pid).into_iter().filter(|child| threads_of(*child) >= 2).collect()
}

/// The process that has started this one, if the system tells.
pub fn parent_id() -> Option<u32> {
    #[cfg(unix)]
    return Some(std::os::unix::process::parent_id());
    #[cfg(windows)]
    return crate::windows::parent_id();
}

/// Whether a process of that id runs (a zombie doesn't).
///
/// # Panics
///
/// On systems without `/proc`, but for Windows.
#[cfg(unix)]
pub fn is_running(pid: u32) -> bool {
    assert!(Path::new("/proc/self/stat").exists(), "only systems with /proc can tell");
    match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(stat) => !stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with(['Z', 'X'])),
        Err(_) => false,
    }
}

/// Whether a process of that id runs.
#[cfg(windows)]
pub fn is_running(pid: u32) -> bool {
    crate::windows::is_running(pid)
}

/// How much memory of a process is in use, in bytes; `None` where the system doesn't tell.
#[cfg(windows)]
pub fn resident_bytes(pid: u32) -> Option<u64> {
    crate::windows::resident_bytes(pid)
}

/// How much memory of a process is in use, in bytes; `None` where the system doesn't tell.
#[cfg(unix)]
pub fn resident_bytes(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib << 10)
}

/// Looks until something is true; whether it was, within the time.
pub fn wait_until(limit: Duration, mut is_true: impl FnMut() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if is_true() {
            return true;
        }
        if start.elapsed() >= limit {
            return false;
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}
