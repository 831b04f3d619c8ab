//! The tests pass on other systems: a step for each that is quick enough. The others run by `cargo xtask ports musl
//! s390x arm` and `cargo xtask wine`; type checks stand in `cross`.

use super::step::{Step, Verdict};
use crate::ports::{self, Ended, Port};
use crate::workspace::Workspace;

pub(super) const X86: Step = step(&ports::X86, |workspace| verdict(&ports::X86, workspace));

const fn step(port: &Port, run: fn(&Workspace) -> Verdict) -> Step {
    Step { name: port.name, about: port.about, speaks: true, run }
}

fn verdict(port: &Port, workspace: &Workspace) -> Verdict {
    match port.prove(workspace, &[]) {
        Ended::Passed(skipped) if skipped.is_empty() => Verdict::Passed,
        Ended::Passed(skipped) => Verdict::Noted(skipped),
        Ended::Missing(why) => Verdict::Skipped(why),
        Ended::Failed(why) => Verdict::Failed(why),
    }
}
