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

/// Who may talk with the tasks of a call: 0 is nobody, else the number of the call, marked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Talk(pub(crate) u64);

impl Talk {
    pub(crate) const NONE: Talk = Talk(0);
    /// Tells such a number from that of a context, where it is forgotten.
    const MARK: u64 = 1 << 62;
    /// The call has one task, which runs once: what it has listened to is not needed again.
    const OF_ONE: u64 = 1 << 63;

    /// That of a call.
    pub(crate) fn of(call: u64, of_one: bool) -> Self {
        Talk(call | Self::MARK | if of_one { Self::OF_ONE } else { 0 })
    }

    /// What a number is that is to be forgotten, if it isn't a context's.
    pub(crate) fn from_number(number: u64) -> Option<Self> {
        (number & Self::MARK != 0).then_some(Talk(number))
    }

    pub(crate) fn is_of_one(self) -> bool {
        self.0 & Self::OF_ONE != 0
    }

    /// The call.
    pub(crate) fn call(self) -> u64 {
        self.0 & !(Self::MARK | Self::OF_ONE)
    }
}

/// The head of a `Tasks` frame: which batch, how many tasks it has, and the code to run, relative to the image's
/// anchor. The tasks follow, each behind its length.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TasksHead {
    pub(crate) batch: u32,
    pub(crate) count: u32,
    /// The number of the context, or 0.
    pub(crate) context: u64,
    pub(crate) talk: Talk,
    pub(crate) entry: i64,
}

impl TasksHead {
    pub(crate) const SIZE: usize = 32;

    pub(crate) fn write(self, payload: &mut Vec<u8>) {
        payload.extend_from_slice(&self.batch.to_le_bytes());
        payload.extend_from_slice(&self.count.to_le_bytes());
        payload.extend_from_slice(&self.context.to_le_bytes());
        payload.extend_from_slice(&self.talk.0.to_le_bytes());
        payload.extend_from_slice(&self.entry.to_le_bytes());
    }

    pub(crate) fn read(payload: &[u8]) -> Option<Self> {
        let (batch, rest) = payload.split_first_chunk()?;
        let (count, rest) = rest.split_first_chunk()?;
        let (context, rest) = rest.split_first_chunk()?;
        let (talk, rest) = rest.split_first_chunk()?;
        let entry = rest.first_chunk()?;
        Some(TasksHead {
            batch: u32::from_le_bytes(*batch),
            count: u32::from_le_bytes(*count),
            context: u64::from_le_bytes(*context),
            talk: Talk(u64::from_le_bytes(*talk)),
            entry: i64::from_le_bytes(*entry),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_tasks_comes_back() {
        let head = TasksHead { batch: 3, count: u32::MAX, context: u64::MAX - 1, talk: Talk::of(9, true), entry: -5 };
        let mut payload = Vec::new();
        head.write(&mut payload);
        assert_eq!(payload.len(), TasksHead::SIZE);
        assert_eq!(TasksHead::read(&payload), Some(head));
        assert_eq!(TasksHead::read(&payload[1..]), None);
    }

    #[test]
    fn the_number_of_a_talk_tells_its_call_and_is_no_contexts() {
        for of_one in [false, true] {
            let talk = Talk::of(12, of_one);
            assert_eq!((talk.call(), talk.is_of_one(), Talk::from_number(talk.0)), (12, of_one, Some(talk)));
        }
        assert_eq!(Talk::from_number(12), None);
    }
}
