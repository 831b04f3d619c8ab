//! The whole workspace type-checks for the systems whose programs don't run here, by Debian's compiler.

use super::step::{Step, Verdict};
use crate::debian::{self, Tool};
use crate::shell;
use crate::workspace::Workspace;

/// macOS on its present processors.
pub(super) const MACOS: Step = Step {
    name: "macos",
    about: "everything type-checks for aarch64-apple-darwin",
    speaks: false,
    run: |workspace| check(workspace, "aarch64-apple-darwin", &[]),
};

/// macOS on its former processors.
pub(super) const MACOS_INTEL: Step = Step {
    name: "macos-x86",
    about: "everything type-checks for x86_64-apple-darwin",
    speaks: false,
    run: |workspace| check(workspace, "x86_64-apple-darwin", &[]),
};

/// Linux on ARM, with its C compiler for build scripts.
pub(super) const ARM: Step = Step {
    name: "arm",
    about: "everything type-checks for aarch64-unknown-linux-gnu",
    speaks: false,
    run: |workspace| {
        let compiler = Tool { place: "/usr/bin/aarch64-linux-gnu-gcc", package: "gcc-aarch64-linux-gnu" };
        check(workspace, "aarch64-unknown-linux-gnu", &[compiler])
    },
};

fn check(workspace: &Workspace, triple: &str, tools: &[Tool]) -> Verdict {
    if let Some(why) = debian::missing(tools) {
        return Verdict::Skipped(why);
    }
    let mut command = debian::cargo(workspace, triple, &["check", "--workspace", "--all-targets", "--quiet"]);
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
