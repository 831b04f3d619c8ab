//! The least that the system does: this executable once more, and a pair of sockets between it and this process.

use std::io::{Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};

use crate::cores;

const ROLE: &str = "PROCESS_BENCH_ROLE";

/// Plays the part of a bare child, if this process is one.
pub(crate) fn is_child() -> bool {
    match std::env::var(ROLE).as_deref() {
        Ok("nothing") => true,
        Ok("echo") => {
            echo(None);
            true
        }
        Ok(role) => {
            let core = role.strip_prefix("echo on ").and_then(|core| core.parse().ok());
            echo(Some(core.expect("a role of ours")));
            true
        }
        Err(_) => false,
    }
}

fn echo(core: Option<usize>) {
    cores::pin(core);
    let socket = std::io::stdin().as_fd().try_clone_to_owned().expect("a descriptor is left");
    let mut socket = UnixStream::from(socket);
    let mut bytes = [0; 64];
    while socket.read_exact(&mut bytes).is_ok() {
        socket.write_all(&bytes).expect("the parent reads");
    }
}

fn command(role: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program has a file"));
    command.env(ROLE, role);
    command
}

/// Starts this executable once more, and waits for its end.
pub(crate) fn reexec() {
    let status = command("nothing").stdin(Stdio::null()).status().expect("this program starts");
    assert!(status.success());
}

/// A child that echoes.
pub(crate) struct EchoPair {
    child: Child,
    socket: Option<UnixStream>,
}

impl EchoPair {
    pub(crate) fn start(core: Option<usize>) -> Self {
        let (ours, theirs) = UnixStream::pair().expect("a pair of sockets");
        let role = core.map_or_else(|| "echo".to_owned(), |core| format!("echo on {core}"));
        let child = command(&role).stdin(OwnedFd::from(theirs)).spawn().expect("this program starts");
        Self { child, socket: Some(ours) }
    }

    /// 64 bytes there and back.
    pub(crate) fn round_trip(&mut self) {
        let mut bytes = [9; 64];
        let socket = self.socket.as_mut().expect("it is open");
        socket.write_all(&bytes).expect("the child reads");
        socket.read_exact(&mut bytes).expect("the child writes");
    }
}

impl Drop for EchoPair {
    fn drop(&mut self) {
        drop(self.socket.take());
        self.child.wait().expect("the child ends at the end of its input");
    }
}
