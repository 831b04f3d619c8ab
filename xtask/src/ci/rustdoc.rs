//! The documentation builds without a warning.

use super::step::Step;
use crate::shell;

pub(super) const STEP: Step = Step {
    name: "rustdoc",
    about: "the documentation builds without a warning",
    speaks: false,
    run: |_| {
        let words = ["doc", "--no-deps", "--workspace", "--all-features", "--quiet"];
        shell::must(shell::cargo(words).env("RUSTDOCFLAGS", "-D warnings")).into()
    },
};
