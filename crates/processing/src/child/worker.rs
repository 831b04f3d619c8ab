//! A pool's worker: one task after the other, until the parent says stop or has gone.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::code;
use super::desk::{Desk, SEND_EVERY, Shared, Stage, TaskInput, TaskOutput};
use super::serve::Start;
use super::thread::{misunderstood, run_on_user_thread};
use crate::protocol::{Done, Frame, FrameBuffer, Kind, Resume, Talk, TasksHead};
use crate::session::Session;
use crate::unwind::caught;
use crate::{ProcessConfig, ProcessContext, Timers, clock, sys};

/// What a worker runs before its first task.
#[derive(Debug)]
pub(super) struct First {
    pub(super) entry: i64,
    /// Its encoded arguments.
    pub(super) value: Vec<u8>,
}

/// Serves tasks on the user's thread, while this thread waits for the parent's end.
pub(super) fn serve(session: &Arc<Session>, name: Option<String>, first: Option<First>) -> ! {
    session.serve_tasks();
    if let Some(name) = &name {
        sys::name_process(name);
    }
    let worker = Arc::clone(session);
    let started = run_on_user_thread(name, move || {
        if let Some(first) = first {
            prepare(&worker, first);
        }
        Worker::new(&worker).work();
        std::process::exit(0)
    });
    if let Err(failure) = started {
        eprintln!("{}", failure.text.unwrap_or_default());
        sys::quit(1);
    }
    // Whether the wait ends by the parent's end or by an error: nobody is left to work for.
    drop(session.link().wait_hang_up());
    sys::quit(0)
}

/// Runs what comes before the first task, and says so; a worker in which it fails tells why, and ends.
fn prepare(session: &Arc<Session>, first: First) {
    let start = Start {
        session: Arc::clone(session),
        config: ProcessConfig::new(),
        resume: Resume::default(),
        value: first.value,
    };
    session.begin_task();
    let went = code::process_entry(first.entry).and_then(|function| function(start));
    session.end_task();
    session.end_batch();
    let (frame, failed) = match went {
        Ok(_) => (FrameBuffer::new(Kind::Ready), false),
        Err(failure) => (FrameBuffer::of(Kind::Done, &Done { failure: Some(failure) }), true),
    };
    // A parent that has gone hears neither, and this process ends by that.
    let sent = session.link().send(&frame.finish());
    if failed || sent.is_err() {
        std::process::exit(0);
    }
}

/// While another batch is here already, the answers of the one before wait so long for company.
const COMPANY: Duration = Duration::from_micros(100);
/// Tasks that take less are not timed one by one …
const SHORT: Duration = Duration::from_micros(2);
/// … but so many at a time.
const STRIDE: u32 = 16;

struct Worker {
    session: Arc<Session>,
    desk: Desk,
    contexts: HashMap<u64, Rc<Shared>>,
    /// After how many tasks the clock is read.
    stride: u32,
}

impl Worker {
    fn new(session: &Arc<Session>) -> Self {
        ProcessContext::begin(session, Timers::default());
        let desk = Desk::new(session);
        Worker { session: Arc::clone(session), desk, contexts: HashMap::new(), stride: 1 }
    }

    fn work(mut self) {
        loop {
            // Answers may have waited for company that turned out to be another frame than tasks.
            if !self.session.has_frame_for_worker() && !self.desk.send() {
                return;
            }
            let Ok(Some(frame)) = self.session.next_for_worker() else { break };
            if frame.kind == Kind::Tell {
                self.session.hear(frame).unwrap_or_else(|what| misunderstood(&what));
                continue;
            }
            let Frame { kind, mut payload } = frame;
            let number = payload.first_chunk().map(|number| u64::from_le_bytes(*number));
            match (kind, number) {
                (Kind::Stop, _) if payload.is_empty() => break,
                // What a task was to hear that is over by now.
                (Kind::Stop | Kind::Room, _) => {}
                (Kind::Context, Some(number)) => {
                    payload.drain(..8);
                    self.contexts.insert(number, Rc::new(Shared { bytes: Some(payload), ..Shared::default() }));
                }
                (Kind::Forget, Some(number)) => {
                    if let Some(talk) = Talk::from_number(number) {
                        self.session.forget_talk(talk);
                    }
                    let forgotten = self.contexts.remove(&number);
                    // The value's `Drop` is user code; a panic in it has been told by the hook, and harms nothing.
                    drop(caught(|| drop(forgotten)));
                }
                (Kind::Tasks, _) => {
                    if !self.serve(payload) {
                        return;
                    }
                }
                (other, _) => misunderstood(&format_args!("{other:?}")),
            }
        }
        // A parent that has asked to stop has had all answers; one that has gone hears none.
        let _ = self.desk.send();
    }

