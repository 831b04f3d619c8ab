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
//! # What children trace
//!
//! With the feature `tracing`, events and spans of children arrive in their parent's subscriber: with their level,
//! target, name, place in the code, fields and the spans around them, and with two more fields, `process`, the child's
//! id, and `run`, the number of its run where it is an object with sections. (Where they have fields by these names
//! already, those stay.) With the feature `log`, which includes it, records of the `log` crate are such events too. It
//! works the same for a process, a spawned function, and a pool's workers.
//!
//! - **Who hears it**: the subscriber that was the default of the thread that started the process or made the pool, as
//!   long as the handle is held; where there was none, the default one where the child is started. A thread of its own,
//!   `suitkaise-trace`, calls it. Whoever waits for a process, or for a pool's call, finds that it has heard it all
//!   (but waits for it no longer than a second).
//! - **What is told**: what the parent's most verbose level ([`LevelFilter::current`]) lets through when the child starts;
//!   below it nothing is even made. Where the parent has no subscriber, children have none, and pay nothing. Text of a
//!   field beyond 32 KiB is cut. Entering and leaving a span is not told, only that it begins, gets values, and ends.
//! - **Too much**: nobody ever waits for it. What a child traces stands in memory that it shares with its parent, 512 KiB
//!   of it at most, then in the parent, 4 MiB for each process, and what finds no room is dropped; one event of target
//!   `processing::trace` and level `WARN` tells how many (`dropped`), once a second at most and at the child's end. What
//!   was traced right before a crash is heard.
//! - **A child's own subscriber** wins: one that the program sets as the global default above [`init()`](init) stays, and
//!   then the parent hears nothing; a logger of the `log` crate likewise. Code in a section that sets a global one gets the
//!   error that there is one already (`init()` of subscriber crates panics then, `try_init()` doesn't); a scoped one always
//!   works.
//! - **Panics** of threads beside the one that runs the sections, which end nothing, are events of target
//!   `processing::panic` and level `ERROR`, with `message`, `location`, `thread`, and `backtrace` if one was captured.
//!
//! [`LevelFilter::current`]: https://docs.rs/tracing-core/latest/tracing_core/metadata/struct.LevelFilter.html#method.current
//!
//! # What it doesn't do
//!
//! A child is a wall against faults, not against malice: it has all the rights of its parent. Code in shared
//! libraries can't be sent.
//!
//! On Windows a nice level is one of five classes of priority, there is no limit of open files, and a process that
//! somebody ends from outside has a code of theirs, so it is [`Exited`](ErrorKind::Exited) and not
//! [`Killed`](ErrorKind::Killed).

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
