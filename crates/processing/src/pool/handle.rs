//! The pool that users hold.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use cerial::{Decode, Encode};

use super::builder::{First, PoolBuilder};
use super::call::{Call, Init, Star, With};
use super::crew::Crew;
use super::iter::{Imap, UnorderedImap};
use super::progress::Progress;
use crate::error::ProcessError;
use crate::job::Job;
use crate::parent::Ear;
use crate::task::Task;

/// Workers that run batches of tasks, each in a process of its own.
///
/// A task is a function or a closure that captures nothing, [`skprocess(constructor)`](crate::skprocess) or
/// [`fallible(function)`](crate::fallible). Whatever it does to its process costs that one task an error, with the
/// place of its item, and never the pool: a panic, a crash, an `exit`, a kill. Items are pulled and encoded and results
/// are decoded on the caller's thread, so neither needs to be `Send`.
///
/// Workers start when they are needed, and stay. Any number of threads may use a pool at once; their calls share it
/// fairly. **Dropping it ends its workers**, and fails its jobs.
///
/// **Workers don't run `main`.** What `main` sets up (a global, a `tracing` subscriber) is missing in them, unless it
/// stands above [`processing::init()`](crate::init), which workers then run too.
///
/// ```
/// use processing::Pool;
///
/// fn square(n: u64) -> u64 {
///     n * n
/// }
/// let pool = Pool::new()?;
/// let squares: Vec<u64> = pool.map(square, 0..1000)?;
/// assert_eq!(squares[999], 998_001);
/// # Ok::<(), processing::ProcessError>(())
/// ```
///
/// A worker that dies, and what is left of its batch:
///
/// ```
/// use processing::{ErrorKind, Pool};
///
/// fn picky(n: u32) -> u32 {
///     if n == 5 {
///         std::process::abort();
///     }
///     n
/// }
/// let pool = Pool::new()?;
/// let results = pool.map_results(picky, 0..10);
/// for (n, result) in results.into_iter().enumerate() {
///     match result {
///         Ok(same) => assert_eq!(same as usize, n),
///         Err(error) => {
///             assert_eq!((error.kind(), error.index()), (ErrorKind::Crashed, Some(5)));
///             assert_eq!(error.exit().unwrap().signal_name(), Some("SIGABRT"));
///         }
///     }
/// }
/// # Ok::<(), processing::ProcessError>(())
/// ```
pub struct Pool {
    crew: Arc<Crew>,
    task_limit: Option<Duration>,
    /// Who hears what workers trace.
    _ear: Ear,
}

impl Pool {
    /// A pool with as many workers as this process may use cores.
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// assert!(pool.workers() >= 1);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Start`](crate::ErrorKind::Start) in a process that can't start others.
    pub fn new() -> Result<Pool, ProcessError> {
        Pool::builder().build()
    }

    /// Makes a pool otherwise.
    pub fn builder() -> PoolBuilder {
        PoolBuilder::default()
    }

