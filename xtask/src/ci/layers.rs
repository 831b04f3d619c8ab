//! The rules on sources hold: `cargo xtask layers` as a gate.

use super::step::{Step, Verdict};
use crate::layers;

pub(super) const STEP: Step = Step {
    name: "layers",
    about: "modules form layers, and the other rules on sources hold",
    speaks: false,
    run: |_| run(),
};

fn run() -> Verdict {
    match layers::check() {
        Err(why) => Verdict::Failed(why),
        Ok(found) if !found.errors.is_empty() => Verdict::Failed(found.errors.join("\n")),
        Ok(found) if !found.warnings.is_empty() => Verdict::Noted(found.warnings.join("\n")),
        Ok(_) => Verdict::Passed,
    }
}
