//! What a child runs for an object: decode it, live its life, encode the result.

use super::{Life, Skprocess};
use crate::child::{Start, encode_result};
use crate::error::{ErrorKind, Failure};
use crate::protocol::{FrameBuffer, Kind};
use crate::unwind::caught;
use crate::{ProcessContext, ProcessError, Timers};

/// The code that a child runs for an object of type `S`.
pub(super) fn run_in_child<S: Skprocess>(start: Start) -> Result<FrameBuffer, Failure> {
    let mut timers = Timers::default();
    timers.take(&start.resume.times);
    if start.resume.stopping {
        start.session.stop();
    }
    let cx = ProcessContext::begin(&start.session, timers);
    let object = caught(|| cerial::Options::trusted().from_slice::<S>(&start.value));
    drop(start.value);
    let mut object = match object {
        Ok(Ok(object)) => object,
        Ok(Err(error)) => {
            let error = ProcessError::caused(ErrorKind::Decode, "the object could not be decoded in its child", error);
            return Err(error.into_failure());
        }
        Err(panic) => {
            let text = format!("the object's decoding in its child panicked: {panic}");
            return Err(Failure { panic: Some(panic), ..Failure::new(ErrorKind::Decode).text(text) });
        }
    };
    let keep_object = start.config.keep_object;
    let life = Life { config: start.config, resume: start.resume, supervised: true };
    let result = life.live(&mut object, &cx).and_then(|value| encode_result(&value));
    let result = match keep_object.then(|| send_object(&cx, &object)) {
        // A failure that is there already says more than one of the object's encoding.
        Some(Err(failure)) => result.and(Err(failure)),
        Some(Ok(())) | None => result,
    };
    // Its `Drop` is user code: it runs, and can do no harm to a result that is already made.
    match caught(move || drop(object)) {
        Ok(()) => result,
        Err(panic) => result.and_then(|_| {
            let text = format!("the object's drop panicked: {panic}");
            Err(Failure { panic: Some(panic), ..Failure::new(ErrorKind::Other).text(text) })
        }),
    }
}

/// Sends the object as it is at its end.
fn send_object<S: Skprocess>(cx: &ProcessContext, object: &S) -> Result<(), Failure> {
    let mut frame = FrameBuffer::new(Kind::Object);
    match caught(|| cerial::Options::trusted().encode_into(object, frame.payload())) {
        Ok(Ok(())) => {
            // If the link is broken the parent has gone, and this process is about to end.
            drop(cx.session().link().send(&frame.finish()));
            Ok(())
        }
        Ok(Err(error)) => {
            let error = ProcessError::caused(ErrorKind::Encode, "the object could not be encoded at its end", error);
            Err(error.into_failure())
        }
        Err(panic) => {
            let text = format!("the object's encoding at its end panicked: {panic}");
            Err(Failure { panic: Some(panic), ..Failure::new(ErrorKind::Encode).text(text) })
        }
    }
}
