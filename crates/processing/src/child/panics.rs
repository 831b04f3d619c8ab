//! Panics of a child: told to the parent as they happen, since an abort may follow.

use std::panic::PanicHookInfo;
use std::sync::Arc;

use crate::error::Panic;
use crate::protocol::{FrameBuffer, Kind};
use crate::session::Session;
use crate::unwind::{self, text_of};

/// From now on each panic is told to the parent, then reported as usual.
pub(crate) fn tell_parent(session: Arc<Session>) {
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        let panic = panic_of(info);
        let frame = FrameBuffer::of(Kind::Panicked, &panic).finish();
        // If the link is broken the parent learns of the end by the exit.
        drop(session.link().send(&frame));
        unwind::note(panic);
        usual(info);
    }));
}

fn panic_of(info: &PanicHookInfo<'_>) -> Panic {
    Panic {
        message: text_of(info.payload()),
        location: info.location().map(ToString::to_string),
        thread: std::thread::current().name().map(Into::into),
    }
}
