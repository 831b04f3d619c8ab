//! Panics of a child: told to the parent as they happen, since an abort may follow.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::thread::is_user_thread;
use super::trace;
use crate::error::Panic;
use crate::protocol::{ABORT, FrameBuffer, Kind};
use crate::session::Session;
use crate::unwind::{self, text_of};

/// What core says when a panic may not unwind any further, and aborts: the panic before it is the one to tell of.
const CONSEQUENCES: [&str; 2] = ["panic in a destructor during cleanup", "panic in a function that cannot unwind"];

/// From now on each panic is told to the parent, then reported as usual.
pub(crate) fn tell_parent(session: Arc<Session>) {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let panic = panic_of(info);
        let is_consequence = CONSEQUENCES.contains(&&*panic.message);
        if is_consequence || cfg!(panic = "abort") {
            // The abort that follows is this panic's, where it was noted as one that nobody hears.
            let noted = &session.board().fault;
            let _ = noted.compare_exchange(ABORT, 0, Ordering::AcqRel, Ordering::Relaxed);
        }
        if is_consequence {
            return usual(info);
        }
        if !is_user_thread() {
            // Nothing else tells of it: the sections go on.
            trace::panicked(&panic);
        }
        let frame = FrameBuffer::of(Kind::Panicked, &panic).finish();
        // If the link is broken the parent learns of the end by the exit.
        drop(session.link().send(&frame));
        unwind::note(panic);
        usual(info);
    }));
}

fn panic_of(info: &PanicHookInfo<'_>) -> Panic {
    let backtrace = Backtrace::capture();
    let is_asked_for = backtrace.status() == BacktraceStatus::Captured;
    Panic {
        message: text_of(info.payload()),
        location: info.location().map(ToString::to_string),
        thread: std::thread::current().name().map(Into::into),
        backtrace: is_asked_for.then(|| backtrace.to_string().into()),
    }
}
