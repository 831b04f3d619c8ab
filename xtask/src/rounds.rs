//! `cargo xtask rounds`: many starts and results in a row, and whether the parent has more after them.

use crate::{Done, Verb, shell};

pub(crate) const VERB: Verb = Verb {
    name: "rounds",
    takes: "[--count N]",
    about: "start and end a process N times, 10,000 if not told otherwise; memory and descriptors must stay flat",
    run,
};

fn run(words: &[String]) -> Done {
    let mut command = shell::cargo(["run", "--quiet", "--release", "-p", "rounds", "--"]);
    shell::openly(command.args(words))
}
