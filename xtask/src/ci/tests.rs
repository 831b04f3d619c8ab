//! The test suite passes.

use super::step::{Step, Verdict};
use crate::shell;
use crate::suite::{NO_NEXTEST, Runner};

pub(super) const STEP: Step =
    Step { name: "tests", about: "unit, integration and UI tests pass", speaks: true, run: |_| run() };

fn run() -> Verdict {
    let runner = Runner::find();
    // Built in the quiet first: what follows on the terminal is the runner's report and no build log.
    if let Err(why) = shell::must(&mut runner.build()) {
        return Verdict::Failed(why);
    }
    match (shell::openly(&mut runner.run(&[])), runner) {
        (Err(why), _) => Verdict::Failed(why),
        (Ok(()), Runner::Nextest) => Verdict::Passed,
        (Ok(()), Runner::CargoTest) => Verdict::Noted(NO_NEXTEST.into()),
    }
}
