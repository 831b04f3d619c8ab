//! A call in the making: what is to hold for it, before one of its verbs starts it.

use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

use cerial::{Decode, Encode};

use super::context::Context;
use super::handle::Pool;
use super::parcel::Packing;
use super::progress::{Progress, Reporter};
use super::scheduler::Terms;
use super::stream::Stream;
use super::ticket::{Opening, Talks, Ticket};
use crate::child::TaskEntry;
use crate::error::{Failure, ProcessError};
use crate::image::Code;
use crate::{clock, protocol};

/// A call of a pool in the making: modifiers change it, a verb starts it. One can be used for several calls.
///
/// ```
/// use std::time::Duration;
/// use processing::Pool;
///
/// let pool = Pool::new()?;
/// let careful = pool.retries(2).task_timeout(Duration::from_secs(10));
/// assert_eq!(careful.map(|n: u64| n + 1, 0..3)?, [1, 2, 3]);
/// assert_eq!(careful.map(|n: u64| n * 2, 0..3)?, [0, 2, 4]);
/// # Ok::<(), processing::ProcessError>(())
/// ```
#[must_use = "a call does nothing until one of its verbs is called"]
pub struct Call<'p, M = One> {
    pub(super) pool: &'p Pool,
    pub(super) mode: M,
    chunk: Option<u32>,
    retries: u32,
    task_limit: Option<Duration>,
    call_limit: Option<Duration>,
    pub(super) reporter: Reporter<'p>,
}

/// Each item is the one argument.
#[derive(Clone, Copy, Debug)]
pub struct One(());

/// Each item is a tuple of arguments; see [`Call::star`].
#[derive(Clone, Copy, Debug)]
pub struct Star(());

/// A reference to a context comes before the item; see [`Call::with`].
#[derive(Clone, Debug)]
pub struct With<C> {
    context: Result<Arc<Context>, Failure>,
    _context: PhantomData<fn() -> C>,
}

/// A reference to what was made in the worker comes before the item; see [`Call::init`].
#[derive(Clone, Debug)]
pub struct Init<F> {
    context: Arc<Context>,
    _function: PhantomData<fn() -> F>,
}

/// The function may fail; see [`Call::fallible`].
#[derive(Clone, Debug)]
pub struct Fallibly<M>(M);

/// The modes of a call, as the crew sees them.
pub(super) trait Mode {
    /// What all tasks share.
    fn context(&self) -> Result<Option<Arc<Context>>, ProcessError> {
        Ok(None)
    }
}

impl Mode for One {}
impl Mode for Star {}

impl<C> Mode for With<C> {
    fn context(&self) -> Result<Option<Arc<Context>>, ProcessError> {
        self.context.clone().map(Some).map_err(ProcessError::from)
    }
}

impl<F> Mode for Init<F> {
    fn context(&self) -> Result<Option<Arc<Context>>, ProcessError> {
        Ok(Some(Arc::clone(&self.context)))
    }
}

impl<M: Mode> Mode for Fallibly<M> {
    fn context(&self) -> Result<Option<Arc<Context>>, ProcessError> {
        self.0.context()
    }
}

impl<'p> Call<'p> {
    pub(super) fn new(pool: &'p Pool, task_limit: Option<Duration>) -> Self {
        Call {
            pool,
            mode: One(()),
            chunk: None,
            retries: 0,
            task_limit,
            call_limit: None,
            reporter: Reporter::default(),
        }
    }

    fn mode<M>(self, mode: M) -> Call<'p, M> {
        let Call { pool, mode: _, chunk, retries, task_limit, call_limit, reporter } = self;
        Call { pool, mode, chunk, retries, task_limit, call_limit, reporter }
    }

    /// Spreads each item, a tuple, over the arguments of the function.
    ///
    /// ```
    /// fn power(base: u64, exponent: u32) -> u64 {
    ///     base.pow(exponent)
    /// }
    /// let pool = processing::Pool::new()?;
    /// assert_eq!(pool.star().map(power, [(2, 10), (3, 2)])?, [1024, 9]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn star(self) -> Call<'p, Star> {
        self.mode(Star(()))
    }

    /// Gives each task a reference to a context besides its item: it is encoded once, here, and sent and decoded once
    /// in each worker that needs it.
    ///
    /// ```
    /// use processing::prelude::*;
    ///
    /// #[derive(Cerial)]
    /// struct Model {
    ///     weights: Vec<f64>,
    /// }
    /// let model = Model { weights: vec![0.5, 2.0] };
    /// let pool = Pool::new()?;
    /// let scaled = pool.with(&model).map(|model, x: f64| model.weights.iter().map(|w| w * x).sum::<f64>(), [1.0, 2.0])?;
    /// assert_eq!(scaled, [2.5, 5.0]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn with<C: Encode + Decode + 'static>(self, context: &C) -> Call<'p, With<C>> {
        let context = Context::sent(self.pool.crew(), context).map_err(ProcessError::into_failure);
        self.mode(With { context, _context: PhantomData })
    }

    /// Gives each task a reference to what `make` makes in its worker, before the first task there: a connection, a
    /// cache, whatever can't travel.
    ///
    /// If `make` panics, so has the task that asked for it, and the next task asks again.
    ///
    /// ```
    /// use std::collections::HashMap;
    ///
    /// fn load() -> HashMap<u64, String> {
    ///     HashMap::from([(1, "one".into()), (2, "two".into())])
    /// }
    /// let pool = processing::Pool::new()?;
    /// let names = pool.init(load).map(|names, id: u64| names.get(&id).cloned(), [2, 3])?;
    /// assert_eq!(names, [Some("two".to_string()), None]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn init<F: Copy + 'static>(self, make: F) -> Call<'p, Init<F>> {
        let _: F = make; // the workers make it anew
        let context = Context::made(self.pool.crew());
        self.mode(Init { context, _function: PhantomData })
    }
}

