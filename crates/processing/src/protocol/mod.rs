//! What parent and child say to each other: plain data, no transport.
//!
//! | from parent | says |
//! |---|---|
//! | `Begin` | what to run: which code, with which configuration |
//! | `Value` | the object or the arguments for it; a worker's: the arguments of what it runs first |
//! | `Tell` | a message |
//! | `Stop` | finish the current run and end |
//! | `Room` | messages were taken: there is room for more |
//! | `Context` | (worker) the context of a call |
//! | `Tasks` | (worker) some tasks of one call |
//! | `Forget` | (worker) that context, or what was told to that call, is not needed any more |
//!
//! | from child | says |
//! |---|---|
//! | `Hello` | the image is the right one, the session runs |
//! | `Report` | a section with a limit has started, or has ended |
//! | `Tell` | a message |
//! | `Room` | messages were taken: there is room for more |
//! | `State` | the object as it is before a run, for another life |
//! | `Times` | what the timers have recorded since |
//! | `Panicked` | a thread has panicked, with what and where |
//! | `Value` | the result |
//! | `Object` | the object as it is at its end |
//! | `Done` | the end: success or failure |
//! | `Ready` | (worker) what it runs before its first task is done |
//! | `Trace` | events or spans stand in the ring, for the parent's `tracing` subscriber |
//! | `Answers` | (worker) what tasks came to |

mod answers;
mod board;
mod flow;
mod frame;
mod ledger;
mod message;
mod parts;
#[cfg(feature = "tracing")]
mod trace;
mod work;

pub(crate) use answers::{ANSWERS_HEAD, Answer, Run, WORD, write_answer};
#[cfg(feature = "tracing")]
pub(crate) use board::Traced;
pub(crate) use board::{ABORT, Board, Heard, LINK_LOST, OUT_OF_MEMORY, STACK_OVERFLOW};
pub(crate) use flow::{BUFFER, Flow};
pub(crate) use frame::{Frame, FrameBuffer, FrameReader, Kind, Progress, append_frame};
pub(crate) use ledger::{LEDGER, Ledger};
pub(crate) use message::Message;
pub(crate) use parts::{Begin, Done, Hello, Job, Report, Resume, Talk, TasksHead};
#[cfg(feature = "tracing")]
pub(crate) use trace::{Moment, Site, Trace, Value, level_of_number, number_of_level};
pub(crate) use work::{MOST_TASKS, SLOTS, Work};

/// Both sides run the same image, so this only tells a broken link from a healthy one.
pub(crate) const VERSION: u32 = 1;
