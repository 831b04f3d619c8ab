//! Who the current thread is: its slot (recycled) and its id (never recycled).

use std::cell::Cell;

use crate::slot::Slots;
use crate::sync::{AtomicU64, Mutex, Ordering, global, lock, per_thread};

/// The current thread, as shards know it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Me {
    /// Which shard is this thread's own; another thread may have had it before.
    pub(crate) slot: usize,
    /// Unique among all threads that ever were; never 0.
    pub(crate) id: u64,
}

global!(SLOTS: Mutex<Slots> = Mutex::new(Slots::new()));
global!(NEXT_ID: AtomicU64 = AtomicU64::new(1));
per_thread!(ME: Cell<Option<Me>> = Cell::new(None));
per_thread!(GIVES_BACK: GiveBack = GiveBack(Cell::new(None)));

/// The current thread.
#[inline]
pub(crate) fn me() -> Me {
    match ME.with(Cell::get) {
        Some(me) => me,
        None => arrive(),
    }
}

#[cold]
fn arrive() -> Me {
    let me = Me { slot: lock(&SLOTS).take(), id: NEXT_ID.fetch_add(1, Ordering::Relaxed) };
    ME.with(|own| own.set(Some(me)));
    // Registers the destructor. It fails only while the thread's own destructors run: such a thread then keeps its
    // slot for good, which costs a few bytes and breaks nothing.
    let _ = GIVES_BACK.try_with(|own| own.0.set(Some(me.slot)));
    me
}

/// Gives a slot back when its thread ends.
struct GiveBack(Cell<Option<usize>>);

impl Drop for GiveBack {
    fn drop(&mut self) {
        // What is timed by the destructors that come after this one arrives anew, with another slot.
        let _ = ME.try_with(Cell::take);
        if let Some(slot) = self.0.take() {
            lock(&SLOTS).give_back(slot);
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
