//! Objects and functions in processes of their own, and what they need for it.
//!
//! A process is the strongest wall a program can have inside: what happens behind it, a panic, a crash, a
//! leak, a hang, reaches the other side as an error that says so. This crate makes that wall cheap to build.
//! It brings together
//!
//! - [`processing`]: an object with sections ([`Skprocess`](prelude::Skprocess)) that runs in a child process,
//!   one function in a child ([`spawn`](processing::spawn)), and a [`Pool`](prelude::Pool) of children for batches;
//! - [`cerial`]: the serialization that carries values there and back, shared pointers included;
//! - [`sktime`]: timers with statistics, which every process keeps of its sections.
//!
//! Each of them is of use alone. Whoever depends on this crate needs none of the others in the manifest.
//!
//! # A process
//!
//! ```
//! use suitkaise::prelude::*;
//!
//! #[derive(Cerial)]
//! struct Count {
//!     up_to: u64,
//!     sum: u64,
//! }
//!
//! impl Skprocess for Count {
//!     type Output = u64;
//!
//!     fn config(&self) -> ProcessConfig {
//!         ProcessConfig::new().runs(self.up_to)
//!     }
//!
//!     fn run(&mut self, cx: &ProcessContext) -> processing::Result {
//!         self.sum += cx.run();
//!         Ok(())
//!     }
//!
//!     fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u64> {
//!         Ok(self.sum)
//!     }
//! }
//!
//! fn main() -> Result<(), ProcessError> {
//!     let process: Process<Count> = Count { up_to: 5, sum: 0 }.start()?;
//!     assert_eq!(process.result()?, 0 + 1 + 2 + 3 + 4);
//!     Ok(())
//! }
//! ```
//!
//! # A pool
//!
//! ```
//! use suitkaise::prelude::*;
//!
//! fn square(n: u64) -> u64 {
//!     n * n
//! }
//!
//! fn main() -> Result<(), ProcessError> {
//!     let pool = Pool::new()?;
//!     let squares: Vec<u64> = pool.map(square, 0..100)?;
//!     assert_eq!(squares[9], 81);
//!     Ok(())
//! }
//! ```
//!
//! # What children don't see
//!
//! A child is the same executable, started again, but it never runs `main`: what `main` sets up, a global
//! or a `tracing` subscriber, is missing in it. [`processing::init`] says how to give it to them.

pub use cerial;
pub use processing;
pub use sktime;

/// What most programs use: `use suitkaise::prelude::*;`.
///
/// It has no `Result`, no `Config` and no `Context`, whose names would clash with those of others; they
/// stand in [`processing`] and [`cerial`], whose own names are here too.
pub mod prelude {
    #[doc(no_inline)]
    pub use cerial::{self, Cerial};
    #[doc(no_inline)]
    pub use processing::{self, Job, Pool, Process, ProcessConfig, ProcessContext, ProcessError, Section, Skprocess};
    #[doc(no_inline)]
    pub use sktime::{self, Timer};
}
