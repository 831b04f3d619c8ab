//! What an object or a function comes to, as a frame.

use cerial::Encode;

use crate::ProcessError;
use crate::error::{ErrorKind, Failure};
use crate::protocol::{FrameBuffer, Kind};
use crate::unwind::caught;

/// A result as a frame.
pub(crate) fn encode_result<T: Encode>(value: &T) -> Result<FrameBuffer, Failure> {
    let encoded = caught(|| {
        let mut frame = FrameBuffer::new(Kind::Value);
        cerial::Options::trusted().encode_into(value, frame.payload()).map(|()| frame)
    });
    match encoded {
        Ok(Ok(frame)) => Ok(frame),
        Ok(Err(error)) => {
            let error = ProcessError::caused(ErrorKind::Encode, "the result could not be encoded", error);
            Err(error.into_failure())
        }
        Err(panic) => {
            let mut failure = Failure::new(ErrorKind::Encode);
            failure.text = Some(format!("the result's encoding panicked: {panic}"));
            failure.panic = Some(panic);
            Err(failure)
        }
    }
}
