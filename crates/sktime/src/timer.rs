//! [`Timer`]: its making and its verbs. What it tells about its records is in [`crate::read`].

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use crate::error::TimerError;
use crate::frame::{Frame, Interval};
use crate::shard::{BUCKETED, Shard};
use crate::store::{Reading, Store};

/// Records how long things take, and tells their statistics.
///
/// A clone is a second handle to the same timer. All verbs take `&self`: a timer can be a `static`, a field, or shared
/// by threads. Each thread has its own session: what one starts, another neither stops nor waits for, and two threads
/// that record never wait for each other. Times are kept in nanoseconds, exactly, up to 584 years each.
///
/// ```
/// use sktime::Timer;
///
/// static REQUESTS: Timer = Timer::new();
///
/// for _ in 0..3 {
///     REQUESTS.start();
///     // … the work …
///     REQUESTS.stop()?;
/// }
/// assert_eq!(REQUESTS.count(), 3);
/// assert!(REQUESTS.min() <= REQUESTS.median() && REQUESTS.median() <= REQUESTS.max());
/// # Ok::<(), sktime::TimerError>(())
/// ```
#[derive(Default)]
pub struct Timer {
    // Made on first use, so that `new` is const.
    store: OnceLock<Arc<Store>>,
    /// The window that it is made with.
    window: usize,
}

impl Timer {
    /// A timer without records, which will keep them all.
    #[must_use]
    pub const fn new() -> Self {
        Self::with_window(0)
    }

    /// A timer that keeps the last `max` records (of all threads together); 0 keeps all.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::with_max_times(2);
    /// (1..=5).for_each(|s| timer.add(Duration::from_secs(s)));
    /// assert_eq!(timer.times(), [Duration::from_secs(4), Duration::from_secs(5)]);
    /// ```
    #[must_use]
    pub const fn with_max_times(max: usize) -> Self {
        Self::with_window(if max == BUCKETED { BUCKETED - 1 } else { max })
    }

    const fn with_window(window: usize) -> Self {
        Self { store: OnceLock::new(), window }
    }

    /// A timer of bounded memory, however much it records: it keeps a histogram of three significant digits, by
    /// hdrhistogram, and no single records.
    ///
    /// Count, total, mean, extremes, variance and the most recent time stay exact; percentiles and the median lie
    /// within 0.1 %. [`times`](Timer::times), [`get`](Timer::get), [`fastest`](Timer::fastest) and
    /// [`slowest`](Timer::slowest) have nothing to tell. Memory is at most half a megabyte for each thread that
    /// lives at the same time.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::histogram();
    /// (1..=1000).for_each(|us| timer.add(Duration::from_micros(us)));
    /// assert_eq!(timer.mean(), Some(Duration::from_nanos(500_500)));
    /// let p99 = timer.percentile(99.0).unwrap().as_nanos() as f64;
    /// assert!((p99 / 990_010.0 - 1.0).abs() < 1e-3);
    /// ```
    #[cfg(feature = "hdrhistogram")]
    #[must_use]
    pub const fn histogram() -> Self {
        Self::with_window(BUCKETED)
    }

    /// Is this a histogram, which keeps no single records?
    #[must_use]
    pub fn is_histogram(&self) -> bool {
        self.current_window() == BUCKETED
    }

    /// Changes how many records are kept; 0 keeps all. What leaves the window is forgotten. A histogram stays one.
    ///
    /// Memory is bounded by `max` records (16 bytes each, in chunks) for each thread that lives at the same time.
    /// A window made larger fills with new records; of several threads' records, some that had left it may come back.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// (1..=5).for_each(|s| timer.add(Duration::from_secs(s)));
    /// timer.set_max_times(1);
    /// assert_eq!(timer.count(), 1);
    /// assert_eq!(timer.max_times(), Some(1));
    /// ```
    pub fn set_max_times(&self, max: usize) {
        self.store().set_window(max.min(BUCKETED - 1));
    }

    /// How many records are kept; `None` is all.
    #[must_use]
    pub fn max_times(&self) -> Option<usize> {
        Some(self.current_window()).filter(|&window| window != 0 && window != BUCKETED)
    }

    fn current_window(&self) -> usize {
        self.store.get().map_or(self.window, |store| store.window())
    }

    #[inline]
    pub(crate) fn store(&self) -> &Store {
        self.shared()
    }

