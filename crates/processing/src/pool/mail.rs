//! What has come for a call and was not taken yet.

use std::collections::VecDeque;
use std::ops::Range;
use std::sync::{Arc, Condvar};
use std::task::Waker;

use super::context::Context;
use super::reader::Reader;
use super::talk::Talking;
use crate::error::Failure;

/// Something that came for a call.
#[derive(Debug)]
pub(super) enum Arrival {
    /// Answers of consecutive items, which stand one behind the other in the payload of an `Answers` frame.
    Answers { payload: Arc<Vec<u8>>, place: Range<usize>, first: u64, count: u64 },
    /// The item's worker died in it.
    Lost { item: u64, failure: Box<Failure> },
}

/// A call's box.
#[derive(Debug)]
pub(super) struct Mail {
    /// The code of its tasks.
    pub(super) entry: i64,
    pub(super) context: Option<Arc<Context>>,
    pub(super) arrivals: VecDeque<Arrival>,
    /// Why the whole call has failed.
    pub(super) failed: Option<Box<Failure>>,
    /// Who waits for it, while others read the links of its workers …
    signal: Option<Arc<Condvar>>,
    waiting: bool,
    /// … or reads them.
    pub(super) readers: Vec<Arc<Reader>>,
    pub(super) wakers: Vec<Waker>,
    /// What a job and its tasks say to each other.
    pub(super) talking: Option<Talking>,
}

impl Mail {
    pub(super) fn new(entry: i64, context: Option<Arc<Context>>, talking: Option<Talking>) -> Self {
        Mail {
            entry,
            context,
            arrivals: VecDeque::new(),
            failed: None,
            signal: None,
            waiting: false,
            readers: Vec::new(),
            wakers: Vec::new(),
            talking,
        }
    }

    /// Adds answers to that item and those behind it: to the run of answers before them, if they go on with that. Answers
    /// of another call may stand between two runs of this one's.
    pub(super) fn add(&mut self, payload: &Arc<Vec<u8>>, at: Range<usize>, item: u64, more: u64) {
        if let Some(Arrival::Answers { payload: last, place, first, count }) = self.arrivals.back_mut()
            && Arc::ptr_eq(last, payload)
            && place.end == at.start
            && *first + *count == item
        {
            place.end = at.end;
            *count += more;
            return;
        }
        let payload = Arc::clone(payload);
        self.arrivals.push_back(Arrival::Answers { payload, place: at, first: item, count: more });
    }

    /// What to wait for until the next arrival.
    pub(super) fn signal(&mut self) -> Arc<Condvar> {
        self.waiting = true;
        Arc::clone(self.signal.get_or_insert_default())
    }

    /// Wakes whoever waits for the next arrival.
    pub(super) fn notify(&mut self) {
        if std::mem::take(&mut self.waiting)
            && let Some(signal) = &self.signal
        {
            signal.notify_all();
        }
        self.readers.iter().for_each(|reader| reader.wake());
    }

    /// Wakes whoever waits for the end, which has come.
    pub(super) fn finish(&mut self) {
        self.notify();
        for waker in self.wakers.drain(..) {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_one_run_only_where_nothing_stands_between_them() {
        let mut mail = Mail::new(0, None, None);
        let payload = Arc::new(vec![0; 96]);
        mail.add(&payload, 0..24, 5, 1);
        mail.add(&payload, 24..72, 6, 2);
        mail.add(&payload, 80..96, 8, 1);
        let runs: Vec<_> = mail
            .arrivals
            .iter()
            .map(|arrival| match arrival {
                Arrival::Answers { place, first, count, .. } => (place.clone(), *first, *count),
                Arrival::Lost { item, .. } => panic!("item {item} is lost"),
            })
            .collect();
        assert_eq!(runs, [(0..72, 5, 3), (80..96, 8, 1)]);
    }
}
