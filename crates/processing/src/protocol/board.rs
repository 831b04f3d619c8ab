//! The board: what a child notes on the page that it shares with its parent.
//!
//! The child stores, the parent loads. It costs no system call, and it is still there when the child is
//! not. The parent believes nothing of it that it has not checked: a child that ran wild may have written
//! anything.

use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use super::Ledger;
use super::Work;
use crate::Section;

/// [`Board::fault`] of a stack overflow.
pub(crate) const STACK_OVERFLOW: u32 = 1;
/// [`Board::fault`] of a child that has lost its link, and ends because it takes its parent for gone.
pub(crate) const LINK_LOST: u32 = 2;
/// [`Board::fault`] of an abort in a thread that wasn't panicking.
pub(crate) const ABORT: u32 = 3;
/// What the child notes when it aborts, and its limit of memory leaves it next to nothing.
pub(crate) const OUT_OF_MEMORY: u32 = 4;

/// The page's layout. All zero is its first state, and every bit pattern is valid.
#[derive(Debug)]
#[repr(C)]
pub(crate) struct Board {
    /// 0, or 1 + the index of the section that runs.
    section: AtomicU32,
    life: AtomicU32,
    run: AtomicU64,
    pub(crate) fault: AtomicU32,
    /// When the section began, in nanoseconds of the clock that all processes share.
    since: AtomicU64,
    /// What the child has listened to, and what the parent has.
    pub(crate) child_heard: Heard,
    pub(crate) parent_heard: Heard,
    /// What the child traces, on its way to the parent's subscriber.
    pub(crate) traced: Traced,
    /// The records of timers that the child has not told yet.
    pub(crate) ledger: Ledger,
    /// A worker's tasks.
    pub(crate) work: Work,
}

/// How much one side has listened to, so that the other knows how much is on its way.
#[derive(Debug, Default)]
#[repr(C)]
pub(crate) struct Heard {
    messages: AtomicU64,
    bytes: AtomicU64,
    /// Whether the other side waits for room: then it is told when a message was taken.
    awaited: AtomicU32,
}

impl Heard {
    /// A message of so many bytes was taken; whether the other side waits for that.
    pub(crate) fn take(&self, bytes: u64) -> bool {
        self.messages.fetch_add(1, Ordering::Relaxed);
        self.bytes.fetch_add(bytes, Ordering::SeqCst);
        self.awaited.swap(0, Ordering::SeqCst) != 0
    }

    /// Asks to be told of the next message that is taken. Look at [`Heard::bytes`] once more after this.
    pub(crate) fn await_room(&self) {
        self.awaited.store(1, Ordering::SeqCst);
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::SeqCst)
    }

    pub(crate) fn messages(&self) -> u64 {
        self.messages.load(Ordering::Acquire)
    }
}

/// How far the ring of traces was written and taken, in words since the child began, and what found no room there.
#[derive(Debug, Default)]
#[repr(C)]
pub(crate) struct Traced {
    pub(crate) written: AtomicU64,
    pub(crate) taken: AtomicU64,
    pub(crate) dropped: AtomicU64,
    /// Whether the parent was told to look since it has looked last.
    pub(crate) announced: AtomicU32,
}

impl Board {
    pub(crate) fn enter(&self, section: Section, run: u64, life: u32, since: Duration) {
        self.since.store(u64::try_from(since.as_nanos()).unwrap_or(u64::MAX), Ordering::Relaxed);
        self.run.store(run, Ordering::Relaxed);
        self.life.store(life, Ordering::Relaxed);
        self.section.store(section.index() as u32 + 1, Ordering::Release);
    }

    pub(crate) fn leave(&self) {
        self.section.store(0, Ordering::Release);
    }

    /// The section that runs or ran last, with run and life; `None` between sections or when it isn't one.
    pub(crate) fn place(&self) -> Option<(Section, u64, u32)> {
        let section = self.section.load(Ordering::Acquire).checked_sub(1)?;
        let section = *Section::ALL.get(section as usize)?;
        Some((section, self.run.load(Ordering::Relaxed), self.life.load(Ordering::Relaxed)))
    }

    /// When the section of [`Board::place`] began, by the clock that all processes share.
    pub(crate) fn since(&self) -> Duration {
        Duration::from_nanos(self.since.load(Ordering::Relaxed))
    }

    pub(crate) fn run(&self) -> u64 {
        self.run.load(Ordering::Relaxed)
    }

    pub(crate) fn life(&self) -> u32 {
        self.life.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn blank() -> Board {
        Board {
            section: AtomicU32::new(0),
            life: AtomicU32::new(0),
            run: AtomicU64::new(0),
            fault: AtomicU32::new(0),
            since: AtomicU64::new(0),
            child_heard: Heard::default(),
            parent_heard: Heard::default(),
            traced: Traced::default(),
            ledger: Ledger::default(),
            work: Work::default(),
        }
    }

    #[test]
    fn a_section_that_is_none_is_not_believed() {
        let board = blank();
        assert_eq!(board.place(), None);
        board.enter(Section::Error, 3, 1, Duration::ZERO);
        assert_eq!(board.place(), Some((Section::Error, 3, 1)));
        board.section.store(7, Ordering::Relaxed);
        assert_eq!(board.place(), None);
    }
}
