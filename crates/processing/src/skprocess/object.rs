//! What a user writes: an object with sections.

use std::any::Any;

use cerial::{Decode, Encode};

use super::Process;
use crate::{ProcessConfig, ProcessContext, ProcessError};

/// What a section returns: `?` takes any error in it.
///
/// ```
/// fn section() -> processing::Result {
///     let n: u32 = "12".parse()?;
///     std::fs::metadata("/")?;
///     if n == 0 {
///         return Err("nothing to do".into());
///     }
///     Ok(())
/// }
/// assert!(section().is_ok());
/// ```
pub type Result<T = ()> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// An object that lives in a process of its own: write its sections, call [`start`](Skprocess::start).
///
/// The life of a process, in its child:
///
/// 1. between runs: if it was asked to stop, has reached [`runs`](ProcessConfig::runs), or its
///    [`join_in`](ProcessConfig::join_in) is over, it goes on with 3.
/// 2. one run: [`prerun`](Skprocess::prerun), [`run`](Skprocess::run), [`postrun`](Skprocess::postrun); then 1.
/// 3. [`onfinish`](Skprocess::onfinish), then [`result`](Skprocess::result).
///
/// A section that returns an error or panics in a run costs one of the [`lives`](ProcessConfig::lives); while
/// some are left the run is repeated from `prerun`. After the last one, [`error`](Skprocess::error) takes the
/// place of `result`.
///
/// The object is encoded at `start()` and decoded in the child; the parent's value is not changed by it.
///
/// **Children don't run `main`.** What `main` sets up (a global, a `tracing` subscriber) is missing in them,
/// unless it stands above [`processing::init()`](crate::init), which children then run too.
///
/// ```
/// use processing::prelude::*;
///
/// #[derive(Cerial)]
/// struct CountDown {
///     left: u32,
///     sum: u32,
/// }
///
/// impl Skprocess for CountDown {
///     type Output = u32;
///
///     fn run(&mut self, cx: &ProcessContext) -> processing::Result {
///         self.sum += self.left;
///         self.left -= 1;
///         if self.left == 0 {
///             cx.stop();
///         }
///         Ok(())
///     }
///
///     fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u32> {
///         Ok(self.sum)
///     }
/// }
///
/// assert_eq!(CountDown { left: 4, sum: 0 }.start()?.result()?, 10);
/// # Ok::<(), processing::ProcessError>(())
/// ```
///
/// An output other than `()` needs a `result` of its own; without one the program doesn't build:
///
/// ```compile_fail
/// use processing::prelude::*;
///
/// #[derive(Cerial)]
/// struct Nothing;
/// impl Skprocess for Nothing {
///     type Output = u32;
///     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
///         Ok(())
///     }
/// }
/// let process = Nothing.start();
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no process: it doesn't implement `Skprocess`",
    label = "give it `type Output` and `fn run`",
    note = "for one function in a child of its own there is `processing::spawn(f, (arguments,))`"
)]
pub trait Skprocess: Encode + Decode + 'static {
    /// What the parent gets.
    type Output: Encode + Decode + 'static;

    /// How it runs. Read once, at `start()`.
    fn config(&self) -> ProcessConfig {
        ProcessConfig::new()
    }

    /// Before each run: connect, read, ask.
    ///
    /// # Errors
    ///
    /// Any; it costs a life.
    fn prerun(&mut self, cx: &ProcessContext) -> Result {
        cx.undefined();
        Ok(())
    }

    /// The work of one run. It repeats by itself.
    ///
    /// # Errors
    ///
    /// Any; it costs a life.
    fn run(&mut self, cx: &ProcessContext) -> Result;

    /// After each run: close, collect.
    ///
    /// # Errors
    ///
    /// Any; it costs a life.
    fn postrun(&mut self, cx: &ProcessContext) -> Result {
        cx.undefined();
        Ok(())
    }

    /// Once, after the last run.
    ///
    /// # Errors
    ///
    /// Any; [`error`](Skprocess::error) then takes the place of `result`.
    fn onfinish(&mut self, cx: &ProcessContext) -> Result {
        cx.undefined();
        Ok(())
    }

    /// Makes what the parent gets. Needed unless `Output` is `()`.
    ///
    /// # Errors
    ///
    /// Any; [`error`](Skprocess::error) then takes its place.
    fn result(&mut self, cx: &ProcessContext) -> Result<Self::Output> {
        const {
            assert!(size_of::<Self::Output>() == 0, "`type Output` is not `()`, so `fn result` must be written");
        }
        cx.undefined();
        match (Box::new(()) as Box<dyn Any>).downcast::<Self::Output>() {
            Ok(unit) => Ok(*unit),
            Err(_) => Err("`type Output` is not `()`, so `fn result` must be written".into()),
        }
    }

    /// In place of `result` after a failure: an error, by default the one that happened, or a value to fall
    /// back on.
    ///
    /// # Errors
    ///
    /// A [`ProcessError`] reaches the parent as it is; another error as one of kind
    /// [`Error`](crate::ErrorKind::Error), with the failure as its original.
    fn error(&mut self, error: ProcessError, cx: &ProcessContext) -> Result<Self::Output> {
        cx.undefined();
        Err(error.into())
    }

    /// Starts the object in a process of its own.
    ///
    /// # Errors
    ///
    /// [`Encode`](crate::ErrorKind::Encode) when the object can't be encoded, [`Start`](crate::ErrorKind::Start) when the
    /// system doesn't start another process. What goes wrong later is an error of
    /// [`Process::result`].
    fn start(self) -> std::result::Result<Process<Self>, ProcessError>
    where
        Self: Sized,
    {
        let config = self.config();
        self.start_with(config)
    }

    /// Starts the object with another configuration than its own.
    ///
    /// ```
    /// use processing::prelude::*;
    ///
    /// #[derive(Cerial)]
    /// struct Tick;
    /// impl Skprocess for Tick {
    ///     type Output = u64;
    ///     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
    ///         Ok(())
    ///     }
    ///     fn result(&mut self, cx: &ProcessContext) -> processing::Result<u64> {
    ///         Ok(cx.run())
    ///     }
    /// }
    /// assert_eq!(Tick.start_with(ProcessConfig::new().runs(7))?.result()?, 7);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`Skprocess::start`].
    fn start_with(self, config: ProcessConfig) -> std::result::Result<Process<Self>, ProcessError>
    where
        Self: Sized,
    {
        Process::launch(&self, config)
    }
}
