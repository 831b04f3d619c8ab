//! A worker's desk: what a task's code gets, and the answers that were not sent yet.

use std::any::Any;
use std::cell::{Cell, OnceCell, RefCell};
use std::ops::Range;
use std::sync::Arc;
use std::time::{Duration, Instant};

use cerial::{Decode, Encode};

use crate::error::{ErrorKind, Failure, ProcessError};
use crate::link::Area;
use crate::protocol::{ANSWERS_HEAD, FrameBuffer, Kind, write_answer};
use crate::session::Session;
use crate::{ProcessContext, Timers, clock};

/// What came of a task: its answer lies on the desk, or this went wrong. In a box, since it is moved with each task that
/// goes well.
pub(crate) type TaskOutput = Result<(), Box<Failure>>;

/// What a task's code gets.
#[derive(Debug)]
pub(crate) struct TaskInput<'a> {
    pub(super) desk: &'a Desk,
    pub(super) frame: &'a [u8],
    pub(super) arguments: Range<usize>,
    pub(super) context: Option<&'a Shared>,
}

/// What all tasks of a call share in a worker: its bytes, and the value once a task has asked for it.
#[derive(Debug, Default)]
pub(crate) struct Shared {
    pub(super) bytes: Option<Vec<u8>>,
    pub(super) value: OnceCell<Box<dyn Any>>,
}

impl TaskInput<'_> {
    /// The arguments.
    pub(crate) fn arguments<Args: Decode>(&self) -> Result<Args, Box<Failure>> {
        self.desk.stage.set(Stage::Decoding);
        let decoded = cerial::Options::trusted().from_slice(&self.frame[self.arguments.clone()]);
        self.desk.stage.set(Stage::Working);
        decoded.map_err(|error| {
            let text = "the task could not be decoded in its worker";
            ProcessError::caused(ErrorKind::Decode, text, error).into_failure().into()
        })
    }

    /// The context of the call, decoded by the first task that asks for it.
    pub(crate) fn context<C: Decode + 'static>(&self) -> Result<&C, Box<Failure>> {
        self.shared(|shared| {
            let bytes = shared.bytes.as_ref().ok_or_else(lost_context)?;
            self.desk.stage.set(Stage::DecodingContext);
            let decoded = cerial::Options::trusted().from_slice(bytes);
            self.desk.stage.set(Stage::Working);
            decoded.map_err(|error| {
                let text = "the context could not be decoded in its worker";
                ProcessError::caused(ErrorKind::Decode, text, error).into_failure().into()
            })
        })
    }

    /// What `make` makes for the first task of the call in this worker.
    pub(crate) fn made<C: 'static>(&self, make: impl FnOnce() -> C) -> Result<&C, Box<Failure>> {
        self.shared(|_| {
            self.desk.stage.set(Stage::Making);
            let made = make();
            self.desk.stage.set(Stage::Working);
            Ok(made)
        })
    }

    fn shared<C: 'static>(&self, make: impl FnOnce(&Shared) -> Result<C, Box<Failure>>) -> Result<&C, Box<Failure>> {
        let shared = self.context.ok_or_else(lost_context)?;
        if shared.value.get().is_none() {
            let value = make(shared)?;
            // Nobody else can have set it: a worker runs one task at a time.
            shared.value.get_or_init(|| Box::new(value));
        }
        shared.value.get().and_then(|value| value.downcast_ref()).ok_or_else(lost_context)
    }

    /// A context of its own for a task that is an object with sections.
    pub(crate) fn begin_life(&self) -> ProcessContext {
        self.desk.lived.set(true);
        ProcessContext::begin(&self.desk.session, Timers::default())
    }

    /// Lays the task's result on the desk.
    pub(crate) fn answer<R: Encode>(&self, result: &R) -> TaskOutput {
        self.desk.stage.set(Stage::Encoding);
        let encoded = self.desk.write(false, |bytes| cerial::Options::trusted().encode_into(result, bytes));
        self.desk.stage.set(Stage::Working);
        encoded.map_err(|error| {
            ProcessError::caused(ErrorKind::Encode, "the result could not be encoded", error).into_failure().into()
        })
    }
}

fn lost_context() -> Box<Failure> {
    Failure::new(ErrorKind::Link).text("the context of the call did not reach the worker").into()
}

/// What a task's code is doing, for the error of a panic.
#[derive(Clone, Copy, Debug)]
pub(super) enum Stage {
    Decoding,
    DecodingContext,
    Making,
    Working,
    Encoding,
}

impl Stage {
    /// The failure of a panic at this stage.
    pub(super) fn failure(self, panic: &crate::Panic) -> Failure {
        let failed = |kind, what| Failure::new(kind).text(format!("{what} panicked: {panic}"));
        match self {
            Stage::Decoding => failed(ErrorKind::Decode, "the decoding of the task in its worker"),
            Stage::DecodingContext => failed(ErrorKind::Decode, "the decoding of the context in its worker"),
            Stage::Making => failed(ErrorKind::Task, "the function of `init`"),
            Stage::Encoding => failed(ErrorKind::Encode, "the encoding of the result"),
            Stage::Working => Failure::new(ErrorKind::Task),
        }
    }
}

