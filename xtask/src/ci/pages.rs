//! The examples in README.md and the other pages compile and run.

use super::step::Step;
use crate::shell;

/// The member that takes every page as its documentation; its build script finds them.
pub(super) const PAGES: &str = "pages-test";

pub(super) const STEP: Step = Step {
    name: "pages",
    about: "the examples in README, cookbook and the other pages compile and run",
    speaks: true,
    run: |_| shell::openly(&mut shell::cargo(["test", "--doc", "-p", PAGES, "--quiet"])).into(),
};
