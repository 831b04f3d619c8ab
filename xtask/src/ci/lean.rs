//! What most people build: cerial with its default features alone. Without `stacker` the stack is another matter.

use super::step::Step;
use crate::shell;

pub(super) const STEP: Step = Step {
    name: "lean",
    about: "cerial's tests pass with its default features alone",
    speaks: false,
    run: |_| shell::must(&mut shell::cargo(["test", "--quiet", "-p", "cerial", "--test", "it"])).map(drop).into(),
};
