//! Licences, sources and bans of all dependencies: `deny.toml`.

use super::step::{Step, Verdict};
use crate::shell;

pub(super) const STEP: Step = Step {
    name: "deny",
    about: "licences, sources and bans of the dependencies are as deny.toml says",
    speaks: false,
    run: |_| run(),
};

/// Advisories aren't asked for: they come over the network and change without a change of ours.
fn run() -> Verdict {
    if !shell::has_cargo("deny") {
        let how = "cargo-deny isn't installed; `cargo install --locked cargo-deny` gets it";
        return Verdict::Skipped(how.into());
    }
    let words = ["deny", "--all-features", "check", "licenses", "bans", "sources"];
    shell::must(&mut shell::cargo(words)).into()
}
