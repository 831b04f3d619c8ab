//! `cargo xtask help`: the list of verbs.

use crate::{Done, VERBS, Verb};

pub(crate) const VERB: Verb = Verb { name: "help", takes: "", about: "list the verbs", run: |_| show() };

fn show() -> Done {
    println!("cargo xtask VERB, where VERB is one of\n{}", list());
    Ok(())
}

/// The verb that is meant by a word: the usual spellings of help are one verb.
pub(crate) fn canonical(word: &str) -> &str {
    match word {
        "--help" | "-h" => VERB.name,
        other => other,
    }
}

/// The verbs, one a line.
pub(crate) fn list() -> String {
    let lines: Vec<String> =
        VERBS.iter().map(|verb| format!("  {:<34}{}", format!("{} {}", verb.name, verb.takes), verb.about)).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_is_listed_once() {
        for verb in VERBS {
            let listed = list().lines().filter(|line| line.split_whitespace().next() == Some(verb.name)).count();
            assert_eq!(listed, 1, "{}", verb.name);
        }
    }

    #[test]
    fn the_usual_spellings_ask_for_help() {
        assert_eq!(canonical("-h"), "help");
        assert_eq!(canonical("--help"), "help");
        assert_eq!(canonical("ci"), "ci");
    }
}
