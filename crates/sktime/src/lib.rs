//! Timers with real statistics, cheap enough to leave in.

mod clock;
mod error;
mod frame;
mod log;
mod nanos;
mod order;
mod read;
mod shard;
mod slot;
mod stats;
mod summary;
mod sync;
mod table;
mod thread;
mod timer;
mod yawn;

pub use crate::clock::{Moment, elapsed, elapsed_between, sleep, time};
pub use crate::error::TimerError;
pub use crate::stats::Stats;
pub use crate::timer::Timer;
pub use crate::yawn::Yawn;