impl<'p, M> Call<'p, M> {
    /// Ends a task that takes longer, with its worker: its error is of kind [`Timeout`](crate::ErrorKind::Timeout).
    /// Default: no limit.
    ///
    /// The limit is kept from outside, so it ends tasks that are stuck for good. Tasks then go to the workers one by
    /// one, so that the time of each is its own. A zero means no limit.
    ///
    /// ```
    /// use std::time::Duration;
    /// use processing::{ErrorKind, Pool};
    ///
    /// let pool = Pool::new()?;
    /// let nap = |ms: u64| std::thread::sleep(Duration::from_millis(ms));
    /// let error = pool.task_timeout(Duration::from_millis(100)).map(nap, [1, 60_000]).unwrap_err();
    /// assert_eq!((error.kind(), error.index()), (ErrorKind::Timeout, Some(1)));
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn task_timeout(mut self, limit: Duration) -> Self {
        self.task_limit = (!limit.is_zero()).then_some(limit);
        self
    }

    /// Ends the call when it takes longer, and the workers that run its tasks. Default: no limit. A zero means no
    /// limit.
    ///
    /// ```
    /// use std::time::Duration;
    /// use processing::{ErrorKind, Pool};
    ///
    /// let pool = Pool::new()?;
    /// let nap = |ms: u64| std::thread::sleep(Duration::from_millis(ms));
    /// let error = pool.call_timeout(Duration::from_millis(100)).map(nap, [60_000; 10]).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Timeout);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn call_timeout(mut self, limit: Duration) -> Self {
        self.call_limit = (!limit.is_zero()).then_some(limit);
        self
    }

    /// Sends a worker so many tasks at a time. Default, and for 0: as many as take some 4 ms, as measured while they run,
    /// or some 500 µs while other calls have tasks too. At most 16,384.
    ///
    /// Results and errors are the same whatever the chunks.
    pub fn chunks(mut self, tasks: usize) -> Self {
        let tasks = u32::try_from(tasks).unwrap_or(u32::MAX).min(protocol::MOST_TASKS / 2);
        self.chunk = (tasks > 0).then_some(tasks);
        self
    }

    /// Tries a task so often again whose worker has died in it, by a crash, a kill or its limit. Default: 0, since it
    /// may have done half its work. A task that returns an error or panics is not tried again.
    ///
    /// ```
    /// let pool = processing::Pool::builder().workers(1).build()?;
    /// let marker = std::env::temp_dir().join(format!("processing-retries-{}", std::process::id()));
    /// fn fails_once(marker: std::path::PathBuf) -> bool {
    ///     if std::fs::create_dir(&marker).is_ok() {
    ///         std::process::abort();
    ///     }
    ///     std::fs::remove_dir(&marker).is_ok()
    /// }
    /// assert_eq!(pool.retries(1).map(fails_once, [marker])?, [true]);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn retries(mut self, times: u32) -> Self {
        self.retries = times;
        self
    }

    /// Calls a function after each item that is done, on the thread that takes the results. Jobs don't call it: nobody
    /// takes their results as they come.
    ///
    /// ```
    /// use std::cell::Cell;
    /// let last = Cell::new(0);
    /// let pool = processing::Pool::new()?;
    /// pool.progress(|progress| last.set(progress.done() * 100 / progress.total().unwrap())).map(|n: u8| n, 0..50)?;
    /// assert_eq!(last.get(), 100);
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn progress(mut self, tell: impl Fn(Progress) + 'p) -> Self {
        self.reporter = Reporter::new(tell);
        self
    }

    /// Has a progress bar follow the call: its position is the number of items that are done, its length that of all
    /// items, where the input knows it. With the feature `indicatif`.
    ///
    /// The bar is left as it is at the end, so that it may be finished with a message or abandoned.
    ///
    /// ```
    /// use indicatif::ProgressBar;
    ///
    /// let pool = processing::Pool::new()?;
    /// let bar = ProgressBar::hidden();
    /// pool.progress_bar(&bar).map(|n: u64| n, 0..50)?;
    /// assert_eq!((bar.position(), bar.length()), (50, Some(50)));
    /// bar.finish();
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    #[cfg(feature = "indicatif")]
    pub fn progress_bar(self, bar: &indicatif::ProgressBar) -> Self {
        let bar = bar.clone();
        self.progress(move |progress| {
            if let (1, Some(total)) = (progress.done(), progress.total()) {
                bar.set_length(total as u64);
            }
            bar.set_position(progress.done() as u64);
        })
    }

    fn terms(&self, cuts: bool) -> Terms {
        Terms {
            chunk: self.chunk,
            retries: self.retries,
            task_limit: self.task_limit,
            deadline: self.call_limit.and_then(clock::after),
            cuts,
        }
    }
}

