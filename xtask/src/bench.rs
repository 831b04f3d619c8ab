//! `cargo xtask bench [NAME]`: the benches of the workspace, found by their names in the manifests.

use crate::{Done, Verb, shell, workspace};

pub(crate) const VERB: Verb =
    Verb { name: "bench", takes: "[NAME] [-- ARGUMENTS]", about: "run the bench of that name, or all of them", run };

fn run(words: &[String]) -> Done {
    let (name, rest) = split(words);
    let workspace = workspace::read()?;
    let all: Vec<(&str, &str)> = workspace
        .packages
        .iter()
        .flat_map(|package| package.benches.iter().map(|bench| (package.name.as_str(), bench.as_str())))
        .collect();
    for (package, bench) in chosen(&all, name)? {
        let mut command = shell::cargo(["bench", "-p", package, "--bench", bench]);
        if !rest.is_empty() {
            command.arg("--").args(rest);
        }
        shell::openly(&mut command)?;
    }
    Ok(())
}

/// The bench's name, if one is given, and what is passed on to it.
fn split(words: &[String]) -> (Option<&str>, &[String]) {
    let (name, rest) = match words.split_first() {
        Some((first, rest)) if !first.starts_with('-') => (Some(first.as_str()), rest),
        _ => (None, words),
    };
    let rest = match rest.split_first() {
        Some((dashes, rest)) if dashes == "--" => rest,
        _ => rest,
    };
    (name, rest)
}

/// The benches that are meant, each with its package; an error names those there are.
fn chosen<'a>(all: &[(&'a str, &'a str)], name: Option<&str>) -> Result<Vec<(&'a str, &'a str)>, String> {
    let names: Vec<&str> = all.iter().map(|(_, bench)| *bench).collect();
    if names.is_empty() {
        return Err("no member of the workspace has a bench yet".into());
    }
    let chosen: Vec<_> = all.iter().copied().filter(|(_, bench)| name.is_none_or(|name| name == *bench)).collect();
    match (chosen.is_empty(), name) {
        (true, Some(name)) => Err(format!("there is no bench `{name}`; these there are: {}", names.join(", "))),
        _ => Ok(chosen),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn the_first_word_is_the_name_and_the_rest_is_passed_on() {
        let given = words("cerial -- --quick");
        assert_eq!(split(&given), (Some("cerial"), &words("--quick")[..]));
        let given = words("--quick");
        assert_eq!(split(&given), (None, &words("--quick")[..]));
        assert_eq!(split(&[]), (None, &[][..]));
    }

    #[test]
    fn an_unknown_bench_names_the_known_ones() {
        let all = [("cerial", "flat"), ("processing", "pool")];
        assert_eq!(chosen(&all, Some("pool")).unwrap(), [("processing", "pool")]);
        assert_eq!(chosen(&all, None).unwrap().len(), 2);
        assert!(chosen(&all, Some("flt")).unwrap_err().contains("flat, pool"));
    }
}
