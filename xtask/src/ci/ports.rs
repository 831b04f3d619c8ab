//! The tests pass on other systems: a step for Windows, and one for each that is quick enough. The others run by
//! `cargo xtask ports musl s390x arm`; type checks stand in `cross`.

use super::step::{Step, Verdict};
use crate::ports::{self, Ended, Port};
use crate::workspace::Workspace;

pub(super) const X86: Step = Step {
    name: ports::X86.name,
    about: ports::X86.about,
    speaks: true,
    run: |workspace| verdict(&ports::X86, workspace),
};

pub(super) const WINE: Step = Step {
    name: ports::WINE.name,
    about: ports::WINE.about,
    speaks: true,
    run: |workspace| verdict(&ports::WINE, workspace),
};

fn verdict(port: &Port, workspace: &Workspace) -> Verdict {
    match port.prove(workspace, &[]) {
        Ended::Passed(skipped) if skipped.is_empty() => Verdict::Passed,
        Ended::Passed(skipped) => Verdict::Noted(skipped),
        Ended::Missing(why) => Verdict::Skipped(why),
        Ended::Failed(why) => Verdict::Failed(why),
    }
}
