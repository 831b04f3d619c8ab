//! The handle on an object in a process of its own.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use cerial::{Decode, Encode};

use super::{AnyProcess, ProcessFuture, Skprocess, entry};
use crate::child::ProcessEntry;
use crate::error::{ErrorKind, ProcessError};
use crate::image::Code;
use crate::parent::{Handle, Plan};
use crate::protocol::{FrameBuffer, Kind};
use crate::{ProcessConfig, Section, Timers, clock};

/// A running [`Skprocess`]: talk to it, stop it, wait for it, take its result.
///
/// It is `Send + Sync` for every `S`, and several threads may wait. **Dropping it kills the process.**
///
/// ```
/// use std::time::Duration;
/// use processing::prelude::*;
///
/// #[derive(Cerial)]
/// struct Count(u64);
/// impl Skprocess for Count {
///     type Output = u64;
///     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
///         self.0 += 1;
///         Ok(())
///     }
///     fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u64> {
///         Ok(self.0)
///     }
/// }
///
/// let process = Count(0).start()?;
/// assert!(process.is_alive());
/// assert!(!process.wait_timeout(Duration::from_millis(20)));
/// process.stop(); // it finishes its run, then its result
/// assert!(process.result()? > 0);
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[must_use = "dropping the handle kills the process: wait for it, or take its result"]
pub struct Process<S: Skprocess> {
    handle: Handle,
    _object: PhantomData<fn() -> S>,
}

impl<S: Skprocess> Process<S> {
    /// Starts a child that lives the object's life.
    pub(super) fn launch(object: &S, config: ProcessConfig) -> Result<Self, ProcessError> {
        let entry = Code::<ProcessEntry>::of(entry::run_in_child::<S>)?.offset();
        let mut value = FrameBuffer::new(Kind::Value);
        cerial::Options::trusted()
            .encode_into(object, value.payload())
            .map_err(|error| ProcessError::caused(ErrorKind::Encode, "the object could not be encoded", error))?;
        let plan = Plan { lives: config.lives.unwrap_or(1) };
        Ok(Process { handle: Handle::start(entry, config, plan, value)?, _object: PhantomData })
    }

    /// The id of the process.
    pub fn pid(&self) -> u32 {
        self.handle.pid()
    }

    /// Where the process is now; `None` between sections, before the first and after the last.
    ///
    /// The child notes it on a page that both share, so asking costs it nothing.
    ///
    /// ```
    /// # use processing::prelude::*;
    /// # #[derive(Cerial)]
    /// # struct Wait;
    /// # impl Skprocess for Wait {
    /// #     type Output = ();
    /// #     fn run(&mut self, cx: &ProcessContext) -> processing::Result { cx.tell("here")?; Ok(cx.listen()?) }
    /// # }
    /// let process = Wait.start()?;
    /// process.listen::<String>()?;
    /// let status = process.status().unwrap(); // it waits in `run`
    /// assert_eq!((status.section(), status.run(), status.life()), (Section::Run, 0, 0));
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn status(&self) -> Option<Status> {
        let (section, run, life, elapsed) = self.handle.place()?;
        Some(Status { section, run, life, elapsed })
    }

    /// Whether it has not ended yet.
    pub fn is_alive(&self) -> bool {
        !self.handle.wait(Some(clock::now()))
    }

    /// Blocks until the process has ended.
    ///
    /// ```
    /// # use processing::prelude::*;
    /// # #[derive(Cerial)]
    /// # struct Once;
    /// # impl Skprocess for Once {
    /// #     type Output = ();
    /// #     fn config(&self) -> ProcessConfig { ProcessConfig::new().runs(1) }
    /// #     fn run(&mut self, _cx: &ProcessContext) -> processing::Result { Ok(()) }
    /// # }
    /// let process = Once.start()?;
    /// process.wait();
    /// assert!(!process.is_alive());
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn wait(&self) {
        self.handle.wait(None);
    }

    /// Blocks so long at most; whether the process has ended.
    pub fn wait_timeout(&self, timeout: Duration) -> bool {
        self.handle.wait(clock::after(timeout))
    }

    /// Asks the process to end after its current run. Doesn't block.
    pub fn stop(&self) {
        self.handle.stop();
    }

    /// Ends the process at once, whatever it does; its result is then an error of kind
    /// [`Killed`](ErrorKind::Killed). Doesn't block.
    pub fn kill(&self) {
        self.handle.kill();
    }

