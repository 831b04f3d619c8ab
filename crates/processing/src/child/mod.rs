//! The child's side: a session that serves one parent.

mod code;
mod desk;
mod ending;
mod panics;
mod serve;
mod thread;
#[cfg(feature = "tracing")]
mod trace;
#[cfg(not(feature = "tracing"))]
mod untraced;
mod worker;

pub(crate) use desk::{TaskInput, TaskOutput};
pub(crate) use ending::encode_result;
pub(crate) use serve::{Arrival, Start, serve};
#[cfg(not(feature = "tracing"))]
use untraced as trace;

use crate::error::Failure;
use crate::protocol::FrameBuffer;

/// A function that runs an object or a single function, in a child, and makes a `Value` frame of the result.
pub(crate) type ProcessEntry = fn(Start) -> Result<FrameBuffer, Failure>;

/// A function that runs one of a pool's tasks, in a worker.
pub(crate) type TaskEntry = fn(&TaskInput<'_>) -> TaskOutput;
