//! Timers with real statistics, cheap enough to leave in.

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

#[cfg(feature = "macros")]
pub use sktime_macros::timethis;

#[cfg(feature = "macros")]
#[doc(hidden)]
pub mod __private {
    pub use crate::expanded::{Function, Started, name_of};
}
