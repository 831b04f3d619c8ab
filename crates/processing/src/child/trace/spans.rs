//! The open spans of this process, and which of them each thread is in.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tracing_core::Metadata;

thread_local! {
    /// The spans that this thread has entered, the innermost last.
    static ENTERED: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// Enters a span on this thread.
pub(super) fn enter(number: u64) {
    // A thread that is almost gone is in no span any more.
    let _ = ENTERED.try_with(|entered| entered.borrow_mut().push(number));
}

/// Leaves a span on this thread.
pub(super) fn exit(number: u64) {
    let _ = ENTERED.try_with(|entered| {
        let mut entered = entered.borrow_mut();
        if let Some(place) = entered.iter().rposition(|inner| *inner == number) {
            entered.remove(place);
        }
    });
}

/// The span that this thread is in.
pub(super) fn current() -> Option<u64> {
    ENTERED.try_with(|entered| entered.borrow().last().copied()).ok().flatten()
}

/// A span that somebody holds.
#[derive(Clone, Copy, Debug)]
pub(super) struct Open {
    pub(super) metadata: &'static Metadata<'static>,
    handles: usize,
    /// The span that stands for it in the parent: itself, or the one around it where there was no room to tell of it.
    pub(super) shown: Option<u64>,
}

/// All spans that somebody holds.
#[derive(Debug, Default)]
pub(super) struct Spans(Mutex<HashMap<u64, Open>>);

impl Spans {
    fn open(&self) -> MutexGuard<'_, HashMap<u64, Open>> {
        // No code of the user runs under this lock, and nothing of ours panics there.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn insert(&self, number: u64, metadata: &'static Metadata<'static>, shown: Option<u64>) {
        self.open().insert(number, Open { metadata, handles: 1, shown });
    }

    pub(super) fn get(&self, number: u64) -> Option<Open> {
        self.open().get(&number).copied()
    }

    /// The span that stands for it in the parent.
    pub(super) fn shown(&self, number: u64) -> Option<u64> {
        self.get(number)?.shown
    }

    /// One more holds it.
    pub(super) fn hold(&self, number: u64) {
        if let Some(span) = self.open().get_mut(&number) {
            span.handles += 1;
        }
    }

    /// One less holds it; the span, if that was the last one.
    pub(super) fn release(&self, number: u64) -> Option<Open> {
        let mut open = self.open();
        let span = open.get_mut(&number)?;
        span.handles -= 1;
        if span.handles > 0 {
            return None;
        }
        open.remove(&number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_may_be_left_out_of_order() {
        for number in [1, 2, 3] {
            enter(number);
        }
        exit(2);
        assert_eq!(current(), Some(3));
        exit(3);
        assert_eq!(current(), Some(1));
        exit(7);
        exit(1);
        assert_eq!(current(), None);
    }
}
