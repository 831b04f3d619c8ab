//! What all tasks of some calls share: encoded once, sent once to each worker, or made there.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use cerial::Encode;

use super::crew::Crew;
use crate::error::{ErrorKind, ProcessError};
use crate::protocol::{FrameBuffer, Kind};

/// A context; its number is the same in all workers. Dropped, it is forgotten there.
#[derive(Debug)]
pub(super) struct Context {
    pub(super) number: u64,
    /// The frame that brings it, unless it is made in the workers.
    pub(super) frame: Option<Arc<Vec<u8>>>,
    crew: Weak<Crew>,
}

impl Context {
    /// One that is made in the workers.
    pub(super) fn made(crew: &Arc<Crew>) -> Arc<Context> {
        Arc::new(Context { number: next(), frame: None, crew: Arc::downgrade(crew) })
    }

    /// One that is sent.
    pub(super) fn sent<C: Encode>(crew: &Arc<Crew>, value: &C) -> Result<Arc<Context>, ProcessError> {
        let number = next();
        let mut frame = FrameBuffer::new(Kind::Context);
        frame.payload().extend_from_slice(&number.to_le_bytes());
        cerial::Options::trusted()
            .encode_into(value, frame.payload())
            .map_err(|error| ProcessError::caused(ErrorKind::Encode, "the context could not be encoded", error))?;
        Ok(Arc::new(Context { number, frame: Some(Arc::new(frame.finish())), crew: Arc::downgrade(crew) }))
    }
}

/// From 1 on: 0 is no context.
fn next() -> u64 {
    static NUMBERS: AtomicU64 = AtomicU64::new(1);
    NUMBERS.fetch_add(1, Ordering::Relaxed)
}

impl Drop for Context {
    fn drop(&mut self) {
        if let Some(crew) = self.crew.upgrade() {
            crew.forget(self.number);
        }
    }
}
