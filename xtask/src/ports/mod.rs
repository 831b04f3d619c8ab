//! `cargo xtask ports` and `cargo xtask wine`: the tests of the suite on systems that this machine isn't.
//!
//! Debian's compiler builds them, with a std from Debian's sources; they run under Wine, under qemu or as they are. A
//! system is one line in [`table::PORTS`]; what can't be tested on it stands in [`skips::SKIPS`], with its reason.

mod build;
mod listing;
mod musl;
mod play;
mod skips;
mod summary;
mod table;
mod watch;
mod wine;

use std::fs;
use std::time::Instant;

use crate::debian;
use crate::workspace::{self, Workspace};
use crate::{Done, Verb};
use summary::Summary;
pub(crate) use table::{PORTS, Port, WINE, X86};

pub(crate) const VERB: Verb = Verb {
    name: "ports",
    takes: "[NAME…] [-- FILTER…]",
    about: "run the tests on other systems: musl, arm, x86, s390x, wine; all when none is named",
    run,
};

pub(crate) const WINE_VERB: Verb =
    Verb { name: "wine", takes: "[FILTER…]", about: "run the tests, built for Windows, under Wine", run: run_wine };

/// How a port ended.
#[derive(Debug)]
pub(crate) enum Ended {
    /// All that ran passed; what was skipped or tried twice, a line each.
    Passed(String),
    /// Something isn't installed.
    Missing(String),
    Failed(String),
}

fn run(words: &[String]) -> Done {
    let (names, filter) = match words.iter().position(|word| word == "--") {
        Some(at) => (&words[..at], &words[at + 1..]),
        None => (words, &[][..]),
    };
    let chosen = choose(names)?;
    let workspace = workspace::read()?;
    let mut bad = Vec::new();
    for port in chosen {
        match port.prove(&workspace, filter) {
            Ended::Passed(_) => {}
            Ended::Missing(why) | Ended::Failed(why) => {
                println!("{}: {}", port.name, why.trim_end());
                bad.push(port.name);
            }
        }
    }
    match bad.is_empty() {
        true => Ok(()),
        false => Err(format!("FAILED: {}", bad.join(", "))),
    }
}

fn run_wine(filter: &[String]) -> Done {
    let filter = filter.strip_prefix(&["--".to_owned()]).unwrap_or(filter);
    match WINE.prove(&workspace::read()?, filter) {
        Ended::Passed(_) => Ok(()),
        Ended::Missing(why) | Ended::Failed(why) => Err(why),
    }
}

/// The ports of these names, in the table's order; all of them when none is named.
fn choose(names: &[String]) -> Result<Vec<&'static Port>, String> {
    if let Some(unknown) = names.iter().find(|name| PORTS.iter().all(|port| port.name != **name)) {
        let known: Vec<&str> = PORTS.iter().map(|port| port.name).collect();
        return Err(format!("there is no port `{unknown}`; these there are: {}", known.join(", ")));
    }
    Ok(PORTS.iter().copied().filter(|port| names.is_empty() || names.iter().any(|name| name == port.name)).collect())
}

impl Port {
    /// Builds the port's tests and runs those that the filter names, all when it names none; prints a line for each
    /// binary and a summary.
    pub(crate) fn prove(&self, workspace: &Workspace, filter: &[String]) -> Ended {
        if let Some(why) = debian::missing(self.tools) {
            return Ended::Missing(why);
        }
        match self.play_all(workspace, filter) {
            Err(why) => Ended::Failed(why),
            Ok(summary) => {
                println!("{summary}");
                match summary.trouble() {
                    Some(why) => Ended::Failed(why),
                    None => Ended::Passed(summary.notes()),
                }
            }
        }
    }

    fn play_all(&self, workspace: &Workspace, filter: &[String]) -> Result<Summary, String> {
        let begun = Instant::now();
        println!("{}: building the tests for {}", self.name, self.triple);
        let folder = debian::folder(workspace).join("ports").join(self.name);
        fs::create_dir_all(&folder).map_err(|error| format!("{} can't be made: {error}", folder.display()))?;
        let binaries = build::tests(self, workspace, &folder)?;
        println!("{}: built {} test binaries in {:.1} s", self.name, binaries.len(), begun.elapsed().as_secs_f64());
        let system = self.runner.start(&folder)?;
        let begun = Instant::now();
        let mut summary = Summary::new(self.name);
        for binary in &binaries {
            let played = play::play(self, &system, binary, filter, &folder)?;
            if !played.second.is_empty() {
                println!("{}", played.output.trim_end());
            }
            if let Some(line) = played.line() {
                println!("{line}");
            }
            summary.add(played);
        }
        summary.took = begun.elapsed();
        Ok(summary)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_are_chosen_by_name() {
        let names = |words: &[&str]| -> Vec<&str> {
            let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
            choose(&words).unwrap().iter().map(|port| port.name).collect()
        };
        assert_eq!(names(&["s390x"]), ["s390x"]);
        assert_eq!(names(&[]).len(), PORTS.len());
        assert!(choose(&["vax".to_owned()]).unwrap_err().contains("`vax`"));
    }
}
