//! Each feature of each crate builds without the others, and each crate builds without any.

use super::step::{Step, Verdict};
use crate::shell;
use crate::workspace::{Package, Workspace};

pub(super) const STEP: Step = Step {
    name: "features",
    about: "each crate builds without features and with each one alone",
    speaks: false,
    run: |workspace| run(workspace),
};

fn run(workspace: &Workspace) -> Verdict {
    let mut failures = Vec::new();
    for package in workspace.packages.iter().filter(|package| package.public && package.has_lib) {
        for words in builds(package) {
            let mut command = shell::cargo(["clippy", "--lib", "--quiet"]);
            command.args(words).args(["--", "-D", "warnings"]);
            if let Err(why) = shell::must(&mut command) {
                failures.push(why);
            }
        }
    }
    match failures.is_empty() {
        true => Verdict::Passed,
        false => Verdict::Failed(failures.join("\n\n")),
    }
}

/// The arguments of each build of a crate: without features, then with one at a time.
fn builds(package: &Package) -> Vec<Vec<String>> {
    let base = || vec!["-p".to_owned(), package.name.clone(), "--no-default-features".to_owned()];
    let alone = package.features.iter().filter(|feature| *feature != "default").map(|feature| {
        let mut words = base();
        words.extend(["--features".to_owned(), feature.clone()]);
        words
    });
    std::iter::once(base()).chain(alone).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_is_built_bare_and_with_each_feature_alone() {
        let package = Package {
            name: "cerial".into(),
            features: vec!["default".into(), "serde".into(), "uuid".into()],
            benches: Vec::new(),
            has_lib: true,
            public: true,
        };
        let lines: Vec<String> = builds(&package).iter().map(|words| words.join(" ")).collect();
        assert_eq!(
            lines,
            [
                "-p cerial --no-default-features",
                "-p cerial --no-default-features --features serde",
                "-p cerial --no-default-features --features uuid",
            ]
        );
    }
}
