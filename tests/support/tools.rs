//! Running this test program once more: as it is, or under a tool that watches it.

use std::path::Path;
use std::process::Command;

/// A command that runs one test of this program, by its path.
///
/// # Panics
///
/// When this program has no file.
pub fn program(test: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program has a file"));
    command.args(arguments(test));
    command
}

/// The same under a tool, whose words come first; the test fails where the tool is missing.
///
/// # Panics
///
/// When there is no such tool: what to install is the message.
pub fn under(tool: &[&str], test: &str) -> Command {
    let (name, options) = tool.split_first().expect("a tool has a name");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).any(|folder| folder.join(Path::new(name)).exists());
    assert!(found, "{name} is missing, without which nobody knows what happens under it: `apt-get install {name}`");
    let mut command = Command::new(name);
    command.args(options).arg(std::env::current_exe().expect("this program has a file")).args(arguments(test));
    command
}

fn arguments(test: &str) -> [&str; 4] {
    ["--exact", test, "--nocapture", "--test-threads=1"]
}
