//! `cargo xtask layers`: the rules on sources that no compiler checks.
//!
//! A rule is one file in `rules/`; what is allowed where stands in [`table`]. Sources are read as
//! tokens, so comments and strings count for nothing, and code under `cfg(test)` is left out where
//! a rule speaks of what the crates do.

mod graph;
mod names;
mod rules;
mod source;
mod table;
mod uses;

use std::fmt;

use crate::{Done, Verb};
use source::Source;

pub(crate) const VERB: Verb = Verb {
    name: "layers",
    takes: "[--print]",
    about: "check the modules' layers and the other rules; --print: show who uses whom",
    run,
};

/// What the rules found, ready to print.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) errors: Vec<String>,
    pub(crate) warnings: Vec<String>,
}

/// A broken rule and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Finding {
    file: String,
    line: usize,
    text: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.text)
    }
}

fn run(words: &[String]) -> Done {
    match words {
        [] => {}
        [word] if word == "--print" => return print(),
        _ => return Err(format!("`layers` takes {}, no `{}`", VERB.takes, words.join(" "))),
    }
    let found = check()?;
    for warning in &found.warnings {
        println!("warning: {warning}");
    }
    match found.errors.is_empty() {
        true => {
            println!("every rule holds");
            Ok(())
        }
        false => Err(format!("{} broken:\n{}", found.errors.len(), found.errors.join("\n"))),
    }
}

/// Shows the top modules of each crate with those that they use.
fn print() -> Done {
    let mut sources = source::read_all()?;
    sources.retain(|source| source.krate.is_some());
    for sources in source::by_crate(&sources) {
        let graph = graph::Graph::of(sources);
        for module in &graph.top {
            println!("{}::{module}: {}", graph.krate, graph.uses_of(module).join(", "));
        }
    }
    Ok(())
}

/// Checks every rule on every source of the workspace.
pub(crate) fn check() -> Result<Found, String> {
    let sources = source::read_all()?;
    let (crates, others): (Vec<Source>, Vec<Source>) = sources.into_iter().partition(|source| source.krate.is_some());
    let texts = |findings: Vec<Finding>| findings.iter().map(ToString::to_string).collect();
    let everything = || crates.iter().chain(&others);

    let mut errors = Vec::new();
    let mut warnings = rules::length::rather_long(everything());
    errors.extend(rules::opening::check(everything()));
    errors.extend(rules::length::too_long(everything()));
    errors.extend(rules::confined::check(&crates, table::CONFINED));
    errors.extend(rules::clock::check(&crates, table::CLOCKS));
    errors.extend(rules::systems::check(everything(), table::SYSTEM_FILES));
    errors.extend(rules::unsafety::check(&crates, table::UNSAFE_FILES));
    for sources in source::by_crate(&crates) {
        let graph = graph::Graph::of(sources);
        // In a folder, which is one thing seen from outside, a circle is a fault of a smaller kind.
        let (top, inner) = rules::circles::check(&graph);
        errors.extend(top);
        warnings.extend(inner);
        errors.extend(rules::order::check(&graph, table::LAYERS));
    }
    Ok(Found { errors: texts(errors), warnings: texts(warnings) })
}
