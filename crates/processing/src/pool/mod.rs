//! Batches of tasks in processes that stay.
//!
//! [`Pool`] has the verbs; a [`Call`] has them too, after modifiers such as [`star`](Pool::star),
//! [`with`](Pool::with) or [`retries`](Pool::retries).
//!
//! # How it works
//!
//! Items are encoded on the caller's thread and grouped to batches; one frame brings a worker a batch, and one brings
//! many answers back. A worker and its parent share a little memory. There the worker notes each task that it starts,
//! and leaves each answer before it starts the next; so when it dies, what it had finished is kept, exactly the task
//! that it was in fails, and what it had not begun runs elsewhere. No task ever runs twice unless
//! [`retries`](Call::retries) asks for it.

mod batch;
mod builder;
mod call;
mod collect;
mod context;
mod crew;
mod handle;
mod iter;
mod mail;
mod order;
mod parcel;
mod progress;
mod scheduler;
mod sink;
mod stream;
mod ticket;
mod verbs;

pub use builder::PoolBuilder;
pub use call::{Call, Fallibly, Init, One, Star, With};
pub use handle::Pool;
pub use iter::{Imap, Indexed, UnorderedImap};
pub use progress::Progress;
