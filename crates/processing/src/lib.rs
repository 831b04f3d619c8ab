//! Objects and functions in processes of their own.
//!
//! What runs in another process can't take this one along: a panic, a crash, a leak, a hang or an `exit` over there
//! is an ordinary error here, with its cause. A child is the same executable, started again, so there is nothing to
//! set up and nothing to register: no broker, no port, no second binary.
//!
//! - [`Skprocess`]: an object with sections, which runs in a child until it is done. [`start`](Skprocess::start)
//!   gives a [`Process`] to talk to, to stop, and to take the result from.
//! - [`spawn`]: one function in a child of its own.
//! - [`Pool`]: batches of tasks in children that stay.
//!
//! ```
//! use processing::prelude::*;
//!
//! #[derive(Cerial)]
//! struct Sum {
//!     numbers: Vec<u64>,
//!     sum: u64,
//! }
//!
//! impl Skprocess for Sum {
//!     type Output = u64;
//!
//!     fn run(&mut self, cx: &ProcessContext) -> processing::Result {
//!         match self.numbers.pop() {
//!             Some(number) => self.sum += number,
//!             None => cx.stop(),
//!         }
//!         Ok(())
//!     }
//!
//!     fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u64> {
//!         Ok(self.sum)
//!     }
//! }
//!
//! let process = Sum { numbers: vec![1, 2, 3], sum: 0 }.start()?;
//! assert_eq!(process.result()?, 6);
//! # Ok::<(), ProcessError>(())
//! ```
//!
//! # What a crash looks like
//!
//! ```
//! use processing::ErrorKind;
//!
//! fn abort() {
//!     std::process::abort()
//! }
//! let error = processing::spawn(abort, ())?.get().unwrap_err();
//! assert_eq!(error.kind(), ErrorKind::Crashed);
//! assert_eq!(error.exit().and_then(|exit| exit.signal_name()), Some("SIGABRT"));
//! # Ok::<(), processing::ProcessError>(())
//! ```
//!
//! # Children don't run `main`
//!
//! A child starts before `main` and exits when its work is done. What `main` sets up, a global or a `tracing`
//! subscriber, is missing in it; [`init`] says how to give it to children too. Static initializers of the program do run
//! in them; one that starts a process is refused there, with an error.
//!
//! # What it doesn't do
//!
//! A child is a wall against faults, not against malice: it has all the rights of its parent. Code in shared
//! libraries can't be sent. On Windows, processes can't be started yet, and say so.

mod bootstrap;
mod child;
mod clock;
mod config;
mod context;
mod error;
mod image;
mod invitation;
mod job;
mod link;
mod parent;
pub mod pool;
pub mod prelude;
mod protocol;
mod section;
mod session;
mod skprocess;
mod spawn;
mod sys;
pub mod task;
mod timers;
mod unwind;

/// The serialization that carries values to children and back, for those who depend on this crate alone.
pub use cerial;

pub use bootstrap::init;
pub use config::{ChildOutput, ProcessConfig};
pub use context::ProcessContext;
pub use error::{ErrorKind, Exit, Panic, ProcessError};
pub use job::{Job, JobFuture};
pub use parent::on_interrupt;
pub use pool::{Call, Pool, PoolBuilder};
pub use section::Section;
pub use skprocess::{AnyProcess, Messages, Outcome, Process, ProcessFuture, Result, Skprocess, Status};
pub use spawn::spawn;
pub use task::{Task, fallible, skprocess};
pub use timers::Timers;