    /// The process's own pool, for those who don't want to keep one. Its workers end with the process.
    ///
    /// ```
    /// use processing::Pool;
    /// assert_eq!(Pool::global().map(|n: u8| n + 1, [1, 2])?, [2, 3]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn global() -> &'static Pool {
        static GLOBAL: OnceLock<Pool> = OnceLock::new();
        GLOBAL.get_or_init(|| Pool::made_by(Pool::builder(), None))
    }

    pub(super) fn made_by(builder: PoolBuilder, first: Option<First>) -> Pool {
        let task_limit = builder.task_timeout;
        let ear = Ear::here();
        let crew = Crew::new(builder.count(), builder, first, &ear);
        Pool { crew, task_limit, _ear: ear }
    }

    pub(super) fn crew(&self) -> &Arc<Crew> {
        &self.crew
    }

    fn call(&self) -> Call<'_> {
        Call::new(self, self.task_limit)
    }

    /// How many workers it has at most.
    pub fn workers(&self) -> usize {
        self.crew.workers()
    }

    /// The name that it was built with.
    pub fn name(&self) -> Option<String> {
        self.crew.state().name.clone()
    }

    /// What its workers have written to their standard output so far, or the last mebibyte of it, if the pool was built
    /// with [`Capture`](crate::ChildOutput::Capture) or [`Forward`](crate::ChildOutput::Forward); else nothing. After
    /// [`shutdown`](Pool::shutdown) it is whole.
    ///
    /// ```
    /// use processing::{ChildOutput, Pool};
    /// let pool = Pool::builder().workers(1).stdout(ChildOutput::Capture).build()?;
    /// pool.for_each(|n: u32| println!("{n}"), 0..3)?;
    /// pool.shutdown();
    /// assert_eq!(pool.captured_stdout(), b"0\n1\n2\n");
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn captured_stdout(&self) -> Vec<u8> {
        let [stdout, _] = self.crew.captured();
        stdout
    }

    /// The same of their standard error.
    pub fn captured_stderr(&self) -> Vec<u8> {
        let [_, stderr] = self.crew.captured();
        stderr
    }

    /// Starts all workers now and waits until they serve, so that the first call needn't.
    ///
    /// ```
    /// let pool = processing::Pool::builder().workers(2).build()?;
    /// pool.warm()?;
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Start`](crate::ErrorKind::Start) when one can't be started.
    pub fn warm(&self) -> Result<(), ProcessError> {
        self.crew.warm()
    }

    /// Blocks until no task of any call or job is waiting or running.
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// let job = pool.async_map(|n: u32| n + 1, 0..100);
    /// pool.join();
    /// assert!(job.ready());
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn join(&self) {
        self.crew.join();
    }

    /// Ends the pool: calls and jobs that are not over fail with [`Cancelled`](crate::ErrorKind::Cancelled), as do
    /// those that are started later. Idle workers end in order; one that is in a task is killed a moment later.
    ///
    /// ```
    /// use processing::ErrorKind;
    /// let pool = processing::Pool::new()?;
    /// pool.shutdown();
    /// assert_eq!(pool.map(|n: u32| n, [1]).unwrap_err().kind(), ErrorKind::Cancelled);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn shutdown(&self) {
        self.crew.shut();
    }

    /// Runs a function on each item and gives all results, in the order of the items.
    ///
    /// When an item fails, those that were begun are finished, and none behind it is begun. To get each item's result,
    /// there is [`map_results`](Pool::map_results).
    ///
    /// ```
    /// fn shout(text: String) -> String {
    ///     text.to_uppercase()
    /// }
    /// let pool = processing::Pool::new()?;
    /// let loud = pool.map(shout, ["a", "b"].map(String::from))?;
    /// assert_eq!(loud, ["A", "B"]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// That of the first failed item, in the order of the items, with its place as
    /// [`index`](ProcessError::index); or that of the whole call: no worker could be started, the pool was shut down.
    pub fn map<F, I>(&self, function: F, items: I) -> Result<Vec<F::Output>, ProcessError>
    where
        I: IntoIterator<Item: Encode + Decode>,
        F: Task<(I::Item,)>,
    {
        self.call().map(function, items)
    }

    /// As [`map`](Pool::map), with the results in the order in which they come.
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// let mut squares = pool.unordered_map(|n: u32| n * n, 0..4)?;
    /// squares.sort();
    /// assert_eq!(squares, [0, 1, 4, 9]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`map`](Pool::map).
    pub fn unordered_map<F, I>(&self, function: F, items: I) -> Result<Vec<F::Output>, ProcessError>
    where
        I: IntoIterator<Item: Encode + Decode>,
        F: Task<(I::Item,)>,
    {
        self.call().unordered_map(function, items)
    }

    /// Runs a function on each item for what it does, and keeps no results.
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// pool.for_each(|ms: u64| std::thread::sleep(std::time::Duration::from_millis(ms)), 0..10)?;
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`map`](Pool::map).
    pub fn for_each<F, I>(&self, function: F, items: I) -> Result<(), ProcessError>
    where
        I: IntoIterator<Item: Encode + Decode>,
        F: Task<(I::Item,)>,
    {
        self.call().for_each(function, items)
    }

    /// Runs a function on each item and gives each one's result, in the order of the items, whatever became of the
    /// others.
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// let results = pool.map_results(|n: u32| 10 / n, [5, 0, 2]);
    /// assert_eq!(results[0].as_ref().unwrap(), &2);
    /// assert!(results[1].as_ref().unwrap_err().panic().is_some());
    /// assert_eq!(results[2].as_ref().unwrap(), &5);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn map_results<F, I>(&self, function: F, items: I) -> Vec<Result<F::Output, ProcessError>>
    where
        I: IntoIterator<Item: Encode + Decode>,
        F: Task<(I::Item,)>,
    {
        self.call().map_results(function, items)
    }

    /// Gives the results one by one, in the order of the items.
    ///
    /// It is lazy: nothing happens before the first result is asked for, and the input is read only a bounded way
    /// ahead, so it may be endless. It is read on this thread: while it waits for its own next item, no result is given.
    /// An item's error is given in its place, and the next ones follow. Dropping the
    /// iterator forgets what was not begun.
    ///
    /// ```
    /// fn upscale(section: Vec<u8>) -> Vec<u8> {
    ///     section.iter().flat_map(|pixel| [*pixel; 2]).collect()
    /// }
    /// let pool = processing::Pool::new()?;
    /// let mut image = Vec::new();
    /// for section in pool.imap(upscale, [vec![1, 2], vec![3]]) {
    ///     image.extend(section?);
    /// }
    /// assert_eq!(image, [1, 1, 2, 2, 3, 3]);
    ///
    /// let first: Result<Vec<u64>, _> = pool.imap(|n: u64| n * n, 0..).take(3).collect();
    /// assert_eq!(first?, [0, 1, 4]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn imap<F, I>(&self, function: F, items: I) -> Imap<'_, I::IntoIter, F::Output>
    where
        I: IntoIterator<Item: Encode + Decode>,
        F: Task<(I::Item,)>,
    {
        self.call().imap(function, items)
    }

    /// Gives the results one by one, as they come: the fastest way to get them. Lazy as [`imap`](Pool::imap).
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// let mut sum = 0;
    /// for square in pool.unordered_imap(|n: u64| n * n, 0..10) {
    ///     sum += square?;
    /// }
    /// assert_eq!(sum, 285);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn unordered_imap<F, I>(&self, function: F, items: I) -> UnorderedImap<'_, I::IntoIter, F::Output>
    where
        I: IntoIterator<Item: Encode + Decode>,
        F: Task<(I::Item,)>,
    {
        self.call().unordered_imap(function, items)
    }

    /// Starts a [`map`](Pool::map) and doesn't wait for it. All items are pulled and encoded before it returns.
    ///
    /// ```
    /// use std::time::Duration;
    /// let pool = processing::Pool::new()?;
    /// let mut job = pool.async_map(|n: u64| n * n, 0..10);
    /// job.ready(); // is it over?
    /// job.wait(); // until it is, without taking the results
    /// let squares = job.get_timeout(Duration::from_secs(1))?.expect("it is over");
    /// assert_eq!(squares.len(), 10);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn async_map<F, I>(&self, function: F, items: I) -> Job<Vec<F::Output>>
    where
        I: IntoIterator<Item: Encode + Decode>,
        F: Task<(I::Item,)>,
        F::Output: 'static,
    {
        self.call().async_map(function, items)
    }

    /// Runs one task, with a tuple of arguments, and doesn't wait for it.
    ///
    /// ```
    /// fn add(a: u32, b: u32) -> u32 {
    ///     a + b
    /// }
    /// let pool = processing::Pool::new()?;
    /// let job = pool.submit(add, (1, 2))?;
    /// assert_eq!(job.get()?, 3);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`Encode`](crate::ErrorKind::Encode) when the arguments can't be encoded,
    /// [`Cancelled`](crate::ErrorKind::Cancelled) when the pool was shut down. What goes wrong later is an error of
    /// [`Job::get`].
    pub fn submit<F, Args>(&self, function: F, arguments: Args) -> Result<Job<F::Output>, ProcessError>
    where
        F: Task<Args>,
        F::Output: 'static,
        Args: Encode + Decode,
    {
        self.call().submit(function, arguments)
    }

    /// Spreads tuples over the arguments of the function; see [`Call::star`].
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// let sums = pool.star().map(|a: u32, b: u32| a + b, [(1, 2), (3, 4)])?;
    /// assert_eq!(sums, [3, 7]);
    /// let pairs = pool.map(|pair: (u32, u32)| pair.0 * pair.1, [(1, 2), (3, 4)])?; // without it: one argument
    /// assert_eq!(pairs, [2, 12]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn star(&self) -> Call<'_, Star> {
        self.call().star()
    }

    /// Gives each task a reference to a context besides its item; see [`Call::with`].
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// let factor = 3_u64;
    /// assert_eq!(pool.with(&factor).map(|factor, n: u64| factor * n, 0..3)?, [0, 3, 6]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn with<C: Encode + Decode + 'static>(&self, context: &C) -> Call<'_, With<C>> {
        self.call().with(context)
    }

    /// Gives each task a reference to what a function makes in its worker; see [`Call::init`].
    pub fn init<F: Copy + 'static>(&self, make: F) -> Call<'_, Init<F>> {
        self.call().init(make)
    }

    /// Ends a task that takes longer; see [`Call::task_timeout`].
    pub fn task_timeout(&self, limit: Duration) -> Call<'_> {
        self.call().task_timeout(limit)
    }

    /// Ends a call that takes longer; see [`Call::call_timeout`].
    pub fn call_timeout(&self, limit: Duration) -> Call<'_> {
        self.call().call_timeout(limit)
    }

    /// Sends a worker so many tasks at a time; see [`Call::chunks`].
    pub fn chunks(&self, tasks: usize) -> Call<'_> {
        self.call().chunks(tasks)
    }

    /// Tries a task so often again whose worker has died in it; see [`Call::retries`].
    pub fn retries(&self, times: u32) -> Call<'_> {
        self.call().retries(times)
    }

    /// Calls a function after each item that is done; see [`Call::progress`].
    pub fn progress<'p>(&'p self, tell: impl Fn(Progress) + 'p) -> Call<'p> {
        self.call().progress(tell)
    }

    /// Has a progress bar follow the call; see [`Call::progress_bar`]. With the feature `indicatif`.
    #[cfg(feature = "indicatif")]
    pub fn progress_bar(&self, bar: &indicatif::ProgressBar) -> Call<'_> {
        self.call().progress_bar(bar)
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.crew.shut();
    }
}

impl fmt::Debug for Pool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pool").field("name", &self.name()).field("workers", &self.workers()).finish_non_exhaustive()
    }
}
