//! Children without any library: this executable once more, with a socket as its standard input.
//!
//! A frame is a length of four bytes, and then a number and an argument for each task, of eight bytes each.

use std::io::{self, BufReader, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command};

use crate::{cores, tasks};

const ROLE: &str = "POOL_BENCH_ROLE";
/// A task in a frame.
pub(crate) const TASK: usize = 16;

/// Plays the part of a bare child, if this process is one.
pub(crate) fn is_child() -> bool {
    let Ok(role) = std::env::var(ROLE) else { return false };
    let socket = io::stdin().as_fd().try_clone_to_owned().expect("a descriptor is left");
    let mut socket = UnixStream::from(socket);
    match role.split_once(' ').unwrap_or((&role, "")) {
        ("square", _) => serve(&mut socket.try_clone().expect("as above"), &mut socket, tasks::square),
        ("buffered", _) => serve_buffered(&mut socket),
        ("burn", _) => serve(&mut socket.try_clone().expect("as above"), &mut socket, tasks::burn),
        ("echo", core) => {
            cores::pin(core.parse().ok());
            echo(&mut socket);
        }
        _ => panic!("{role} is no role of ours"),
    }
    true
}

fn echo(socket: &mut UnixStream) {
    let mut bytes = [0; 64];
    while socket.read_exact(&mut bytes).is_ok() {
        socket.write_all(&bytes).expect("the parent reads");
    }
}

/// Answers frame by frame.
fn serve(from: &mut impl Read, to: &mut impl Write, task: fn(u64) -> u64) {
    let (mut frame, mut answer) = (Vec::new(), Vec::new());
    while read_frame(from, &mut frame) {
        answer.clear();
        answer_frame(&frame, &mut answer, task);
        to.write_all(&answer).expect("the parent reads");
    }
}

/// Answers all frames that have come by one write.
fn serve_buffered(socket: &mut UnixStream) {
    let mut from = BufReader::with_capacity(1 << 16, socket.try_clone().expect("a descriptor is left"));
    let (mut frame, mut answer) = (Vec::new(), Vec::new());
    while read_frame(&mut from, &mut frame) {
        answer_frame(&frame, &mut answer, tasks::square);
        if from.buffer().is_empty() {
            socket.write_all(&answer).expect("the parent reads");
            answer.clear();
        }
    }
}

fn read_frame(from: &mut impl Read, frame: &mut Vec<u8>) -> bool {
    let mut length = [0; 4];
    if from.read_exact(&mut length).is_err() {
        return false;
    }
    frame.resize(u32::from_le_bytes(length) as usize, 0);
    from.read_exact(frame).is_ok()
}

fn answer_frame(frame: &[u8], answer: &mut Vec<u8>, task: fn(u64) -> u64) {
    answer.extend_from_slice(&(frame.len() as u32).to_le_bytes());
    for (number, argument) in read_tasks(frame) {
        put_task(answer, number, task(argument));
    }
}

/// The numbers and the arguments, or results, in a frame without its length.
pub(crate) fn read_tasks(frame: &[u8]) -> impl Iterator<Item = (u64, u64)> {
    frame.chunks_exact(TASK).map(|task| {
        let (number, argument) = task.split_first_chunk().expect("eight of sixteen bytes");
        let argument = argument.try_into().expect("the other eight");
        (u64::from_le_bytes(*number), u64::from_le_bytes(argument))
    })
}

pub(crate) fn put_task(frame: &mut Vec<u8>, number: u64, argument: u64) {
    frame.extend_from_slice(&number.to_le_bytes());
    frame.extend_from_slice(&argument.to_le_bytes());
}

/// A bare child, and the socket to it.
pub(crate) struct Bare {
    pub(crate) child: Child,
    /// Taken when the child is to end.
    socket: Option<UnixStream>,
}

impl Bare {
    pub(crate) fn start(role: &str) -> Self {
        let (ours, theirs) = UnixStream::pair().expect("a pair of sockets");
        let mut command = Command::new(std::env::current_exe().expect("this program has a file"));
        let child = command.env(ROLE, role).stdin(OwnedFd::from(theirs)).spawn().expect("this program starts");
        Bare { child, socket: Some(ours) }
    }

    pub(crate) fn socket(&self) -> &UnixStream {
        self.socket.as_ref().expect("it is open until the end")
    }

    /// 64 bytes there and back.
    pub(crate) fn round_trip(&self) {
        let mut bytes = [9; 64];
        self.socket().write_all(&bytes).expect("the child reads");
        self.socket().read_exact(&mut bytes).expect("the child writes");
    }
}

impl Drop for Bare {
    fn drop(&mut self) {
        drop(self.socket.take());
        self.child.wait().expect("the child ends at the end of its input");
    }
}
