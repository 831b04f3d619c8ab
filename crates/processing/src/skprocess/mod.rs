//! An object in a process of its own: the trait that a user writes, its life in the child, its handle in the parent.

mod engine;
mod entry;
mod erased;
mod future;
mod journal;
mod lifecycle;
mod object;
mod process;

pub use erased::AnyProcess;
pub use future::ProcessFuture;
pub(crate) use lifecycle::Life;
pub use object::{Result, Skprocess};
pub use process::{Messages, Outcome, Process, Status};