impl<'p, C> Call<'p, With<C>> {
    /// Takes functions that may fail: an `Err` becomes the item's error.
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// let halves = pool.with(&2_u32).fallible();
    /// let error = halves.map(|by, n: u32| n.checked_div(by - n).ok_or("no such number"), [1, 2]).unwrap_err();
    /// assert_eq!(error.index(), Some(1));
    /// assert_eq!(error.original().unwrap().to_string(), "no such number");
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn fallible(self) -> Call<'p, Fallibly<With<C>>> {
        self.map_mode(Fallibly)
    }
}

impl<'p, F> Call<'p, Init<F>> {
    /// Takes functions that may fail: an `Err` becomes the item's error.
    ///
    /// ```
    /// let pool = processing::Pool::new()?;
    /// let names = pool.init(|| vec!["zero", "one"]).fallible();
    /// let error = names.map(|names, n: usize| names.get(n).map(|name| name.len()).ok_or("no name"), [1, 2]).unwrap_err();
    /// assert_eq!(error.index(), Some(1));
    /// # Ok::<(), processing::ProcessError>(())
    /// ```
    pub fn fallible(self) -> Call<'p, Fallibly<Init<F>>> {
        self.map_mode(Fallibly)
    }
}

impl<'p, M> Call<'p, M> {
    fn map_mode<N>(self, change: impl FnOnce(M) -> N) -> Call<'p, N> {
        let Call { pool, mode, chunk, retries, task_limit, call_limit, reporter } = self;
        Call { pool, mode: change(mode), chunk, retries, task_limit, call_limit, reporter }
    }
}

#[expect(private_bounds, reason = "the methods are the crate's own")]
impl<M: Mode> Call<'_, M> {
    /// What opens the call for tasks that run that code. `cuts` says whether a failed item keeps later ones from
    /// starting.
    fn opening(&self, entry: TaskEntry, cuts: bool, talks: Option<Talks>) -> Result<Opening, ProcessError> {
        let entry = Code::<TaskEntry>::of(entry)?.offset();
        Ok(Opening { entry, context: self.mode.context()?, terms: self.terms(cuts), talks })
    }

    fn open(&self, entry: TaskEntry, cuts: bool, talks: Option<Talks>) -> Result<Ticket, ProcessError> {
        Ticket::open(self.pool.crew(), self.opening(entry, cuts, talks)?)
    }

    /// The same, with its items.
    pub(super) fn stream<I: IntoIterator, R>(&self, entry: TaskEntry, cuts: bool, items: I) -> Stream<I::IntoIter, R> {
        Stream::new(self.open(entry, cuts, None), items.into_iter())
    }

    /// A job's call, with its items.
    pub(super) fn job<I: IntoIterator, R>(&self, entry: TaskEntry, items: I) -> Stream<I::IntoIter, R> {
        Stream::new(self.open(entry, true, Some(Talks::Many)), items.into_iter())
    }

    /// The call of a job of one task, with that.
    pub(super) fn job_of_one<A: Encode>(&self, entry: TaskEntry, arguments: &A) -> Result<Ticket, ProcessError> {
        let mut packing = Packing::new(0);
        packing.add_item(arguments).map_err(|error| error.at_index(0))?;
        let tasks = packing.close().expect("it was added");
        Ticket::open_with(self.pool.crew(), self.opening(entry, true, Some(Talks::One))?, tasks)
    }
}

impl<M: Clone> Clone for Call<'_, M> {
    fn clone(&self) -> Self {
        Call {
            pool: self.pool,
            mode: self.mode.clone(),
            chunk: self.chunk,
            retries: self.retries,
            task_limit: self.task_limit,
            call_limit: self.call_limit,
            reporter: self.reporter.clone(),
        }
    }
}

impl<M> fmt::Debug for Call<'_, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("mode", &std::any::type_name::<M>())
            .field("chunk", &self.chunk)
            .field("retries", &self.retries)
            .field("task_limit", &self.task_limit)
            .field("call_limit", &self.call_limit)
            .finish_non_exhaustive()
    }
}
