//! How far a call has come, for whoever shows it.

use std::fmt;
use std::sync::Arc;

/// How far a call has come; see [`Call::progress`](super::Call::progress).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    done: usize,
    total: Option<usize>,
}

impl Progress {
    /// How many items are done, the failed ones among them.
    pub fn done(&self) -> usize {
        self.done
    }

    /// How many items there are, where the input knows that.
    pub fn total(&self) -> Option<usize> {
        self.total
    }
}

/// Counts a call's results, and tells whoever wants to know.
#[derive(Clone, Default)]
pub(super) struct Reporter<'p> {
    tell: Option<Arc<dyn Fn(Progress) + 'p>>,
    done: usize,
    total: Option<usize>,
}

impl<'p> Reporter<'p> {
    pub(super) fn new(tell: impl Fn(Progress) + 'p) -> Self {
        Reporter { tell: Some(Arc::new(tell)), done: 0, total: None }
    }

    /// For a call with these items.
    pub(super) fn of<I: Iterator>(&self, items: &I) -> Self {
        let total = match items.size_hint() {
            (least, Some(most)) if least == most => Some(most),
            _ => None,
        };
        Reporter { tell: self.tell.clone(), done: 0, total }
    }

    /// One more item is done.
    #[inline]
    pub(super) fn done(&mut self) {
        if let Some(tell) = &self.tell {
            self.done += 1;
            tell(Progress { done: self.done, total: self.total });
        }
    }
}

impl fmt::Debug for Reporter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reporter").field("done", &self.done).field("total", &self.total).finish_non_exhaustive()
    }
}
