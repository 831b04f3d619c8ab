//! What a child finds around it: its environment, its directory, its streams, its limits.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use cerial::Cerial;

/// Where a child's standard output or standard error goes.
///
/// ```
/// use processing::prelude::*;
/// use processing::ChildOutput;
///
/// #[derive(Cerial)]
/// struct Chatty;
/// impl Skprocess for Chatty {
///     type Output = ();
///     fn config(&self) -> ProcessConfig {
///         ProcessConfig::new().runs(1).stdout(ChildOutput::Capture)
///     }
///     fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
///         println!("hello");
///         Ok(())
///     }
/// }
/// let process = Chatty.start()?;
/// process.wait();
/// assert_eq!(process.captured_stdout(), b"hello\n");
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChildOutput {
    /// To the same place as this process's own.
    #[default]
    Inherit,
    /// Nowhere.
    Null,
    /// To this process's memory: the last mebibyte is kept, for [`Process::captured_stdout`] and
    /// [`Process::captured_stderr`], and the last lines of standard error for [`ProcessError::stderr`].
    ///
    /// [`Process::captured_stdout`]: crate::Process::captured_stdout
    /// [`Process::captured_stderr`]: crate::Process::captured_stderr
    /// [`ProcessError::stderr`]: crate::ProcessError::stderr
    Capture,
    /// To this process's own, line by line, each behind this prefix; kept as with [`Capture`](Self::Capture) too.
    Forward(String),
}

/// What a child's surroundings are to be. All empty: those of its parent.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Surroundings {
    /// Variables of its environment, in the order in which they were set; `None` removes one.
    pub(crate) env: Vec<(OsString, Option<OsString>)>,
    pub(crate) current_dir: Option<PathBuf>,
    pub(crate) null_stdin: bool,
    pub(crate) stdout: ChildOutput,
    pub(crate) stderr: ChildOutput,
    pub(crate) limits: Limits,
}

/// What the child imposes on itself before any code of the user runs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Cerial)]
pub(crate) struct Limits {
    pub(crate) nice: Option<i32>,
    /// In bytes.
    pub(crate) memory: Option<u64>,
    pub(crate) cpu: Option<Duration>,
    pub(crate) open_files: Option<u64>,
}

/// The setters of a type's field `surroundings`; they are the same wherever children are configured.
macro_rules! surroundings_setters {
    () => {
        /// Sets a variable of the children's environment. Default: the environment of this process.
        pub fn env(mut self, name: impl Into<std::ffi::OsString>, value: impl Into<std::ffi::OsString>) -> Self {
            self.surroundings.env.push((name.into(), Some(value.into())));
            self
        }

        /// Removes a variable from the children's environment.
        pub fn env_remove(mut self, name: impl Into<std::ffi::OsString>) -> Self {
            self.surroundings.env.push((name.into(), None));
            self
        }

        /// Has children work in this directory. Default: the directory of this process.
        pub fn current_dir(mut self, path: impl Into<std::path::PathBuf>) -> Self {
            self.surroundings.current_dir = Some(path.into());
            self
        }

        /// Gives children an empty standard input. Default: that of this process.
        pub fn null_stdin(mut self) -> Self {
            self.surroundings.null_stdin = true;
            self
        }

        /// Where the children's standard output goes. Default: where that of this process goes.
        pub fn stdout(mut self, output: $crate::ChildOutput) -> Self {
            self.surroundings.stdout = output;
            self
        }

        /// Where the children's standard error goes. Default: where that of this process goes.
        pub fn stderr(mut self, output: $crate::ChildOutput) -> Self {
            self.surroundings.stderr = output;
            self
        }

        /// Adds so much to the children's nice level: 19 yields to everybody. Default: the level of this process.
        ///
        /// To lower it takes a privilege; a child without it fails to start. Windows has five classes of priority: each
        /// increment changes the class, that to 15 or more leads to the lowest.
        pub fn nice(mut self, increment: i32) -> Self {
            self.surroundings.limits.nice = (increment != 0).then_some(increment);
            self
        }

        /// Limits the memory of each child to so many bytes. Default: no limit.
        ///
        /// On Linux it counts what the child may write and doesn't share (`RLIMIT_DATA`): heap, stacks of threads,
        /// statics. An allocation beyond it fails, which ends a Rust program by an abort; the error then names the
        /// limit. A few mebibytes are in use before any code of yours runs. On Windows it counts what the child
        /// commits. On macOS, which keeps no such limit, a child with one fails to start.
        pub fn memory_limit(mut self, bytes: u64) -> Self {
            self.surroundings.limits.memory = (bytes > 0).then_some(bytes);
            self
        }

        /// Ends a child that has computed for so long, rounded up to whole seconds, on all of its threads together.
        /// Default: no limit. On Windows what the system computes for it doesn't count.
        pub fn cpu_limit(mut self, time: std::time::Duration) -> Self {
            self.surroundings.limits.cpu = (!time.is_zero()).then_some(time);
            self
        }

        /// Limits the number of descriptors that a child may have open. Default: the limit of this process. On Windows,
        /// which keeps no such limit, a child with one fails to start.
        pub fn open_files_limit(mut self, files: u64) -> Self {
            self.surroundings.limits.open_files = (files > 0).then_some(files);
            self
        }
    };
}

pub(crate) use surroundings_setters;
