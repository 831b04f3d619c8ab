//! The test suite of the workspace and its runner: nextest, or cargo's own where that is missing.

use std::process::Command;

use crate::shell;

/// Who runs the tests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Runner {
    /// A process per test, with limits of time: `.config/nextest.toml`.
    Nextest,
    /// The fallback, which needs nothing but a toolchain.
    CargoTest,
}

/// What is missing when the fallback runs.
pub(crate) const NO_NEXTEST: &str = "cargo-nextest isn't installed, so cargo test runs the tests: no time limit per test; \
     `cargo install --locked cargo-nextest` gets it";

/// Which part of the suite a command deals with. Doc tests aren't part of it: nextest can't run them.
const SUITE: &[&str] = &["--workspace", "--all-features"];

impl Runner {
    /// The better of the two that is there.
    pub(crate) fn find() -> Self {
        match shell::has_cargo("nextest") {
            true => Runner::Nextest,
            false => Runner::CargoTest,
        }
    }

    /// Builds the tests and runs none.
    pub(crate) fn build(self) -> Command {
        let mut command = self.command();
        command.arg("--no-run");
        command
    }

    /// Runs the tests, or those that the filter names.
    pub(crate) fn run(self, filter: &[String]) -> Command {
        let mut command = self.command();
        match self {
            // An argument that starts with a dash is an option of the runner's own.
            Runner::Nextest => command.args(filter),
            Runner::CargoTest => command.arg("--no-fail-fast").arg("--").args(filter),
        };
        command
    }

    fn command(self) -> Command {
        let mut command = match self {
            Runner::Nextest => shell::cargo(["nextest", "run"]),
            // `--tests` leaves out what its manifest says is not to be tested; `--lib` would not.
            Runner::CargoTest => shell::cargo(["test", "--tests", "--examples"]),
        };
        command.args(SUITE);
        command
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(command: &Command) -> Vec<&str> {
        command.get_args().map(|word| word.to_str().unwrap()).collect()
    }

    #[test]
    fn filters_reach_both_runners() {
        let filter = ["late_report".to_owned()];
        assert!(words(&Runner::Nextest.run(&filter)).ends_with(&["late_report"]));
        assert!(words(&Runner::CargoTest.run(&filter)).ends_with(&["--", "late_report"]));
    }

    #[test]
    fn a_build_runs_no_test() {
        for runner in [Runner::Nextest, Runner::CargoTest] {
            assert!(words(&runner.build()).ends_with(&["--no-run"]));
        }
    }
}
