//! The way of traces from a child's ring to the thread that plays them, with a bound.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::Instant;

use tracing_core::LevelFilter;
use tracing_core::dispatcher::{self, Dispatch, WeakDispatch};
use tracing_core::subscriber::NoSubscriber;

use super::super::Channel;
use crate::protocol::number_of_level;
use crate::{clock, link};

/// So many bytes of one stream wait for the subscriber at most.
const MOST: usize = 4 << 20;

/// What came of one child after the other.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) key: u64,
    /// Who hears it; it is whoever holds the handle that keeps it alive.
    hearer: OnceLock<WeakDispatch>,
    queue: Mutex<Queue>,
    played: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    items: VecDeque<Item>,
    bytes: usize,
    /// How many items came, and how many of them were played.
    pushed: u64,
    played: u64,
    /// Whether the thread knows that there is something to play.
    is_due: bool,
    /// How many events and spans were dropped, here and in children, and how many of them the present child did.
    dropped: u64,
    counted: u64,
    /// The present child, and how far its ring was taken.
    pid: u32,
    taken: u64,
    /// How many of them the subscriber has heard of.
    told_drops: u64,
}

/// Something to play.
#[derive(Debug)]
pub(super) enum Item {
    /// What a child's ring had.
    Records { pid: u32, records: Vec<u8> },
    /// The child has ended.
    Ended,
}

impl Queue {
    fn push(&mut self, item: Item) {
        self.items.push_back(item);
        self.pushed += 1;
    }
}

impl Stream {
    /// A stream to a subscriber, or to the default one at the start of the first child that finds one.
    pub(super) fn to(hearer: Option<&Dispatch>) -> Self {
        static KEYS: AtomicU64 = AtomicU64::new(0);
        Stream {
            key: KEYS.fetch_add(1, Ordering::Relaxed),
            hearer: hearer.map_or_else(OnceLock::new, |hearer| hearer.downgrade().into()),
            queue: Mutex::default(),
            played: Condvar::new(),
        }
    }

    fn queue(&self) -> MutexGuard<'_, Queue> {
        // No code of the user runs under this lock; a panic of ours leaves counts that are at most too low.
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Up to which level a child that starts now is heard.
    pub(super) fn level(&self) -> u8 {
        if self.hearer.get().is_none() {
            dispatcher::get_default(|here| {
                if !here.is::<NoSubscriber>() {
                    self.hearer.get_or_init(|| here.downgrade());
                }
            });
        }
        match self.hearer.get() {
            Some(_) => number_of_level(LevelFilter::current()),
            None => 0,
        }
    }

    /// Takes what a child has traced since the last time, and whether it has ended. `start` starts the thread that plays
    /// it, if that can be had. Whether that thread must be told.
    #[must_use = "true: tell the thread"]
    pub(super) fn take(&self, channel: &Channel, has_ended: bool, start: impl FnOnce() -> bool) -> bool {
        let mut queue = self.queue();
        queue.pid = channel.pid();
        let records = channel.ring().take(&mut queue.taken);
        let dropped = channel.board().traced.dropped.load(Ordering::Relaxed);
        // A count that goes back is none that a child makes.
        queue.dropped += dropped.saturating_sub(queue.counted);
        queue.counted = dropped;
        if has_ended {
            (queue.taken, queue.counted) = (0, 0);
        }
        let knows_child = !records.is_empty() || queue.dropped > queue.told_drops || queue.pushed > 0;
        if !knows_child {
            return false; // it has traced nothing
        }
        let has_thread = start();
        let count = link::records(&records).count() as u64;
        if !has_thread || queue.bytes + records.len() > MOST {
            queue.dropped += count;
        } else if count > 0 {
            queue.bytes += records.len();
            queue.push(Item::Records { pid: channel.pid(), records });
        }
        if !has_thread {
            return false;
        }
        if has_ended {
            queue.push(Item::Ended);
        }
        !std::mem::replace(&mut queue.is_due, true)
    }

    /// Waits until all that has come was played, until the deadline at most.
    pub(super) fn wait_played(&self, deadline: Option<Instant>) {
        let mut queue = self.queue();
        let pushed = queue.pushed;
        while queue.played < pushed {
            let left = deadline.map(clock::until);
            queue = match left {
                Some(left) if left.is_zero() => return,
                Some(left) => self.played.wait_timeout(queue, left).unwrap_or_else(PoisonError::into_inner).0,
                None => self.played.wait(queue).unwrap_or_else(PoisonError::into_inner),
            };
        }
    }

    /// The subscriber, if it is still there.
    pub(super) fn hearer(&self) -> Option<Dispatch> {
        self.hearer.get()?.upgrade()
    }

    /// The child that was looked at last.
    pub(super) fn pid(&self) -> u32 {
        self.queue().pid
    }

    /// How many were dropped so far.
    pub(super) fn dropped(&self) -> u64 {
        self.queue().dropped
    }

    /// One that came could not be played.
    pub(super) fn drop_one(&self) {
        self.queue().dropped += 1;
    }

    /// How many of the drops the subscriber has heard of.
    pub(super) fn told_drops(&self) -> u64 {
        self.queue().told_drops
    }

    pub(super) fn note_told(&self, drops: u64) {
        self.queue().told_drops = drops;
    }

    /// All that has come and was not played.
    pub(super) fn items(&self) -> VecDeque<Item> {
        let mut queue = self.queue();
        queue.is_due = false;
        queue.bytes = 0;
        std::mem::take(&mut queue.items)
    }

    pub(super) fn note_played(&self, count: usize) {
        self.queue().played += count as u64;
        self.played.notify_all();
    }
}
