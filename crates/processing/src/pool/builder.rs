//! What a pool is made with.

use std::num::NonZero;
use std::time::Duration;

use super::handle::Pool;
use crate::config::{Surroundings, surroundings_setters};
use crate::error::{ErrorKind, ProcessError};
use crate::invitation;

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
    pub(super) surroundings: Surroundings,
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

    surroundings_setters!();

    /// The pool. Its workers start when they are needed.
    ///
    /// # Errors
    ///
    /// [`Start`](ErrorKind::Start) in a process that can't start others.
    pub fn build(self) -> Result<Pool, ProcessError> {
        if invitation::is_stray_child() {
            return Err(ProcessError::with_text(
                ErrorKind::Start,
                "this process is itself a child that has not been taken over, so it starts no others: call \
                 `processing::init()` at the top of `main`",
            ));
        }
        Ok(Pool::made_by(self))
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