/// Answers are sent when so many bytes of them lie here …
const ENOUGH: usize = 64 << 10;
/// … or when the last sending lies so far back: a batch whose tasks take as long as they were measured goes whole.
pub(super) const SEND_EVERY: Duration = Duration::from_millis(6);
/// A buffer that has grown beyond this is given back.
const KEEP: usize = 1 << 20;

/// Where a worker's answers lie until they are sent.
#[derive(Debug)]
pub(crate) struct Desk {
    session: Arc<Session>,
    pub(super) stage: Cell<Stage>,
    /// Whether a task has begun a context of its own.
    pub(super) lived: Cell<bool>,
    /// The batch and the place of the task that runs.
    pub(super) task: Cell<(u32, u32)>,
    answers: RefCell<Answers>,
}

#[derive(Debug)]
struct Answers {
    frame: FrameBuffer,
    /// How many of its bytes are answers that are complete.
    kept: usize,
    tasks: u64,
    nanos: u64,
    sent_at: Instant,
}

impl Answers {
    fn clear(&mut self) {
        self.frame.reset(KEEP);
        self.frame.payload().extend_from_slice(&[0; ANSWERS_HEAD]);
        (self.kept, self.tasks, self.nanos) = (0, 0, 0);
    }

    /// Where the answers begin in the frame.
    fn start(&self) -> usize {
        FrameBuffer::HEADER + ANSWERS_HEAD
    }
}

impl Desk {
    pub(super) fn new(session: &Arc<Session>) -> Self {
        let mut answers =
            Answers { frame: FrameBuffer::new(Kind::Answers), kept: 0, tasks: 0, nanos: 0, sent_at: clock::now() };
        answers.clear();
        Desk {
            session: Arc::clone(session),
            stage: Cell::new(Stage::Working),
            lived: Cell::new(false),
            task: Cell::new((0, 0)),
            answers: RefCell::new(answers),
        }
    }

    fn write<E>(&self, failed: bool, body: impl FnOnce(&mut Vec<u8>) -> Result<(), E>) -> Result<(), E> {
        let (batch, place) = self.task.get();
        write_answer(self.answers.borrow_mut().frame.payload(), batch, place, failed, body)
    }

    /// Takes what a task came to: from then on its answer outlives this process. Whether the parent still listens.
    #[must_use]
    pub(super) fn take(&self, output: TaskOutput) -> bool {
        if let Err(mut failure) = output {
            {
                // Whatever it has written of an answer is not one.
                let mut answers = self.answers.borrow_mut();
                let end = answers.start() + answers.kept;
                answers.frame.payload().truncate(end);
            }
            failure.pid = Some(std::process::id());
            self.write(true, |bytes| cerial::encode_into(&failure, bytes))
                .expect("plain data without locks or cycles encodes");
        }
        let mut answers = self.answers.borrow_mut();
        let start = answers.start();
        let (kept, end) = (answers.kept, answers.frame.payload().len() - start);
        answers.tasks += 1;
        if end > Area::SIZE {
            // It can't be laid where it would outlive this process, so it must be sent before the next task starts.
            answers.kept = end;
            drop(answers);
            return self.send();
        }
        self.session.area().write(kept, &answers.frame.payload()[start + kept..]);
        self.session.board().work.set_area(end);
        answers.kept = end;
        drop(answers);
        end < ENOUGH || self.send()
    }

    /// Counts the time of tasks.
    pub(super) fn worked(&self, time: Duration) {
        let nanos = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let mut answers = self.answers.borrow_mut();
        answers.nanos = answers.nanos.saturating_add(nanos);
    }

    /// Whether answers wait, and have done so for long.
    pub(super) fn is_due(&self, now: Instant, after: Duration) -> bool {
        let answers = self.answers.borrow();
        answers.kept > 0 && now.saturating_duration_since(answers.sent_at) >= after
    }

    /// Sends the answers that wait. Whether the parent still listens.
    #[must_use]
    pub(super) fn send(&self) -> bool {
        let mut answers = self.answers.borrow_mut();
        if answers.kept == 0 {
            return true;
        }
        let head = FrameBuffer::HEADER;
        let (nanos, tasks) = (answers.nanos, answers.tasks);
        let payload = answers.frame.payload();
        payload[head..head + 8].copy_from_slice(&tasks.to_le_bytes());
        payload[head + 8..head + 16].copy_from_slice(&nanos.to_le_bytes());
        let sent = self.session.link().send(answers.frame.seal()).is_ok();
        // Until here they stood in the area too, and the parent knows which it has heard.
        self.session.board().work.clear_area();
        answers.clear();
        answers.sent_at = clock::now();
        sent
    }
}
