//! Running other programs: cargo as this workspace wants it, with its output shown or kept.

use std::env;
use std::io::{self, Read};
use std::path::Path;
use std::process::{Command, Stdio};

use crate::workspace;

/// What a program that was run in the quiet said and how it ended.
pub(crate) struct Said {
    pub(crate) ok: bool,
    /// Standard output and standard error, as they came.
    pub(crate) text: String,
}

/// `cargo` with these arguments, in the workspace's root, with the toolchain that runs this program.
pub(crate) fn cargo<I, S>(words: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<std::ffi::OsStr>,
{
    let program = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.args(words).current_dir(workspace::root());
    forget_outer_cargo(&mut command);
    command
}

/// Removes what `cargo run` told this program about itself: a build script that watches such a
/// variable would run again and again.
pub(crate) fn forget_outer_cargo(command: &mut Command) {
    for (name, _) in env::vars_os() {
        let Some(text) = name.to_str() else { continue };
        let own = ["CARGO_PKG_", "CARGO_MANIFEST_", "CARGO_BIN_", "CARGO_CRATE_"];
        if own.iter().any(|start| text.starts_with(start)) {
            command.env_remove(&name);
        }
    }
}

/// Runs a program and keeps what it says.
pub(crate) fn quietly(command: &mut Command) -> Result<Said, String> {
    let shown = shown(command);
    let failed = |error: io::Error| format!("`{shown}` can't be run: {error}");
    let (mut reader, writer) = io::pipe().map_err(failed)?;
    command.stdin(Stdio::null()).stdout(writer.try_clone().map_err(failed)?).stderr(writer);
    let mut child = command.spawn().map_err(failed)?;
    // The command holds the writing ends; as long as one is open the reader meets no end.
    command.stdout(Stdio::null()).stderr(Stdio::null());
    let mut bytes = Vec::new();
    reader.read_to_end(&mut bytes).map_err(failed)?;
    let status = child.wait().map_err(failed)?;
    Ok(Said { ok: status.success(), text: String::from_utf8_lossy(&bytes).into_owned() })
}

/// Runs a program in the quiet; what it said is the error when it fails.
pub(crate) fn must(command: &mut Command) -> Result<String, String> {
    let said = quietly(command)?;
    match said.ok {
        true => Ok(said.text),
        false => Err(format!("$ {}\n{}", shown(command), said.text.trim_end())),
    }
}

/// Runs a program whose output goes straight to the terminal, all of it to standard output, so that
/// a log keeps it in the order in which it came.
pub(crate) fn openly(command: &mut Command) -> Result<(), String> {
    let shown = shown(command);
    println!("$ {shown}");
    let status = command.stderr(io::stdout()).status().map_err(|error| format!("`{shown}` can't be run: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("`{shown}` failed ({status}); its output stands above")),
    }
}

/// Whether a command of cargo's (`nextest`, `deny`) is there.
pub(crate) fn has_cargo(subcommand: &str) -> bool {
    quietly(&mut cargo([subcommand, "--version"])).is_ok_and(|said| said.ok)
}

/// A path as it reads from the workspace's root, with slashes on every system.
pub(crate) fn relative(path: &Path) -> String {
    let path = path.strip_prefix(workspace::root()).unwrap_or(path);
    path.display().to_string().replace('\\', "/")
}

/// A command as one would type it.
fn shown(command: &Command) -> String {
    let program = Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(program.as_os_str()).to_string_lossy().into_owned();
    let words = command.get_args().map(|word| word.to_string_lossy().into_owned());
    std::iter::once(name).chain(words).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failing_command_gives_its_words_and_its_output() {
        let why = must(&mut cargo(["no-such-command-of-cargo"])).unwrap_err();
        assert!(why.contains("cargo no-such-command-of-cargo"), "{why}");
        assert!(why.contains("no such command"), "{why}");
    }

    #[test]
    fn a_missing_program_is_an_error_with_its_name() {
        let why = must(&mut Command::new("no-such-program-anywhere")).unwrap_err();
        assert!(why.contains("no-such-program-anywhere"), "{why}");
    }
}
