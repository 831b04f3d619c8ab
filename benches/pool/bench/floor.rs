//! The hand-written loop: bare children, one thread that waits for all their sockets, a frame for some tasks, and some
//! frames on their way to each child.

use std::io::{Read, Write};
use std::ops::Range;
use std::os::fd::AsFd;

use rustix::event::{PollFd, PollFlags, poll};

use crate::bare::{self, Bare, TASK};

/// The loop's children.
pub(crate) struct Floor {
    workers: Vec<Worker>,
}

struct Worker {
    bare: Bare,
    /// What has come and is no whole frame yet.
    came: Vec<u8>,
}

/// How the tasks are sent.
#[derive(Clone, Copy)]
pub(crate) struct Sending {
    /// So many frames are on their way to a child at most …
    pub(crate) window: usize,
    /// … of so many tasks each.
    pub(crate) batch: usize,
}

impl Floor {
    /// Starts children that do what the role says.
    pub(crate) fn start(workers: usize, role: &str) -> Self {
        let worker = |_| Worker { bare: Bare::start(role), came: Vec::new() };
        Floor { workers: (0..workers).map(worker).collect() }
    }

    pub(crate) fn pid(&self) -> u32 {
        self.workers[0].bare.child.id()
    }

    /// Runs the role's task on each argument.
    pub(crate) fn map(&mut self, arguments: &[u64], Sending { window, batch }: Sending) -> Vec<u64> {
        let mut results = vec![0; arguments.len()];
        let (mut next, mut done) = (0, 0);
        let mut frames = Vec::new();
        for worker in &mut self.workers {
            frames.clear();
            (0..window).for_each(|_| put_frame(&mut frames, arguments, take(&mut next, arguments.len(), batch)));
            worker.send(&frames);
        }
        while done < arguments.len() {
            for at in self.ready() {
                frames.clear();
                let answers = self.workers[at].receive(&mut |number, result| {
                    results[number as usize] = result;
                    done += 1;
                });
                (0..answers).for_each(|_| put_frame(&mut frames, arguments, take(&mut next, arguments.len(), batch)));
                self.workers[at].send(&frames);
            }
        }
        results
    }

    /// The children whose answers have come; waits for one.
    fn ready(&self) -> Vec<usize> {
        let sockets = self.workers.iter().map(|worker| worker.bare.socket());
        let mut polled: Vec<PollFd<'_>> =
            sockets.map(|socket| PollFd::from_borrowed_fd(socket.as_fd(), PollFlags::IN)).collect();
        poll(&mut polled, None).expect("sockets can be waited for");
        let ready = |polled: &PollFd<'_>| !polled.revents().is_empty();
        polled.iter().enumerate().filter(|(_, polled)| ready(polled)).map(|(at, _)| at).collect()
    }
}

/// The next tasks, at most `batch`.
fn take(next: &mut usize, tasks: usize, batch: usize) -> Range<usize> {
    let taken = *next..tasks.min(*next + batch);
    *next = taken.end;
    taken
}

/// Adds a frame, if there are tasks for one.
fn put_frame(frames: &mut Vec<u8>, arguments: &[u64], tasks: Range<usize>) {
    if !tasks.is_empty() {
        frames.extend_from_slice(&((tasks.len() * TASK) as u32).to_le_bytes());
        tasks.for_each(|task| bare::put_task(frames, task as u64, arguments[task]));
    }
}

impl Worker {
    fn send(&self, frames: &[u8]) {
        self.bare.socket().write_all(frames).expect("the child reads");
    }

    /// Reads once and takes the frames that are whole: how many.
    fn receive(&mut self, take: &mut impl FnMut(u64, u64)) -> usize {
        let had = self.came.len();
        self.came.resize(had + (1 << 16), 0);
        let got = self.bare.socket().read(&mut self.came[had..]).expect("the child writes");
        assert!(got > 0, "the child lives");
        self.came.truncate(had + got);
        let (mut at, mut frames) = (0, 0);
        while let Some((length, rest)) = self.came[at..].split_first_chunk() {
            let Some(frame) = rest.get(..u32::from_le_bytes(*length) as usize) else { break };
            bare::read_tasks(frame).for_each(|(number, result)| take(number, result));
            at += length.len() + frame.len();
            frames += 1;
        }
        self.came.drain(..at);
        frames
    }
}
