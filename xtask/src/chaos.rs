//! `cargo xtask chaos`: random programs of what children and parents may do, against a model.

use crate::{Done, Verb, shell};

pub(crate) const VERB: Verb = Verb {
    name: "chaos",
    takes: "[--seconds N | --pool | --flat N]",
    about: "play random programs of faults and actions against a model, 60 seconds if not told otherwise; \
            or kill workers of a pool (`--kills N --tasks M`), or watch memory over N million tasks",
    run,
};

fn run(words: &[String]) -> Done {
    let mut command = shell::cargo(["run", "--quiet", "-p", "chaos", "--"]);
    shell::openly(command.args(words))
}
