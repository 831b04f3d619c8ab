//! Every source is formatted.

use super::step::Step;
use crate::shell;

pub(super) const STEP: Step = Step {
    name: "rustfmt",
    about: "every source is formatted",
    speaks: false,
    run: |_| shell::must(&mut shell::cargo(["fmt", "--all", "--", "--check"])).into(),
};