    /// Sends the process a message of any type. Doesn't wait for it to listen.
    ///
    /// Up to 64 MiB may wait there, or one message of any size.
    ///
    /// # Errors
    ///
    /// [`Encode`](ErrorKind::Encode) when the value can't be encoded, [`Full`](ErrorKind::Full) when so much waits
    /// that the process has not listened to, [`Ended`](ErrorKind::Ended) when the process has ended.
    pub fn tell(&self, message: impl Encode) -> Result<(), ProcessError> {
        self.handle.tell(&message, false)
    }

    /// Sends the process a message of any type, and waits while too much waits there already.
    ///
    /// # Errors
    ///
    /// As [`Process::tell`], but for `Full`.
    pub fn tell_blocking(&self, message: impl Encode) -> Result<(), ProcessError> {
        self.handle.tell(&message, true)
    }

    /// Waits for the next message of the process.
    ///
    /// What a process told before it ended is still heard.
    ///
    /// # Errors
    ///
    /// [`Ended`](ErrorKind::Ended) when the process has ended and no message waits,
    /// [`WrongMessage`](ErrorKind::WrongMessage) when the next message is of another type (it stays),
    /// [`Decode`](ErrorKind::Decode) when it can't be decoded.
    pub fn listen<T: Decode>(&self) -> Result<T, ProcessError> {
        match self.handle.listen(None)? {
            Some(message) => Ok(message),
            None => unreachable!("a wait without a deadline ends with a message or an error"),
        }
    }

    /// Waits so long for the next message; `None` when none came.
    ///
    /// # Errors
    ///
    /// As [`Process::listen`].
    pub fn listen_timeout<T: Decode>(&self, timeout: Duration) -> Result<Option<T>, ProcessError> {
        self.handle.listen(clock::after(timeout))
    }

    /// The next message, if one has come.
    ///
    /// # Errors
    ///
    /// As [`Process::listen`].
    pub fn try_listen<T: Decode>(&self) -> Result<Option<T>, ProcessError> {
        self.handle.listen(Some(clock::now()))
    }

    /// All messages of that type, as they come; ends with the process.
    ///
    /// ```
    /// # use processing::prelude::*;
    /// # #[derive(Cerial)]
    /// # struct Talk;
    /// # impl Skprocess for Talk {
    /// #     type Output = ();
    /// #     fn config(&self) -> ProcessConfig { ProcessConfig::new().runs(3) }
    /// #     fn run(&mut self, cx: &ProcessContext) -> processing::Result { cx.tell(cx.run())?; Ok(()) }
    /// # }
    /// let process = Talk.start()?;
    /// let said: Result<Vec<u64>, _> = process.messages().collect();
    /// assert_eq!(said?, [0, 1, 2]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn messages<T: Decode>(&self) -> Messages<'_, S, T> {
        Messages { process: self, over: false, _message: PhantomData }
    }

    /// What the process has written to its standard output, the last mebibyte of it; empty unless
    /// [`ProcessConfig::stdout`] has it read. It is all there once the process has ended.
    pub fn captured_stdout(&self) -> Vec<u8> {
        let [stdout, _] = self.handle.captured();
        stdout
    }

    /// As [`Process::captured_stdout`], for the standard error.
    pub fn captured_stderr(&self) -> Vec<u8> {
        let [_, stderr] = self.handle.captured();
        stderr
    }

    /// The timers of its sections so far.
    ///
    /// They can be asked for while the process runs, and a crash loses none of them.
    pub fn timers(&self) -> Timers {
        self.handle.timers()
    }

    /// Waits for the end and takes what `result` (or `error`) gave.
    ///
    /// # Errors
    ///
    /// Whatever ended the process: see [`ErrorKind`].
    pub fn result(self) -> Result<S::Output, ProcessError> {
        self.handle.result()
    }

    /// Waits for the end and takes all that is left: result, timers, and the object, if
    /// [`ProcessConfig::keep_object`] asked for it.
    ///
    /// ```
    /// # use processing::prelude::*;
    /// #[derive(Cerial)]
    /// struct Collect(Vec<u64>);
    /// impl Skprocess for Collect {
    ///     type Output = ();
    ///     fn config(&self) -> ProcessConfig {
    ///         ProcessConfig::new().runs(3).keep_object()
    ///     }
    ///     fn run(&mut self, cx: &ProcessContext) -> processing::Result {
    ///         self.0.push(cx.run());
    ///         Ok(())
    ///     }
    /// }
    /// let outcome = Collect(Vec::new()).start()?.outcome();
    /// outcome.result?;
    /// assert_eq!(outcome.object.unwrap().0, [0, 1, 2]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn outcome(self) -> Outcome<S> {
        let result = self.handle.result();
        let (result, object) = match (result, self.handle.object()) {
            (result, Ok(object)) => (result, object),
            (Err(error), Err(_)) => (Err(error), None),
            (Ok(_), Err(error)) => (Err(error), None),
        };
        Outcome { result, timers: self.handle.timers(), object }
    }

    /// Gives up the handle and leaves the process running, until it is done or this program ends.
    ///
    /// ```
    /// # use processing::prelude::*;
    /// # #[derive(Cerial)]
    /// # struct Aside;
    /// # impl Skprocess for Aside {
    /// #     type Output = ();
    /// #     fn config(&self) -> ProcessConfig { ProcessConfig::new().runs(1) }
    /// #     fn run(&mut self, _cx: &ProcessContext) -> processing::Result { Ok(()) }
    /// # }
    /// Aside.start()?.detach();
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn detach(self) {
        self.handle.detach();
    }

    /// The same handle without the object's type, for collections of different ones.
    ///
    /// ```
    /// # use processing::{AnyProcess, prelude::*};
    /// # macro_rules! object { ($name:ident, $value:expr) => {
    /// #     #[derive(Cerial)]
    /// #     struct $name;
    /// #     impl Skprocess for $name {
    /// #         type Output = u64;
    /// #         fn config(&self) -> ProcessConfig { ProcessConfig::new().runs(1) }
    /// #         fn run(&mut self, _cx: &ProcessContext) -> processing::Result { Ok(()) }
    /// #         fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u64> { Ok($value) }
    /// #     }
    /// # } }
    /// # object!(One, 1);
    /// # object!(Two, 2);
    /// let all: Vec<AnyProcess<u64>> = vec![One.start()?.erase(), Two.start()?.erase()];
    /// let sum: u64 = all.into_iter().map(|process| process.result()).sum::<Result<_, _>>()?;
    /// assert_eq!(sum, 3);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn erase(self) -> AnyProcess<S::Output> {
        AnyProcess::new(self.handle)
    }
}

