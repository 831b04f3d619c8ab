//! Who the current thread is: its slot (recycled) and its id (never recycled).

use std::cell::Cell;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::slot::Slots;
use crate::sync::{Mutex, lock};

/// The current thread, as shards know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Me {
    /// Which shard is this thread's own; another thread may have had it before.
    pub(crate) slot: usize,
    /// Unique among all threads that ever were; never 0.
    pub(crate) id: u64,
}

static SLOTS: Mutex<Slots> = Mutex::new(Slots::new());
static NEXT_ID: AtomicU64 = AtomicU64::new(1);

thread_local! {
    // No destructor and a constant start: reading it is one access to thread-local memory.
    static ME: Cell<Option<Me>> = const { Cell::new(None) };
    static GIVES_BACK: GiveBack = const { GiveBack };
}

/// The current thread.
#[inline]
pub(crate) fn me() -> Me {
    match ME.get() {
        Some(me) => me,
        None => arrive(),
    }
}

#[cold]
fn arrive() -> Me {
    let me = Me { slot: lock(&SLOTS).take(), id: NEXT_ID.fetch_add(1, Ordering::Relaxed) };
    ME.set(Some(me));
    // Registers the destructor. It fails only while the thread's own destructors run: such a thread then keeps its
    // slot for good, which costs a few bytes and breaks nothing.
    let _ = GIVES_BACK.try_with(|_| ());
    me
}

struct GiveBack;

impl Drop for GiveBack {
    fn drop(&mut self) {
        if let Some(me) = ME.take() {
            lock(&SLOTS).give_back(me.slot);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::me;

    #[test]
    fn two_living_threads_differ_in_slot_and_id() {
        let here = me();
        assert_eq!(here.slot, me().slot);
        let there = std::thread::spawn(me).join().unwrap();
        assert_ne!(here.slot, there.slot);
        assert_ne!(here.id, there.id);
    }
}
