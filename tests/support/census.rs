//! What this process has: children, open descriptors, threads. Read from `/proc`; elsewhere nothing is counted.

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
        if !Path::new("/proc/self/task").exists() {
            return Self { children: 0, descriptors: 0, threads: 0 };
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
pub fn children_of(pid: u32) -> Vec<u32> {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
    // A thread may have ended since it was listed.
    let lists = tasks.filter_map(|task| std::fs::read_to_string(task.path().join("children")).ok());
    lists.flat_map(|list| list.split_whitespace().filter_map(|pid| pid.parse().ok()).collect::<Vec<u32>>()).collect()
}

/// The process that has started this one, if the system tells.
pub fn parent_id() -> Option<u32> {
    #[cfg(unix)]
    return Some(std::os::unix::process::parent_id());
    #[cfg(not(unix))]
    None
}

/// Whether a process of that id runs (a zombie doesn't).
///
/// # Panics
///
/// On systems without `/proc`.
pub fn is_running(pid: u32) -> bool {
    assert!(Path::new("/proc/self/stat").exists(), "only systems with /proc can tell");
    match std::fs::read_to_string(format!("/proc/{pid}/stat")) {
        Ok(stat) => !stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with(['Z', 'X'])),
        Err(_) => false,
    }
}

/// How much memory of a process is in use, in bytes; `None` where the system doesn't tell.
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
