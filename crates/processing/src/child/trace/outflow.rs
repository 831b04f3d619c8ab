//! How what a child traces goes out: into a ring that it shares with its parent, where a crash right behind it loses
//! nothing. Whoever traces never waits: what finds no room is dropped, and counted.

use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, PoisonError};

use crate::protocol::Trace;
use crate::session::Session;

/// So many bytes of the ring are left to what must go out.
const RESERVE: usize = 64 << 10;

/// The way out.
#[derive(Debug)]
pub(super) struct Outflow {
    session: Arc<Session>,
    /// The process whose parent it is; a copy of it by `fork` has nothing to say there.
    pid: u32,
    /// Held by whoever writes: spans whose ends found no room.
    writing: Mutex<Vec<u64>>,
}

impl Outflow {
    pub(super) fn new(session: Arc<Session>) -> Self {
        Outflow { session, pid: std::process::id(), writing: Mutex::default() }
    }

    /// The run that the process is in.
    pub(super) fn run(&self) -> Option<u64> {
        self.session.board().place().map(|(_, run, _)| run)
    }

    /// Tells something; whether there was room for it.
    pub(super) fn tell(&self, trace: &Trace) -> bool {
        if std::process::id() != self.pid {
            return false;
        }
        let record = cerial::to_vec(trace).expect("plain data without locks or cycles encodes");
        let mut ends = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let went = self.session.ring().put(&record, RESERVE);
        if went {
            self.close(&mut ends);
        } else {
            self.session.board().traced.dropped.fetch_add(1, Ordering::Relaxed);
        }
        drop(ends);
        self.announce();
        went
    }

    /// Tells of the end of a span. Where there is no room for it now, it is told with what follows.
    pub(super) fn tell_end(&self, span: u64) {
        if std::process::id() != self.pid {
            return;
        }
        let mut ends = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        ends.push(span);
        self.close(&mut ends);
        drop(ends);
        self.announce();
    }

    /// Tells of ends, as many as there is room for.
    fn close(&self, ends: &mut Vec<u64>) {
        while let Some(span) = ends.last() {
            let end = cerial::to_vec(&Trace::Closed { span: *span }).expect("as above");
            if !self.session.ring().put(&end, 0) {
                return;
            }
            ends.pop();
        }
    }

    /// Has the parent look, if it was not told to since it has looked last. The parent clears the mark before it reads,
    /// so that nothing which was written before this goes unseen.
    fn announce(&self) {
        if self.session.board().traced.announced.swap(1, Ordering::SeqCst) == 0 {
            self.session.link().announce();
        }
    }
}
