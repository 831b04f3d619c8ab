//! Memory that is asked for before it is needed, and deaths for want of it, as the kernel counts them for a control group.

use std::io;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

/// Fails where the system would not give so many bytes now. They are mapped, since what the C library keeps for the
/// thread that asks says nothing of what another would get.
pub(crate) fn expect_memory(bytes: usize) -> io::Result<()> {
    memmap2::MmapMut::map_anon(bytes).map(drop)
}

/// How many such deaths were counted when somebody asked last; `u64::MAX` before.
static SEEN: AtomicU64 = AtomicU64::new(u64::MAX);

/// Whether the system has killed a process of this control group for want of memory since this was last asked; `None`
/// where that can't be told, and the first time.
pub(crate) fn was_out_of_memory() -> Option<bool> {
    let count = std::fs::read_to_string(events()?).ok().as_deref().and_then(kills)?;
    let before = SEEN.swap(count, Ordering::Relaxed);
    (before != u64::MAX).then_some(count > before)
}

/// The file in which they are counted.
fn events() -> Option<PathBuf> {
    let groups = std::fs::read_to_string("/proc/self/cgroup").ok()?;
    groups.lines().find_map(|line| {
        let mut parts = line.splitn(3, ':').skip(1);
        let (controllers, path) = (parts.next()?, parts.next()?.trim_start_matches('/'));
        match controllers {
            "" => Some(PathBuf::from("/sys/fs/cgroup").join(path).join("memory.events")),
            _ if controllers.split(',').any(|name| name == "memory") => {
                Some(PathBuf::from("/sys/fs/cgroup/memory").join(path).join("memory.oom_control"))
            }
            _ => None,
        }
    })
}

fn kills(events: &str) -> Option<u64> {
    events.lines().find_map(|line| line.strip_prefix("oom_kill ")?.trim().parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_memory_than_there_are_addresses_is_an_error() {
        expect_memory(1 << 20).unwrap();
        assert_eq!(expect_memory(1 << 62).unwrap_err().kind(), io::ErrorKind::OutOfMemory);
    }

    #[test]
    fn deaths_are_found_among_other_counts() {
        assert_eq!(kills("low 0\noom 4\noom_kill 3\noom_group_kill 9\n"), Some(3));
        assert_eq!(kills("oom_kill_disable 0\nunder_oom 0\noom_kill 12\n"), Some(12));
        assert_eq!(kills("low 0\n"), None);
    }
}
