//! What the parent is told of a life while it is lived: times, and the object's state for another life.

use std::time::Duration;

use cerial::Encode;

use crate::error::{ErrorKind, ProcessError};
use crate::protocol::{FrameBuffer, Kind, LEDGER, Report};
use crate::session::Session;
use crate::timers::Times;
use crate::unwind::caught;
use crate::{ProcessConfig, Section};

/// Tells the parent. A pool's task is told of by its answer, and by its limits, which the parent keeps here too.
pub(super) struct Journal<'a> {
    session: &'a Session,
    supervised: bool,
    keeps_state: bool,
    /// What stands in the ledger and was not told.
    times: Times,
}

impl<'a> Journal<'a> {
    pub(super) fn new(session: &'a Session, config: &ProcessConfig, supervised: bool) -> Self {
        let keeps_state = supervised && config.keeps_state();
        Self { session, supervised, keeps_state, times: Times::default() }
    }

    /// Whether a parent follows this life, rather than a pool.
    pub(super) fn is_supervised(&self) -> bool {
        self.supervised
    }

    fn send(&self, frame: FrameBuffer) {
        // If the link is broken the parent has gone, and this process is about to end.
        drop(self.session.link().send(&frame.finish()));
    }

    /// A section with a limit starts or has ended.
    pub(super) fn report(&self, report: &Report) {
        self.send(FrameBuffer::of(Kind::Report, report));
    }

    /// A section, or a whole run, has taken so long.
    pub(super) fn took(&mut self, section: Option<Section>, took: Duration) {
        if !self.supervised {
            return;
        }
        if self.times.len() as u64 == LEDGER {
            let times = std::mem::take(&mut self.times);
            self.send(FrameBuffer::of(Kind::Times, &times));
        }
        self.times.push(section, took);
        self.session.board().ledger.note(section, took);
    }

    /// The object as it is before that run.
    pub(super) fn state<S: Encode>(&mut self, run: u64, object: &S) -> Result<(), ProcessError> {
        if !self.keeps_state {
            return Ok(());
        }
        let mut frame = FrameBuffer::new(Kind::State);
        frame.payload().extend_from_slice(&run.to_le_bytes());
        match caught(|| cerial::Options::trusted().encode_into(object, frame.payload())) {
            Ok(Ok(())) => {
                self.send(frame);
                Ok(())
            }
            Ok(Err(error)) => {
                let text = "the object's state could not be encoded, which lives and limits need";
                Err(ProcessError::caused(ErrorKind::Encode, text, error))
            }
            Err(panic) => {
                let text = format!("the encoding of the object's state panicked: {panic}");
                let mut error = ProcessError::with_text(ErrorKind::Encode, text);
                error.failure_mut().panic = Some(panic);
                Err(error)
            }
        }
    }
}
