//! The chores of the workspace: `cargo xtask VERB`.
//!
//! This file only dispatches. A verb is one module and one line in [`VERBS`]; a gate of CI is one file
//! in `ci/` and one line in its list; a rule on sources is one file in `layers/rules/`.

mod bench;
mod chaos;
mod ci;
mod debian;
mod fuzz;
mod help;
mod layers;
mod ports;
mod repeat;
mod rounds;
mod shell;
mod suite;
mod workspace;

use std::process::ExitCode;

/// What a verb gives back: nothing, or the text that says why it failed.
type Done = Result<(), String>;

/// One chore.
struct Verb {
    name: &'static str,
    /// What may follow the name.
    takes: &'static str,
    /// One line for `help`.
    about: &'static str,
    run: fn(&[String]) -> Done,
}

/// Every verb, in the order in which `help` lists them.
const VERBS: &[Verb] = &[
    ci::VERB,
    layers::VERB,
    ports::VERB,
    ports::WINE_VERB,
    bench::VERB,
    fuzz::VERB,
    repeat::VERB,
    chaos::VERB,
    rounds::VERB,
    help::VERB,
];

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let done = match words.split_first() {
        None => help::VERB.run_with(&[]),
        Some((name, rest)) => match VERBS.iter().find(|verb| verb.name == help::canonical(name)) {
            Some(verb) => verb.run_with(rest),
            None => Err(format!("there is no verb `{name}`; these there are:\n{}", help::list())),
        },
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            eprintln!("xtask: {why}");
            ExitCode::FAILURE
        }
    }
}

impl Verb {
    fn run_with(&self, words: &[String]) -> Done {
        (self.run)(words)
    }
}
