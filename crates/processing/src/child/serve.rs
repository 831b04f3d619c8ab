//! A child's life: hello, the user's code on a thread of its own, the end.

use std::io;
use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::thread::{MISUNDERSTOOD, misunderstood, run_on_user_thread};
use super::{code, panics, trace, worker};
use crate::config::Limits;
use crate::error::{ErrorKind, Failure, Panic};
use crate::image;
use crate::invitation::Invitation;
use crate::link::{Link, Page};
use crate::protocol::{Begin, Done, Frame, FrameBuffer, Hello, Job, Kind, LINK_LOST, Resume, VERSION};
use crate::session::{Lost, Session};
use crate::unwind::caught;
use crate::{ProcessConfig, sys};

/// What a child has from its parent before the first frame.
#[derive(Debug)]
pub(crate) struct Arrival {
    pub(crate) invitation: Invitation,
    pub(crate) link: Link,
    pub(crate) page: Page,
}

/// What an entry gets.
#[derive(Debug)]
pub(crate) struct Start {
    pub(crate) session: Arc<Session>,
    pub(crate) config: ProcessConfig,
    pub(crate) resume: Resume,
    /// The encoded object, or the function's encoded arguments.
    pub(crate) value: Vec<u8>,
}

/// The exit code of a child whose parent has gone.
const ORPHANED: i32 = 71;

/// Serves the parent, and exits.
pub(crate) fn serve(arrival: Arrival) -> ! {
    let Arrival { invitation, link, page } = arrival;
    let session = Session::open(link, page);
    panics::tell_parent(Arc::clone(&session));
    let begin: Begin = match expect(&session, Kind::Begin) {
        Some(payload) => cerial::from_slice(&payload).unwrap_or_else(|error| misunderstood(&error)),
        None => orphaned(&session),
    };
    let image = image::identity().unwrap_or_default();
    let refusal =
        impose(&begin.limits).err().map(|(limit, error)| format!("the child's {limit} could not be set: {error}"));
    let hello = Hello { version: VERSION, pid: std::process::id(), image, refusal };
    if session.link().send(&FrameBuffer::of(Kind::Hello, &hello).finish()).is_err() {
        orphaned(&session);
    }
    if begin.version != VERSION || image != invitation.image || hello.refusal.is_some() {
        // The parent sees the same in the hello, and says so better than we could.
        sys::quit(MISUNDERSTOOD);
    }
    trace::install(&session, begin.trace);
    match begin.job {
        Job::Once { entry, config, resume } => once(&session, entry, *config, *resume),
        Job::Worker { name, first } => {
            let first = first.map(|entry| {
                let value = expect(&session, Kind::Value).unwrap_or_else(|| orphaned(&session));
                worker::First { entry, value }
            });
            worker::serve(&session, name, first)
        }
    }
}

/// Sets the limits of this process, or says which could not be set.
fn impose(limits: &Limits) -> Result<(), (&'static str, io::Error)> {
    let Limits { nice, memory, cpu, open_files } = *limits;
    let set = |limit: Option<u64>, name, set: fn(u64) -> io::Result<()>| {
        limit.map_or(Ok(()), |limit| set(limit).map_err(|error| (name, error)))
    };
    nice.map_or(Ok(()), |level| sys::add_nice(level).map_err(|error| ("nice level", error)))?;
    set(
        cpu.map(|time| time.as_secs() + u64::from(time.subsec_nanos() > 0)),
        "limit of computing time",
        sys::limit_cpu,
    )?;
    set(open_files, "limit of open files", sys::limit_open_files)?;
    set(memory, "limit of memory", sys::limit_memory)
}

/// Runs an object or a function, while this thread reads what the parent says and nobody waits for.
fn once(session: &Arc<Session>, entry: i64, config: ProcessConfig, resume: Resume) -> ! {
    let value = expect(session, Kind::Value).unwrap_or_else(|| orphaned(session));
    if let Err(why) = session.take_arrived() {
        lost(session, &why);
    }
    let start = Start { session: Arc::clone(session), config, resume, value };
    let started = run_on_user_thread(None, move || {
        let session = Arc::clone(&start.session);
        // Sections and functions are guarded where they are called; this is for the rest of the user's code: drops,
        // texts of errors. Without an end the parent would wait for ever.
        let result = caught(|| code::process_entry(entry).and_then(|function| function(start)));
        finish(&session, result.unwrap_or_else(|panic| Err(escaped(panic))));
    });
    if let Err(failure) = started {
        finish(session, Err(failure));
    }
    lost(session, &session.attend())
}

/// The failure of a panic that none of the guards has caught.
fn escaped(panic: Panic) -> Failure {
    let text = format!("a panic outside of the sections: {panic}");
    Failure { panic: Some(panic), ..Failure::new(ErrorKind::Other).text(text) }
}

/// Sends the end, and exits. If the parent has gone nobody is left to hear it.
fn finish(session: &Session, result: Result<FrameBuffer, Failure>) -> ! {
    let send = |frame: FrameBuffer| {
        if session.link().send(&frame.finish()).is_err() {
            orphaned(session);
        }
    };
    let failure = match result {
        Ok(value) => {
            send(value);
            None
        }
        Err(failure) => Some(failure),
    };
    send(FrameBuffer::of(Kind::Done, &Done { failure }));
    std::process::exit(0)
}

/// Ends this process, which reads its link no more.
fn lost(session: &Session, why: &Lost) -> ! {
    match why {
        Lost::Ended => orphaned(session),
        Lost::Misunderstood(what) => misunderstood(what),
    }
}

/// Ends this process, which has lost its link: its parent has gone, or a parent that hasn't finds it noted.
fn orphaned(session: &Session) -> ! {
    session.board().fault.store(LINK_LOST, Ordering::Release);
    sys::quit(ORPHANED)
}

fn expect(session: &Session, kind: Kind) -> Option<Vec<u8>> {
    match session.link().next() {
        Ok(Some(Frame { kind: came, payload })) if came == kind => Some(payload),
        Ok(Some(frame)) => misunderstood(&format_args!("{:?} in place of {kind:?}", frame.kind)),
        Ok(None) | Err(_) => None,
    }
}
