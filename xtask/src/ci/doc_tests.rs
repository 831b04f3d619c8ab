//! The examples in the crates' documentation compile and run.

use super::pages::PAGES;
use super::step::Step;
use crate::shell;

pub(super) const STEP: Step = Step {
    name: "doc-tests",
    about: "the examples in rustdoc compile and run",
    speaks: true,
    run: |_| {
        let words = ["test", "--doc", "--workspace", "--all-features", "--quiet"];
        shell::openly(shell::cargo(words).args(["--exclude", PAGES])).into()
    },
};