impl<S: Skprocess> IntoFuture for Process<S> {
    type Output = Result<S::Output, ProcessError>;
    type IntoFuture = ProcessFuture<S::Output>;

    /// A future of the result, for any executor: the process's own reactor wakes it.
    fn into_future(self) -> ProcessFuture<S::Output> {
        ProcessFuture::new(self.handle)
    }
}

/// Where a process is; see [`Process::status`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Status {
    section: Section,
    run: u64,
    life: u32,
    elapsed: Duration,
}

impl Status {
    /// The section that runs.
    pub fn section(&self) -> Section {
        self.section
    }

    /// The number of the run, from 0.
    pub fn run(&self) -> u64 {
        self.run
    }

    /// The number of the life, from 0.
    pub fn life(&self) -> u32 {
        self.life
    }

    /// For how long the section has been running.
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

/// All that is left of a process; see [`Process::outcome`].
#[derive(Debug)]
pub struct Outcome<S: Skprocess> {
    /// What `result` (or `error`) gave.
    pub result: Result<S::Output, ProcessError>,
    /// The timers of its sections.
    pub timers: Timers,
    /// The object as it was at its end; `None` where the child died, or nobody asked for it.
    pub object: Option<S>,
}

impl<S: Skprocess> fmt::Debug for Process<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = std::any::type_name::<S>();
        f.debug_struct("Process").field("object", &name).field("pid", &self.pid()).finish_non_exhaustive()
    }
}

/// The messages of a process; see [`Process::messages`].
///
/// An error ends it: another type's message stays for [`Process::listen`].
#[derive(Debug)]
pub struct Messages<'a, S: Skprocess, T> {
    process: &'a Process<S>,
    over: bool,
    _message: PhantomData<fn() -> T>,
}

impl<S: Skprocess, T: Decode> Iterator for Messages<'_, S, T> {
    type Item = Result<T, ProcessError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.over {
            return None;
        }
        match self.process.listen() {
            Err(error) if error.kind() == ErrorKind::Ended => {
                self.over = true;
                None
            }
            Err(error) => {
                self.over = true;
                Some(Err(error))
            }
            said => Some(said),
        }
    }
}
