//! The link on Windows, where none can be made yet.

use std::fs::File;
use std::io;
use std::process::Stdio;
use std::time::Duration;

use crate::sys::{Adopted, Interest, Ready, Watched};

/// One end of a link, in the process that talks over it. There is none yet.
#[derive(Debug)]
pub(crate) enum Endpoint {}

/// The other end, on its way to the child. There is none yet.
#[derive(Debug)]
pub(crate) enum LinkEnd {}

/// Tells when a child has exited. There is none yet.
#[derive(Debug)]
pub(crate) enum ExitWatch {}

/// The one refusal that all others come from.
fn not_yet<T>() -> io::Result<T> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "processes can't be started on Windows yet"))
}

pub(crate) fn link_pair() -> io::Result<(Endpoint, LinkEnd)> {
    not_yet()
}

pub(crate) fn hand_over(end: &Endpoint, _page: &File, _stdin: bool) -> io::Result<()> {
    match *end {}
}

pub(crate) fn adopt() -> io::Result<Adopted> {
    not_yet()
}

pub(crate) fn page_file(_size: u64) -> io::Result<File> {
    not_yet()
}

pub(crate) fn send(end: &Endpoint, _bytes: &[u8], _now: bool) -> io::Result<usize> {
    match *end {}
}

pub(crate) fn recv(end: &Endpoint, _into: &mut Vec<u8>, _want: usize, _now: bool) -> io::Result<usize> {
    match *end {}
}

/// Wakes whoever waits for a link's input. There is none yet.
#[derive(Debug)]
pub(crate) enum Alarm {}

impl Alarm {
    pub(crate) fn new() -> io::Result<Self> {
        not_yet()
    }

    pub(crate) fn ring(&self) {
        match *self {}
    }
}

pub(crate) fn wait_input(end: &Endpoint, _alarm: Option<&Alarm>, _timeout: Option<Duration>) -> io::Result<()> {
    match *end {}
}

pub(crate) fn wait_hang_up(end: &Endpoint) -> io::Result<()> {
    match *end {}
}

pub(crate) fn wait_any(
    watched: &[Watched<'_>],
    alarm: Option<&Alarm>,
    _timeout: Option<Duration>,
    _ready: &mut [Ready],
) -> io::Result<()> {
    match (alarm, watched) {
        (Some(alarm), _) => match *alarm {},
        (None, [Watched { end: _, interest: _, exit: _ }, ..] | []) => not_yet(),
    }
}

impl ExitWatch {
    pub(crate) fn new(_pid: u32) -> io::Result<Self> {
        not_yet()
    }
}

/// The parent's end of a pipe that a child writes to. There is none yet.
#[derive(Debug)]
pub(crate) enum OutputPipe {}

pub(crate) fn output_pipe() -> io::Result<(OutputPipe, Stdio)> {
    not_yet()
}

impl OutputPipe {
    pub(crate) fn read_now(&self, _into: &mut [u8]) -> io::Result<usize> {
        match *self {}
    }
}

/// A readiness queue. There is none yet.
#[derive(Debug)]
pub(crate) enum Poller {}

impl Poller {
    pub(crate) fn new() -> io::Result<Self> {
        not_yet()
    }

    pub(crate) fn add(&self, _key: usize, _end: &Endpoint, _watch: &ExitWatch) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn arm_link(&self, _key: usize, _end: &Endpoint, _interest: Interest) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn arm_exit(&self, _key: usize, _watch: &ExitWatch) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn remove(&self, _end: &Endpoint, _watch: &ExitWatch) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn add_pipe(&self, _key: usize, _pipe: &OutputPipe) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn arm_pipe(&self, _key: usize, _pipe: &OutputPipe) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn remove_pipe(&self, _pipe: &OutputPipe) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn wait(&self, _timeout: Option<Duration>, _ready: &mut Vec<(usize, Ready)>) -> io::Result<()> {
        match *self {}
    }

    pub(crate) fn wake(&self) -> io::Result<()> {
        match *self {}
    }
}
