//! One function in a child of its own.

use cerial::{Decode, Encode};

use crate::ProcessConfig;
use crate::child::ProcessEntry;
use crate::error::{ErrorKind, ProcessError};
use crate::image::Code;
use crate::job::Job;
use crate::parent::{Handle, Plan};
use crate::protocol::{FrameBuffer, Kind};
use crate::task::{Task, run_spawned};

/// Runs one function in a child of its own, with a tuple of arguments.
///
/// The function captures nothing; what it needs are its arguments. Its child finds
/// [`ProcessContext::current`](crate::ProcessContext::current), through which the two sides may talk. Dropping the
/// [`Job`] ends the child. For many tasks there is [`Pool`](crate::Pool), whose workers stay.
///
/// **Children don't run `main`.** What `main` sets up (a global, a `tracing` subscriber) is missing in them, unless it
/// stands above [`processing::init()`](crate::init), which children then run too.
///
/// ```
/// fn add(a: u32, b: u32) -> u32 {
///     a + b
/// }
/// let job = processing::spawn(add, (1, 2))?;
/// assert_eq!(job.get()?, 3);
/// # Ok::<(), processing::ProcessError>(())
/// ```
///
/// Whatever the function does to its process is an error here:
///
/// ```
/// fn leave() {
///     std::process::exit(3)
/// }
/// let error = processing::spawn(leave, ())?.get().unwrap_err();
/// assert_eq!(error.exit().and_then(|exit| exit.code()), Some(3));
/// # Ok::<(), processing::ProcessError>(())
/// ```
///
/// # Errors
///
/// [`Encode`](ErrorKind::Encode) when the arguments can't be encoded, [`Start`](ErrorKind::Start) when the system
/// doesn't start another process. What goes wrong later is an error of [`Job::get`].
pub fn spawn<F, Args>(function: F, arguments: Args) -> Result<Job<F::Output>, ProcessError>
where
    F: Task<Args>,
    F::Output: 'static,
    Args: Encode + Decode,
{
    let _: F = function; // the entry makes it anew
    let entry = Code::<ProcessEntry>::of(run_spawned::<F, Args>)?.offset();
    let mut value = FrameBuffer::new(Kind::Value);
    cerial::Options::trusted()
        .encode_into(&arguments, value.payload())
        .map_err(|error| ProcessError::caused(ErrorKind::Encode, "the arguments could not be encoded", error))?;
    let handle = Handle::start(entry, ProcessConfig::new(), Plan { lives: 0 }, value)?;
    Ok(Job::of_child(handle))
}
