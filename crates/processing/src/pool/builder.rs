//! What a pool is made with.

use std::num::NonZero;
use std::sync::Arc;
use std::time::Duration;

use cerial::{Decode, Encode};

use super::handle::Pool;
use crate::child::ProcessEntry;
use crate::config::{Surroundings, surroundings_setters};
use crate::error::{ErrorKind, Failure, ProcessError};
use crate::image::Code;
use crate::invitation;
use crate::parent::refuse_in_stray_child;
use crate::protocol::{FrameBuffer, Kind};
use crate::task::{Task, run_spawned};

/// Makes a [`Pool`]: how many workers, and what holds for all of its calls.
///
/// A zero means the default, as if the setter had not been called.
///
/// ```
/// use std::time::Duration;
/// use processing::Pool;
///
/// let pool = Pool::builder().workers(2).task_timeout(Duration::from_secs(30)).build()?;
/// assert_eq!(pool.workers(), 2);
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[derive(Clone, Debug, Default)]
#[must_use = "a builder makes nothing until `build` is called"]
pub struct PoolBuilder {
    workers: Option<NonZero<usize>>,
    pub(super) task_timeout: Option<Duration>,
    pub(super) tasks_per_worker: Option<u64>,
    pub(super) idle_timeout: Option<Duration>,
    pub(super) name: Option<String>,
    first: Option<Result<First, Failure>>,
    pub(super) surroundings: Surroundings,
}

/// What workers run before their first task.
#[derive(Clone, Debug)]
pub(super) struct First {
    /// Its code.
    pub(super) entry: i64,
    /// The frame of its arguments.
    pub(super) value: Arc<Vec<u8>>,
}

impl First {
    fn of<F: Task<Args>, Args: Encode + Decode>(arguments: &Args) -> Result<First, ProcessError> {
        let entry = Code::<ProcessEntry>::of(run_spawned::<F, Args>)?.offset();
        let mut value = FrameBuffer::new(Kind::Value);
        cerial::Options::trusted().encode_into(arguments, value.payload()).map_err(|error| {
            ProcessError::caused(ErrorKind::Encode, "the arguments of `on_worker_start` could not be encoded", error)
        })?;
        Ok(First { entry, value: Arc::new(value.finish()) })
    }
}

/// No machine has use for more workers than this.
const MOST_WORKERS: usize = 4096;

impl PoolBuilder {
    /// So many workers. Default: as many as this process may use cores, by its affinity and its control group; one
    /// in a process that is itself a child, so that nested pools don't multiply.
    pub fn workers(mut self, workers: usize) -> Self {
        self.workers = NonZero::new(workers.min(MOST_WORKERS));
        self
    }

    /// How long one task may take, in all calls that don't say otherwise; see
    /// [`Call::task_timeout`](super::Call::task_timeout). Default: no limit.
    pub fn task_timeout(mut self, limit: Duration) -> Self {
        self.task_timeout = (!limit.is_zero()).then_some(limit);
        self
    }

    /// Replaces a worker after so many tasks, for functions that leak. Default: workers stay.
    ///
    /// ```
    /// let pool = processing::Pool::builder().workers(1).tasks_per_worker(2).build()?;
    /// let mut pids = pool.map(|_: u32| std::process::id(), 0..6)?;
    /// pids.dedup();
    /// assert_eq!(pids.len(), 3);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn tasks_per_worker(mut self, tasks: u64) -> Self {
        self.tasks_per_worker = (tasks > 0).then_some(tasks);
        self
    }

    /// Ends a worker that has had nothing to do for so long; the next task that needs one starts it anew. Default:
    /// workers stay.
    ///
    /// ```
    /// use std::time::Duration;
    /// let pool = processing::Pool::builder().workers(1).idle_timeout(Duration::from_millis(20)).build()?;
    /// let before = pool.map(|_: u8| std::process::id(), [0])?;
    /// std::thread::sleep(Duration::from_millis(500));
    /// assert_ne!(pool.map(|_: u8| std::process::id(), [0])?, before);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn idle_timeout(mut self, time: Duration) -> Self {
        self.idle_timeout = (!time.is_zero()).then_some(time);
        self
    }

    /// What the pool and its workers go by: the thread of a worker's tasks has this name, which panics tell, and on
    /// Linux its process too, as far as the system keeps it (15 bytes). Default: none.
    ///
    /// ```
    /// let pool = processing::Pool::builder().workers(1).name("scaler").build()?;
    /// let error = pool.map(|n: u32| 1 / n, [0]).unwrap_err();
    /// assert_eq!(error.panic().unwrap().thread(), Some("scaler"));
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn name(mut self, name: impl Into<String>) -> Self {
        let name = name.into().replace('\0', "");
        self.name = (!name.is_empty()).then_some(name);
        self
    }

    /// Runs a function in each worker before its first task: what `main` would set up, and workers don't run. It may
    /// take as long as it likes. Where it fails, the pool's calls fail with an error of kind
    /// [`Start`](ErrorKind::Start) that says so, and the worker is not started again before the next call.
    ///
    /// What it sets up stays in globals; for a value that tasks get as an argument there is [`Pool::init`]. One that
    /// returns a `Result` goes in as [`fallible(function)`](crate::fallible).
    ///
    /// ```
    /// use std::sync::OnceLock;
    /// static GREETING: OnceLock<String> = OnceLock::new();
    ///
    /// fn set_up(greeting: String) {
    ///     GREETING.set(greeting).expect("it is called once");
    /// }
    /// fn greet(name: String) -> String {
    ///     format!("{} {name}", GREETING.get().expect("it was set up"))
    /// }
    /// let pool = processing::Pool::builder().on_worker_start(set_up, ("hello".into(),)).build()?;
    /// assert_eq!(pool.map(greet, ["ada".into()])?, ["hello ada"]);
    ///
    /// fn open() {
    ///     panic!("no database");
    /// }
    /// let pool = processing::Pool::builder().on_worker_start(open, ()).build()?;
    /// let error = pool.map(|n: u32| n, [1]).unwrap_err();
    /// assert_eq!(error.kind(), processing::ErrorKind::Start);
    /// assert!(error.to_string().contains("no database"));
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn on_worker_start<F: Task<Args>, Args: Encode + Decode>(mut self, function: F, arguments: Args) -> Self {
        let _: F = function; // the workers make it anew
        self.first = Some(First::of::<F, Args>(&arguments).map_err(ProcessError::into_failure));
        self
    }

    surroundings_setters!();

    /// The pool. Its workers start when they are needed.
    ///
    /// # Errors
    ///
    /// [`Start`](ErrorKind::Start) in a process that can't start others; [`Encode`](ErrorKind::Encode) when the arguments
    /// of [`on_worker_start`](Self::on_worker_start) can't be encoded.
    pub fn build(mut self) -> Result<Pool, ProcessError> {
        refuse_in_stray_child()?;
        let first = self.first.take().transpose()?;
        Ok(Pool::made_by(self, first))
    }

    /// How many workers the pool gets.
    pub(super) fn count(&self) -> usize {
        if let Some(workers) = self.workers {
            return workers.get();
        }
        if invitation::depth_of_children() > 1 {
            return 1;
        }
        std::thread::available_parallelism().map_or(1, NonZero::get).min(MOST_WORKERS)
    }
}