    /// Serves a batch; `false` when nobody is left to hear of it.
    fn serve(&mut self, payload: Vec<u8>) -> bool {
        let Some(head) = TasksHead::read(&payload) else { misunderstood(&"tasks without a head") };
        let function = code::task_entry(head.entry);
        let context = (head.context != 0).then(|| Rc::clone(self.contexts.entry(head.context).or_default()));
        self.session.begin_batch(head.batch, head.talk);
        let (mut at, mut left) = (TasksHead::SIZE, self.stride);
        let mut mark = clock::now();
        let mut timed = 0;
        for place in 0..head.count {
            let Some(arguments) = task_at(&payload, at) else { misunderstood(&"a task beyond its frame") };
            at = arguments.end;
            if !self.session.board().work.start(head.batch, place) {
                break; // taken back, with all behind it
            }
            self.desk.task.set((head.batch, place));
            let input = TaskInput { desk: &self.desk, frame: &payload, arguments, context: context.as_deref() };
            let output = match &function {
                Ok(function) => self.run(|| function(&input)),
                Err(failure) => Err(Box::new(failure.clone())),
            };
            if !self.desk.take(output) {
                return false;
            }
            timed += 1;
            left -= 1;
            if left == 0 {
                let now = self.clock(&mut mark, &mut timed);
                left = self.stride;
                if self.desk.is_due(now, SEND_EVERY) && !self.desk.send() {
                    return false;
                }
            }
        }
        self.session.end_batch();
        let now = self.clock(&mut mark, &mut timed);
        let more = self.session.has_frame_for_worker() && !self.desk.is_due(now, COMPANY);
        more || self.desk.send()
    }

    /// Reads the clock after some tasks.
    fn clock(&mut self, mark: &mut Instant, timed: &mut u32) -> Instant {
        let now = clock::now();
        if *timed > 0 {
            let took = now.saturating_duration_since(*mark);
            self.desk.worked(took);
            self.stride = if took < SHORT * *timed { STRIDE } else { 1 };
        }
        (*mark, *timed) = (now, 0);
        now
    }

    /// Runs one task.
    fn run(&self, task: impl FnOnce() -> TaskOutput) -> TaskOutput {
        self.session.begin_task();
        self.desk.stage.set(Stage::Working);
        let output = caught(task).unwrap_or_else(|panic| {
            let mut failure = self.desk.stage.get().failure(&panic);
            failure.panic = Some(panic);
            Err(failure.into())
        });
        if self.desk.lived.take() {
            self.session.board().leave();
        }
        self.session.end_task();
        output
    }
}

/// Where the arguments of the task stand whose length stands at `at`.
fn task_at(frame: &[u8], at: usize) -> Option<std::ops::Range<usize>> {
    let (length, rest) = frame.get(at..)?.split_first_chunk()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok().filter(|length| *length <= rest.len())?;
    let start = at + size_of::<u64>();
    Some(start..start + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_task_that_claims_more_than_its_frame_is_none() {
        let mut frame = vec![0; 4];
        frame.extend_from_slice(&2_u64.to_le_bytes());
        frame.extend_from_slice(b"ab");
        assert_eq!(task_at(&frame, 4), Some(12..14));
        assert_eq!(task_at(&frame, 6), None);
        frame[4] = 3;
        assert_eq!(task_at(&frame, 4), None);
        frame[4..12].fill(0xFF);
        assert_eq!(task_at(&frame, 4), None);
        assert_eq!(task_at(&frame, 100), None);
    }
}
