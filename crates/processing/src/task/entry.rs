//! The entries: what a worker or a child runs for a function that the parent named.

use std::error::Error;

use cerial::{Decode, Encode};

use super::adapt::failed;
use super::conjure::conjure;
use super::function::{Task, Turn};
use crate::child::{Start, TaskInput, TaskOutput, encode_result};
use crate::error::{ErrorKind, Failure};
use crate::protocol::FrameBuffer;
use crate::unwind::caught;
use crate::{ProcessContext, ProcessError, Timers};

/// A task with one argument.
pub(crate) fn run_one<F: Task<(T,)>, T: Decode>(input: &TaskInput<'_>) -> TaskOutput {
    let argument = input.arguments()?;
    let result = conjure::<F>().perform((argument,), &Turn::in_worker(input)).map_err(|failure| failure.0)?;
    input.answer(&result)
}

/// A task whose argument is spread.
pub(crate) fn run_star<F: Task<Args>, Args: Decode>(input: &TaskInput<'_>) -> TaskOutput {
    let arguments = input.arguments()?;
    let result = conjure::<F>().perform(arguments, &Turn::in_worker(input)).map_err(|failure| failure.0)?;
    input.answer(&result)
}

/// A task that also gets the call's context.
pub(crate) fn run_with<F, C, T, R>(input: &TaskInput<'_>) -> TaskOutput
where
    F: Fn(&C, T) -> R + Copy + 'static,
    C: Decode + 'static,
    T: Decode,
    R: Encode,
{
    let argument = input.arguments()?;
    let context = input.context()?;
    input.answer(&conjure::<F>()(context, argument))
}

/// The same, for a function that may fail.
pub(crate) fn run_with_trying<F, C, T, R, E>(input: &TaskInput<'_>) -> TaskOutput
where
    F: Fn(&C, T) -> Result<R, E> + Copy + 'static,
    C: Decode + 'static,
    T: Decode,
    R: Encode,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let argument = input.arguments()?;
    let context = input.context()?;
    let result = conjure::<F>()(context, argument).map_err(|error| failed(error.into()).0)?;
    input.answer(&result)
}

/// A task that also gets what `I` makes in its worker.
pub(crate) fn run_made<F, I, C, T, R>(input: &TaskInput<'_>) -> TaskOutput
where
    F: Fn(&C, T) -> R + Copy + 'static,
    I: Fn() -> C + Copy + 'static,
    C: 'static,
    T: Decode,
    R: Encode,
{
    let argument = input.arguments()?;
    let made = input.made(conjure::<I>())?;
    input.answer(&conjure::<F>()(made, argument))
}

/// The same, for a function that may fail.
pub(crate) fn run_made_trying<F, I, C, T, R, E>(input: &TaskInput<'_>) -> TaskOutput
where
    F: Fn(&C, T) -> Result<R, E> + Copy + 'static,
    I: Fn() -> C + Copy + 'static,
    C: 'static,
    T: Decode,
    R: Encode,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    let argument = input.arguments()?;
    let made = input.made(conjure::<I>())?;
    let result = conjure::<F>()(made, argument).map_err(|error| failed(error.into()).0)?;
    input.answer(&result)
}

/// One function in a child of its own.
pub(crate) fn run_spawned<F: Task<Args>, Args: Decode>(start: Start) -> Result<FrameBuffer, Failure> {
    let context = ProcessContext::begin(&start.session, Timers::default());
    let decoded = caught(|| cerial::Options::trusted().from_slice::<Args>(&start.value));
    drop(start.value);
    let arguments = match decoded {
        Ok(Ok(arguments)) => arguments,
        Ok(Err(error)) => {
            let text = "the arguments could not be decoded in the child";
            return Err(ProcessError::caused(ErrorKind::Decode, text, error).into_failure());
        }
        Err(panic) => {
            let text = format!("the decoding of the arguments in the child panicked: {panic}");
            return Err(Failure { panic: Some(panic), ..Failure::new(ErrorKind::Decode).text(text) });
        }
    };
    match caught(|| conjure::<F>().perform(arguments, &Turn::in_child(&context))) {
        Ok(Ok(result)) => encode_result(&result),
        Ok(Err(failure)) => Err(*failure.0),
        Err(panic) => Err(Failure { panic: Some(panic), ..Failure::new(ErrorKind::Task) }),
    }
}