    /// A handle to a store.
    #[cfg(any(feature = "serde", feature = "cerial"))]
    pub(crate) fn over(store: Arc<Store>) -> Self {
        Self { store: OnceLock::from(store), window: 0 }
    }

    #[inline]
    pub(crate) fn shared(&self) -> &Arc<Store> {
        self.store.get_or_init(|| Arc::new(Store::new(self.window)))
    }

    pub(crate) fn reading(&self) -> Reading {
        self.store().reading()
    }

    /// Begins an interval on this thread. If one is running, the new one nests in it, and the other verbs mean the
    /// innermost. Never fails.
    ///
    /// ```
    /// let timer = sktime::Timer::new();
    /// timer.start();
    /// timer.start();              // nested
    /// let inner = timer.stop()?;
    /// let outer = timer.stop()?;
    /// assert!(outer >= inner);
    /// # Ok::<(), sktime::TimerError>(())
    /// ```
    #[inline]
    pub fn start(&self) {
        // The clock is read last, so that none of this is part of the interval.
        self.store().mine(|shard, me| shard.frames(me.id).push(Frame::new(Instant::now())));
    }

    /// Ends this thread's innermost interval, records it and returns it, without its pauses.
    ///
    /// # Errors
    ///
    /// [`TimerError::NotStarted`] when this thread has nothing running on the timer.
    ///
    /// ```
    /// use sktime::{Timer, TimerError};
    /// let timer = Timer::new();
    /// assert_eq!(timer.stop(), Err(TimerError::NotStarted));
    /// timer.start();
    /// let elapsed = timer.stop()?;
    /// assert_eq!(timer.most_recent(), Some(elapsed));
    /// # Ok::<(), TimerError>(())
    /// ```
    #[inline]
    pub fn stop(&self) -> Result<Duration, TimerError> {
        // The clock is read first, so that none of this is part of the interval.
        let now = Instant::now();
        let store = self.store();
        store.mine(|shard, me| {
            let interval = shard.end(me.id, now)?;
            store.record(shard, interval, now);
            Ok(interval.elapsed)
        })
    }

    /// Records the innermost interval and begins the next at the same moment. A paused one stays paused.
    ///
    /// # Errors
    ///
    /// [`TimerError::NotStarted`] when this thread has nothing running on the timer.
    ///
    /// ```
    /// let timer = sktime::Timer::new();
    /// timer.start();
    /// for _ in 0..100 {
    ///     timer.lap()?;           // one record for each turn
    /// }
    /// timer.discard()?;           // not the 101st, which has only begun
    /// assert_eq!(timer.count(), 100);
    /// # Ok::<(), sktime::TimerError>(())
    /// ```
    pub fn lap(&self) -> Result<Duration, TimerError> {
        let now = Instant::now();
        let store = self.store();
        store.mine(|shard, me| {
            let interval = shard.frame(me.id)?.lap(now);
            store.record(shard, interval, now);
            Ok(interval.elapsed)
        })
    }

    /// Stops the clock of the innermost interval until [`resume`](Timer::resume).
    ///
    /// # Errors
    ///
    /// [`TimerError::NotStarted`] when this thread has nothing running, [`TimerError::AlreadyPaused`] when it is
    /// paused already.
    ///
    /// ```
    /// # use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// timer.start();
    /// timer.pause()?;
    /// sktime::sleep(Duration::from_millis(5));   // not counted
    /// timer.resume()?;
    /// timer.stop()?;
    /// assert!(timer.total_paused() >= Some(Duration::from_millis(5)));
    /// # Ok::<(), sktime::TimerError>(())
    /// ```
    pub fn pause(&self) -> Result<(), TimerError> {
        let now = Instant::now();
        self.store().mine(|shard, me| shard.frame(me.id)?.pause(now))
    }

    /// Lets the clock of the innermost interval run again.
    ///
    /// # Errors
    ///
    /// [`TimerError::NotStarted`] when this thread has nothing running, [`TimerError::NotPaused`] when it isn't paused.
    ///
    /// ```
    /// use sktime::{Timer, TimerError};
    /// let timer = Timer::new();
    /// timer.start();
    /// assert_eq!(timer.resume(), Err(TimerError::NotPaused));
    /// ```
    pub fn resume(&self) -> Result<(), TimerError> {
        self.store().mine(|shard, me| shard.frame(me.id)?.resume(Instant::now()))
    }

