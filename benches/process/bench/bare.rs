//! The least that the system does: this executable once more, and a pipe in each direction to it.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};

const ROLE: &str = "PROCESS_BENCH_ROLE";

/// Plays the part of a bare child, if this process is one.
pub(crate) fn is_child() -> bool {
    match std::env::var(ROLE).as_deref() {
        Ok("nothing") => true,
        Ok("echo") => {
            let (mut input, mut output) = (std::io::stdin().lock(), std::io::stdout().lock());
            let mut bytes = [0; 64];
            while input.read_exact(&mut bytes).is_ok() {
                output.write_all(&bytes).and_then(|()| output.flush()).expect("the parent reads");
            }
            true
        }
        _ => false,
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
pub(crate) struct EchoPair(Child);

impl EchoPair {
    pub(crate) fn start() -> Self {
        let mut command = command("echo");
        Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("this program starts"))
    }

    /// 64 bytes there and back.
    pub(crate) fn round_trip(&mut self) {
        let mut bytes = [9; 64];
        self.0.stdin.as_mut().expect("it is piped").write_all(&bytes).expect("the child reads");
        self.0.stdout.as_mut().expect("it is piped").read_exact(&mut bytes).expect("the child writes");
    }
}

impl Drop for EchoPair {
    fn drop(&mut self) {
        drop(self.0.stdin.take());
        self.0.wait().expect("the child ends at the end of its input");
    }
}
