//! Nothing that is linked into users' programs is there in two versions. Macros run at build time and don't count.

use super::step::{Step, Verdict};
use crate::shell;
use crate::workspace::Workspace;

pub(super) const STEP: Step = Step {
    name: "duplicates",
    about: "no dependency is linked in two versions",
    speaks: false,
    run: |workspace| run(workspace),
};

fn run(workspace: &Workspace) -> Verdict {
    let mut command = shell::cargo(["tree", "--duplicates", "--edges", "normal,no-proc-macro"]);
    command.args(["--all-features", "--quiet"]);
    for package in workspace.packages.iter().filter(|package| package.public) {
        command.args(["-p", &package.name]);
    }
    match shell::must(&mut command) {
        Err(why) => Verdict::Failed(why),
        Ok(text) if text.trim().is_empty() => Verdict::Passed,
        Ok(text) => Verdict::Failed(text),
    }
}
