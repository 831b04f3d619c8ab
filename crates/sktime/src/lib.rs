//! Timers with real statistics, cheap enough to leave in.
//!
//! A [`Timer`] keeps every time exactly and tells what you ask of it: mean, percentiles, spread, the slowest call and
//! its index. Recording one costs less than twice what reading the clock twice costs anyway, and threads that share a
//! timer don't wait for each other. So the timers of a program can stay where they are.
//!
//! ```
//! use sktime::Timer;
//!
//! static REQUESTS: Timer = Timer::new();
//!
//! fn handle(request: &str) -> usize {
//!     REQUESTS.time(|| request.len()) // or start() and stop(), or a guard, or #[timethis]
//! }
//!
//! for request in ["one", "two", "three"] {
//!     handle(request);
//! }
//! println!("{REQUESTS}");                  // 3 times, total 240 ns, mean 80 ns ± 12 ns, median 82 ns, p95 …
//! assert_eq!(REQUESTS.count(), 3);
//! assert!(REQUESTS.percentile(99.0) <= REQUESTS.max());
//! ```
//!
//! # Ways to time something
//!
//! | what | how |
//! |---|---|
//! | a call | [`timer.time(\|\| …)`](Timer::time) |
//! | a scope | `let _timed = `[`TimeThis::new(&timer)`](TimeThis::new)`;` |
//! | a function, method or async function | [`#[timethis]`](macro@timethis) |
//! | by hand, with laps and pauses | [`start`](Timer::start), [`lap`](Timer::lap), [`pause`](Timer::pause), [`resume`](Timer::resume), [`stop`](Timer::stop), [`discard`](Timer::discard) |
//! | what was measured elsewhere | [`add`](Timer::add), [`merge`](Timer::merge) |
//! | the spans of `tracing` | `TimingLayer`, with the feature `tracing` |
//!
//! All of it takes `&self`, and a clone is a second handle to the same timer. Each thread has a session of its own:
//! what one starts, no other can stop. Starting what runs already nests. What doesn't fit (a `stop` without a `start`, a
//! second `pause`) is a [`TimerError`] that says what to do; nothing here panics. What ends by a panic isn't recorded.
//!
//! # Reading timers
//!
//! Every statistic is a method of [`Timer`], which reads the records anew, and of [`Stats`], which
//! [`Timer::stats`] takes at one moment. Where nothing is recorded, a timer says `None`.
//!
//! | statistic | definition | source |
//! |---|---|---|
//! | [`count`](Timer::count) | the number of records, `n` | |
//! | [`total`](Timer::total) | `Σx`, exact in 128 bits | |
//! | [`total_paused`](Timer::total_paused) | the paused time of recorded intervals, which is no part of `x` | |
//! | [`mean`](Timer::mean) | `Σx / n`, to the nearest nanosecond | |
//! | [`variance`](Timer::variance) | that of a sample, `Σ(x - mean)² / (n - 1)`, in two passes over whole numbers | Chan, Golub, LeVeque 1983 |
//! | [`stdev`](Timer::stdev) | its square root | |
//! | [`percentile`](Timer::percentile) | linear interpolation at the rank `p/100 · (n - 1)` of the ordered records | Hyndman and Fan 1996, type 7; numpy's `linear` |
//! | [`median`](Timer::median) | percentile 50 | |
//! | [`min`](Timer::min), [`max`](Timer::max) | the least and the greatest record | |
//! | [`fastest`](Timer::fastest), [`slowest`](Timer::slowest) | the same with their indices; of equals the first | |
//! | [`most_recent`](Timer::most_recent), [`get`](Timer::get), [`times`](Timer::times) | records in the order of recording | |
//!
//! Sums are whole numbers of nanoseconds, so over 10⁹ records nothing overflows and nothing is lost. The tests hold each
//! statistic against the textbook's formula on a sorted vector, and against numpy's results.
//!
//! The papers: Chan, Golub, LeVeque, "Algorithms for computing the sample variance", The American Statistician 37 (3),
//! 1983; Hyndman, Fan, "Sample quantiles in statistical packages", The American Statistician 50 (4), 1996.
//!
//! `{}` shows a timer or its statistics as a line, `{:#}` as a table with the shape of the distribution:
//!
//! ```text
//! total       5.050 s
//! mean       50.50 ms
//! stdev      29.01 ms
//! min        1.000 ms
//! median     50.50 ms
//! p95        95.05 ms
//! p99        99.01 ms
//! max        100.0 ms
//! count           100
//! spread  ▁     ▁  ▁  ▁▁ ▁▁ ▁▁▂▁▂▁▂▂▃▃▃▃▃▃▄▅▅▆▆▇██
//! ```
//!
//! [`Stats::bars`] draws it larger. [`report`] is a table of all timers that have a name: those of functions with
//! `#[timethis]`, and those you [`register`].
//!
//! # Memory
//!
//! A record takes 16 bytes, and a timer keeps them all. Where that is too much, [`Timer::with_max_times`] keeps the last
//! so many, and `Timer::histogram` (with the feature `hdrhistogram`) keeps counts by size: percentiles are then within
//! 0.1 % and all else, but single records and their order, stays exact. Its variance is Welford's (Technometrics 4 (3),
//! 1962), joined across threads as Chan, Golub and LeVeque do.
//!
//! # What it doesn't do
//!
//! - It is no benchmark harness: it doesn't repeat your code, warm up or correct for its own cost, some 15 ns of each
//!   record. `criterion` and `divan` do that.
//! - It measures elapsed time by [`Instant`](std::time::Instant), and no processor time; a timed future includes its
//!   waiting.
//! - It doesn't send anything anywhere. Timers are `serde` and `cerial` values, so that you can.
//! - Threads are read one after the other: a reading while others record has each thread's records up to some moment of
//!   the reading, not up to the same one.
//!
//! # Features
//!
//! | feature | what it adds | what it costs |
//! |---|---|---|
//! | `macros`, the default | [`#[timethis]`](macro@timethis) | a macro's build time |
//! | `hdrhistogram` | `Timer::histogram`, for bounded memory | `hdrhistogram` |
//! | `serde` | timers both ways; statistics and reports one way | `serde` |
//! | `cerial` | timers both ways, with their identity | `cerial` |
//! | `tracing` | `TimingLayer` | `tracing-core`, `tracing-subscriber` without defaults |

