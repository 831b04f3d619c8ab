//! Limits that a child sets for itself.
#![expect(unsafe_code, reason = "priorities and this process's own handle are C interfaces")]

use std::io;
use std::os::windows::io::BorrowedHandle;

use windows_sys::Win32::System::JobObjects::{
    JOB_OBJECT_LIMIT_PROCESS_MEMORY, JOB_OBJECT_LIMIT_PROCESS_TIME, JOBOBJECT_EXTENDED_LIMIT_INFORMATION,
};
use windows_sys::Win32::System::Threading::{
    ABOVE_NORMAL_PRIORITY_CLASS, BELOW_NORMAL_PRIORITY_CLASS, GetCurrentProcess, GetPriorityClass, HIGH_PRIORITY_CLASS,
    IDLE_PRIORITY_CLASS, NORMAL_PRIORITY_CLASS, PROCESS_CREATION_FLAGS, SetPriorityClass,
};

use super::event::checked;
use super::job;

/// The classes of priority, and the nice levels that they stand for.
const CLASSES: [(PROCESS_CREATION_FLAGS, i32); 5] = [
    (HIGH_PRIORITY_CLASS, -19),
    (ABOVE_NORMAL_PRIORITY_CLASS, -10),
    (NORMAL_PRIORITY_CLASS, 0),
    (BELOW_NORMAL_PRIORITY_CLASS, 10),
    (IDLE_PRIORITY_CLASS, 19),
];

/// Adds to this process's nice level: there are five classes, and what changes something changes the class.
pub(crate) fn add_nice(increment: i32) -> io::Result<()> {
    // SAFETY: this process's own handle is always valid.
    let now = unsafe { GetPriorityClass(GetCurrentProcess()) };
    let place = CLASSES.iter().position(|(class, _)| *class == now);
    let Some(place) = place else {
        return Err(io::Error::new(
            io::ErrorKind::Unsupported,
            "this process has a priority that stands for no nice level",
        ));
    };
    // SAFETY: as above.
    checked(unsafe { SetPriorityClass(GetCurrentProcess(), CLASSES[class_at(place, increment)].0) })
}

/// The place of the class that so much more leads to.
fn class_at(place: usize, increment: i32) -> usize {
    let level = CLASSES[place].1.saturating_add(increment);
    let nearest = (0..CLASSES.len()).min_by_key(|place| CLASSES[*place].1.saturating_sub(level).unsigned_abs());
    match (nearest.unwrap_or(place), increment.signum()) {
        (nearest, 1) if nearest <= place => (place + 1).min(CLASSES.len() - 1),
        (nearest, -1) if nearest >= place => place.saturating_sub(1),
        (nearest, _) => nearest,
    }
}

/// Limits the memory that this process and each of its children may commit, in bytes.
pub(crate) fn limit_memory(bytes: u64) -> io::Result<()> {
    let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_PROCESS_MEMORY;
    limits.ProcessMemoryLimit = usize::try_from(bytes).unwrap_or(usize::MAX);
    impose(&limits)
}

/// Limits the seconds that this process and each of its children may compute outside of the system: then it is ended.
pub(crate) fn limit_cpu(seconds: u64) -> io::Result<()> {
    /// The system counts in steps of 100 ns.
    const STEPS: u64 = 10_000_000;
    let mut limits = JOBOBJECT_EXTENDED_LIMIT_INFORMATION::default();
    limits.BasicLimitInformation.LimitFlags = JOB_OBJECT_LIMIT_PROCESS_TIME;
    limits.BasicLimitInformation.PerProcessUserTimeLimit =
        seconds.checked_mul(STEPS).and_then(|steps| steps.try_into().ok()).unwrap_or(i64::MAX);
    impose(&limits)
}

/// Puts this process into a job of its own with these limits. The job lasts as long as what is in it.
fn impose(limits: &JOBOBJECT_EXTENDED_LIMIT_INFORMATION) -> io::Result<()> {
    // SAFETY: this process's own handle is always valid, and needs no closing.
    let own = unsafe { BorrowedHandle::borrow_raw(GetCurrentProcess()) };
    job::assign(&job::with_limits(limits)?, own)
}

/// Windows keeps no such limit.
pub(crate) fn limit_open_files(_files: u64) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "Windows keeps no limit on a process's open files"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_increment_changes_the_class_where_there_is_another() {
        let classes = |place, increments: [i32; 5]| increments.map(|increment| class_at(place, increment));
        assert_eq!(classes(2, [1, 7, 14, 15, 19]), [3, 3, 3, 4, 4]);
        assert_eq!(classes(2, [-1, -7, -15, -20, i32::MIN]), [1, 1, 0, 0, 0]);
        assert_eq!(classes(4, [1, 19, i32::MAX, -1, -19]), [4, 4, 4, 3, 2]);
    }
}
