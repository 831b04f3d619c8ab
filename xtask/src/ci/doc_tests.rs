//! The examples in the crates' documentation compile and run.

use super::step::Step;
use crate::shell;

pub(super) const STEP: Step = Step {
    name: "doc-tests",
    about: "the examples in rustdoc compile and run",
    speaks: true,
    run: |workspace| {
        let mut command = shell::cargo(["test", "--doc", "--all-features", "--quiet"]);
        // Only what is published has readers; a member that tests a crate's files in its own way must not run their
        // examples, which name the crate.
        for package in workspace.packages.iter().filter(|package| package.public && package.has_lib) {
            command.args(["-p", &package.name]);
        }
        shell::openly(&mut command).into()
    },
};