#[cfg(feature = "hdrhistogram")]
mod buckets;
mod chart;
mod clock;
mod error;
#[cfg(feature = "macros")]
mod expanded;
mod frame;
mod guard;
mod log;
#[cfg(feature = "hdrhistogram")]
mod moments;
mod nanos;
mod order;
mod read;
#[cfg(any(feature = "serde", feature = "cerial"))]
mod recording;
mod report;
#[cfg(feature = "serde")]
mod serde_impls;
mod shard;
mod show;
mod slot;
#[cfg(feature = "tracing")]
mod spans;
mod stats;
mod store;
mod summary;
mod sync;
mod table;
mod thread;
mod timer;
#[cfg(feature = "cerial")]
mod travel;
mod units;
mod values;
mod yawn;

pub use crate::clock::{Moment, elapsed, elapsed_between, sleep, time};
pub use crate::error::TimerError;
pub use crate::guard::TimeThis;
pub use crate::report::{Report, register, report, reset_timers, timer, timers};
#[cfg(feature = "tracing")]
pub use crate::spans::TimingLayer;
pub use crate::stats::Stats;
pub use crate::timer::Timer;
pub use crate::yawn::Yawn;

/// Times each call of a function, method or async function, in a timer of its own that [`report`] lists.
///
/// ```
/// use sktime::timethis;
///
/// #[timethis]
/// fn parse(text: &str) -> Option<u32> {
///     let number = text.parse().ok()?; // a return is a record, wherever it stands
///     Some(number)
/// }
///
/// parse("7");
/// parse("x");
/// assert_eq!(sktime::timer("parse").unwrap().count(), 2);
/// println!("{}", sktime::report());
/// ```
///
/// A call is a record when it returns, with an `Err` too, and none when it panics. Calls within calls, of the function
/// itself too, nest: each is a record of its own, and the outer one includes the inner ones. What the function drops at
/// its end is part of it.
///
/// The timer's name is the path of the function, such as `shop::cart::Cart::checkout`; it is listed at the first call. A
/// generic function has one timer for all its types. Of two functions with the same path, the later one's place in the
/// source is added to the name.
///
/// # Async functions
///
/// The time is that from the first poll to the end, waiting included. A future that is dropped before its end is no
/// record. A function that returns a future without being `async` is timed as any other: until it returns the future.
///
/// ```
/// # use sktime::timethis;
/// #[timethis]
/// async fn fetch(page: &str) -> Result<usize, std::io::Error> {
///     Ok(page.len())
/// }
/// ```
///
/// # Arguments
///
/// `timer = EXPR` records in that timer instead, which may be shared; it isn't listed by this. The expression is
/// evaluated at each call, before the time begins, and may use the function's arguments and `self`.
/// `threshold = EXPR`, a [`Duration`](std::time::Duration), leaves out the calls that take less.
///
/// ```
/// use sktime::{Timer, timethis};
/// use std::time::Duration;
///
/// static SLOW: Timer = Timer::with_max_times(1000);
///
/// #[timethis(timer = SLOW, threshold = Duration::from_millis(100))]
/// fn query(_text: &str) {}
///
/// struct Shop {
///     sales: Timer,
/// }
///
/// impl Shop {
///     #[timethis(timer = self.sales)]
///     fn sell(&mut self) {}
/// }
///
/// query("quick");
/// assert_eq!(SLOW.count(), 0);
/// let mut shop = Shop { sales: Timer::new() };
/// shop.sell();
/// assert_eq!(shop.sales.count(), 1);
/// ```
///
/// On anything but a function with a body, and on a `const fn`, it is an error.
#[cfg(feature = "macros")]
pub use sktime_macros::timethis;

/// What `#[timethis]` expands to; it may change at any time.
#[cfg(feature = "macros")]
#[doc(hidden)]
pub mod __private {
    pub use crate::expanded::{Function, Started, name_of};
}
