//! The payloads of frames that are plain data.

use std::time::Duration;

use cerial::Cerial;

use crate::config::Limits;
use crate::error::Failure;
use crate::timers::Times;
use crate::{ProcessConfig, Section};

/// What a child is to be.
#[derive(Clone, Debug, PartialEq, Cerial)]
pub(crate) enum Job {
    /// An object with its sections, or one function: the entry's code, relative to the image's anchor.
    Once { entry: i64, config: Box<ProcessConfig>, resume: Box<Resume> },
    /// A pool's worker: the pool's name, and the code that it runs before its first task, whose arguments follow in a
    /// `Value` frame.
    Worker { name: Option<String>, first: Option<i64> },
}

/// Where an object's life goes on: all zero is its beginning.
#[derive(Clone, Debug, Default, PartialEq, Cerial)]
pub(crate) struct Resume {
    /// The run to begin with, and the life that it is.
    pub(crate) run: u64,
    pub(crate) life: u32,
    /// How much of `join_in` is spent.
    pub(crate) spent: Duration,
    /// Whether the process was asked to stop.
    pub(crate) stopping: bool,
    /// What the timers have recorded.
    pub(crate) times: Times,
    /// What ended the child before, when only `error` is left to run.
    pub(crate) failure: Option<Failure>,
}

/// The first frame of a parent.
#[derive(Clone, Debug, PartialEq, Cerial)]
pub(crate) struct Begin {
    pub(crate) version: u32,
    pub(crate) limits: Limits,
    /// Up to which level the parent hears what is traced: 0 for nothing, 1 for errors, to 5 for everything.
    pub(crate) trace: u8,
    pub(crate) job: Job,
}

/// The first frame of a child.
#[derive(Clone, Debug, PartialEq, Eq, Cerial)]
pub(crate) struct Hello {
    pub(crate) version: u32,
    pub(crate) pid: u32,
    /// Which executable file it runs.
    pub(crate) image: (u64, u64),
    /// Why the child can't do what it was started for, if it can't.
    pub(crate) refusal: Option<String>,
}

/// A section with a limit has started (with its limit), or has ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Cerial)]
pub(crate) struct Report {
    pub(crate) section: Section,
    pub(crate) run: u64,
    pub(crate) life: u32,
    pub(crate) limit: Option<Duration>,
}

/// The last frame of a child that ends in order. A result stands in a `Value` frame before it.
#[derive(Debug, Cerial)]
pub(crate) struct Done {
    pub(crate) failure: Option<Failure>,
}

/// The head of a `Tasks` frame: which batch, how many tasks it has, and the code to run, relative to the image's
/// anchor. The tasks follow, each behind its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TasksHead {
    pub(crate) batch: u32,
    pub(crate) count: u32,
    /// The number of the context, or 0.
    pub(crate) context: u64,
    pub(crate) entry: i64,
}

impl TasksHead {
    pub(crate) const SIZE: usize = 24;

    pub(crate) fn write(self, payload: &mut Vec<u8>) {
        payload.extend_from_slice(&self.batch.to_le_bytes());
        payload.extend_from_slice(&self.count.to_le_bytes());
        payload.extend_from_slice(&self.context.to_le_bytes());
        payload.extend_from_slice(&self.entry.to_le_bytes());
    }

    pub(crate) fn read(payload: &[u8]) -> Option<Self> {
        let (batch, rest) = payload.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (context, rest) = rest.split_first_chunk()?;
        let entry = rest.first_chunk()?;
        Some(TasksHead {
            batch: u32::from_le_bytes(*batch),
            count: u32::from_le_bytes(*count),
            context: u64::from_le_bytes(*context),
            entry: i64::from_le_bytes(*entry),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_tasks_comes_back() {
        let head = TasksHead { batch: 3, count: u32::MAX, context: u64::MAX - 1, entry: -5 };
        let mut payload = Vec::new();
        head.write(&mut payload);
        assert_eq!(payload.len(), TasksHead::SIZE);
        assert_eq!(TasksHead::read(&payload), Some(head));
        assert_eq!(TasksHead::read(&payload[1..]), None);
    }
}
