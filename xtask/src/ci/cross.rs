//! The whole workspace type-checks for the systems this machine doesn't run.
//!
//! No std for them need be downloaded: Debian's compiler builds one from Debian's sources. It is a
//! second toolchain, so it has a target folder of its own.

use std::path::Path;
use std::process::Command;

use super::step::{Step, Verdict};
use crate::shell;
use crate::workspace::{self, Workspace};

/// Where Debian puts the compiler's own sources.
const STD_SOURCES: &str = "/usr/lib/rustlib/src/rust/library/std/Cargo.toml";

/// Windows, with mingw's tools for build scripts that compile C.
pub(super) const WINDOWS: Step = Step {
    name: "windows",
    about: "everything type-checks for x86_64-pc-windows-gnu",
    speaks: false,
    run: |workspace| check(workspace, "x86_64-pc-windows-gnu"),
};

/// macOS on its present processors.
pub(super) const MACOS: Step = Step {
    name: "macos",
    about: "everything type-checks for aarch64-apple-darwin",
    speaks: false,
    run: |workspace| check(workspace, "aarch64-apple-darwin"),
};

fn check(workspace: &Workspace, target: &str) -> Verdict {
    let missing = missing();
    if !missing.is_empty() {
        return Verdict::Skipped(format!(
            "missing {}; on Debian: apt-get install rustc-web cargo-web rust-web-src \
             gcc-mingw-w64-x86-64",
            missing.join(", ")
        ));
    }
    let mut command = Command::new("/usr/bin/cargo");
    command
        .args(["check", "--workspace", "--all-targets", "--quiet", "--target", target])
        .arg("-Zbuild-std=std,panic_unwind,test")
        .arg("--target-dir")
        .arg(workspace.target.join("cross"))
        .current_dir(workspace::root());
    forget_rustup(&mut command);
    match shell::must(&mut command) {
        Err(why) => Verdict::Failed(why),
        Ok(text) => told(&text),
    }
}

/// Passed, with the first line of each warning: only here does anybody see those of other systems' code.
fn told(text: &str) -> Verdict {
    let mut warnings: Vec<&str> = text.lines().filter(|line| line.starts_with("warning: ")).collect();
    warnings.sort_unstable();
    warnings.dedup();
    match warnings.is_empty() {
        true => Verdict::Passed,
        false => Verdict::Noted(warnings.join("\n")),
    }
}

/// What isn't there of what the check needs.
fn missing() -> Vec<&'static str> {
    let needed = ["/usr/bin/cargo", "/usr/bin/rustc", STD_SOURCES, "/usr/bin/x86_64-w64-mingw32-gcc"];
    needed.into_iter().filter(|place| !Path::new(place).exists()).collect()
}

/// Debian's cargo must find Debian's compiler, whatever toolchain runs this program.
fn forget_rustup(command: &mut Command) {
    command.env("PATH", "/usr/bin:/bin").env("RUSTC_BOOTSTRAP", "1");
    for name in ["CARGO", "RUSTC", "RUSTDOC", "RUSTUP_TOOLCHAIN", "RUSTFLAGS", "LD_LIBRARY_PATH"] {
        command.env_remove(name);
    }
    shell::forget_outer_cargo(command);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn warnings_of_other_systems_are_seen() {
        let text = "warning: unused import: `x`\n --> a.rs:1:1\nwarning: unused import: `x`\n";
        assert!(matches!(told(text), Verdict::Noted(note) if note == "warning: unused import: `x`"));
        assert!(matches!(told(""), Verdict::Passed));
    }
}
