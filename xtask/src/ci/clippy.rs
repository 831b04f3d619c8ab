//! Clippy finds nothing, with everything switched on.

use super::step::Step;
use crate::shell;

pub(super) const STEP: Step = Step {
    name: "clippy",
    about: "no warning in any target with all features",
    speaks: false,
    run: |_| {
        let words = ["clippy", "--workspace", "--all-targets", "--all-features", "--quiet"];
        shell::must(shell::cargo(words).args(["--", "-D", "warnings"])).into()
    },
};