    /// Ends the innermost interval without recording it, and returns it.
    ///
    /// # Errors
    ///
    /// [`TimerError::NotStarted`] when this thread has nothing running on the timer.
    ///
    /// ```
    /// let timer = sktime::Timer::new();
    /// timer.start();
    /// match "seven".parse::<u8>() {
    ///     Ok(_) => timer.stop()?,
    ///     Err(_) => timer.discard()?,
    /// };
    /// assert_eq!(timer.count(), 0);
    /// # Ok::<(), sktime::TimerError>(())
    /// ```
    pub fn discard(&self) -> Result<Duration, TimerError> {
        let now = Instant::now();
        self.store().mine(|shard, me| Ok(shard.end(me.id, now)?.elapsed))
    }

    /// Is an interval running (or paused) on this thread?
    #[must_use]
    pub fn is_running(&self) -> bool {
        self.store().mine(|shard, me| !shard.frames(me.id).is_empty())
    }

    /// The innermost interval so far, without its pauses; `None` when this thread has nothing running.
    #[must_use]
    pub fn elapsed(&self) -> Option<Duration> {
        self.store().mine(|shard, me| Some(shard.frame(me.id).ok()?.interval(Instant::now()).elapsed))
    }

    /// Times a call and records it. A call that panics isn't recorded.
    ///
    /// ```
    /// let timer = sktime::Timer::new();
    /// let sum: u64 = timer.time(|| (0..1000).sum());
    /// assert_eq!((sum, timer.count()), (499_500, 1));
    /// ```
    #[inline]
    pub fn time<R>(&self, call: impl FnOnce() -> R) -> R {
        let frame = Frame::new(Instant::now());
        let result = call();
        let now = Instant::now();
        self.record(frame.interval(now), now);
        result
    }

    /// Records a time that was measured elsewhere.
    ///
    /// ```
    /// use std::time::Duration;
    /// let timer = sktime::Timer::new();
    /// timer.add(Duration::from_millis(20));
    /// timer.add(Duration::from_millis(40));
    /// assert_eq!(timer.mean(), Some(Duration::from_millis(30)));
    /// ```
    #[doc(alias = "add_time")]
    pub fn add(&self, time: Duration) {
        self.record(Interval { elapsed: time, paused: Duration::ZERO }, Instant::now());
    }

    #[inline]
    pub(crate) fn record(&self, interval: Interval, now: Instant) {
        let store = self.store();
        store.mine(|shard, _| store.record(shard, interval, now));
    }

    /// Appends the other timer's records, in their order. The other stays as it is; open intervals are not taken.
    ///
    /// The records come as a whole, after what this one has at the time. Where the other is a
    /// [histogram](Timer::is_histogram), this becomes one too: single records can't be had back from it.
    ///
    /// ```
    /// use std::time::Duration;
    /// let (all, part) = (sktime::Timer::new(), sktime::Timer::new());
    /// all.add(Duration::from_secs(1));
    /// part.add(Duration::from_secs(3));
    /// all.merge(&part);
    /// assert_eq!((all.count(), part.count()), (2, 1));
    /// assert_eq!(all.total(), Some(Duration::from_secs(4)));
    /// ```
    pub fn merge(&self, other: &Timer) {
        self.store().append(&other.reading());
    }

    /// Forgets all records, of all threads. Intervals that are running go on.
    ///
    /// ```
    /// let timer = sktime::Timer::new();
    /// timer.time(|| ());
    /// timer.reset();
    /// assert_eq!((timer.count(), timer.mean()), (0, None));
    /// ```
    pub fn reset(&self) {
        if let Some(store) = self.store.get() {
            store.each(Shard::forget_records);
        }
    }

    /// Do both handles mean the same timer?
    #[must_use]
    pub fn same_as(&self, other: &Timer) -> bool {
        Arc::ptr_eq(self.shared(), other.shared())
    }
}

impl Clone for Timer {
    /// A second handle to the same timer.
    fn clone(&self) -> Self {
        Self { store: OnceLock::from(Arc::clone(self.shared())), window: self.window }
    }
}

impl fmt::Debug for Timer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Timer").field("count", &self.count()).field("max_times", &self.max_times()).finish()
    }
}
