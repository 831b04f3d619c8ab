//! `cargo xtask bench [NAME]`: the benches of the workspace, found by their names in the manifests, and those under
//! `benches` that are a workspace of their own, because their peers are many.

use std::fs;
use std::path::PathBuf;

use crate::{Done, Verb, shell, workspace};

pub(crate) const VERB: Verb =
    Verb { name: "bench", takes: "[NAME] [-- ARGUMENTS]", about: "run the bench of that name, or all of them", run };

/// A bench, its package, and the manifest of the workspace that it is in.
#[derive(Debug, PartialEq)]
struct Bench {
    manifest: PathBuf,
    package: String,
    name: String,
}

fn run(words: &[String]) -> Done {
    let (name, rest) = split(words);
    let target = workspace::read()?.target;
    let mut all = Vec::new();
    for manifest in manifests()? {
        for package in workspace::read_manifest(&manifest)?.packages {
            let bench = |name| Bench { manifest: manifest.clone(), package: package.name.clone(), name };
            all.extend(package.benches.iter().cloned().map(bench));
        }
    }
    let chosen = chosen(&all, name)?;
    if let (None, Some(first)) = (name, rest.first()) {
        let names: Vec<&str> = chosen.iter().map(|bench| bench.name.as_str()).collect();
        return Err(format!("`{first}` is for one bench: name it before, one of {}", names.join(", ")));
    }
    for bench in chosen {
        let mut command = shell::cargo(["bench", "-p", &bench.package, "--bench", &bench.name, "--manifest-path"]);
        command.arg(shell::relative(&bench.manifest)).arg("--target-dir").arg(&target);
        if !rest.is_empty() {
            command.arg("--").args(rest);
        }
        shell::openly(&mut command)?;
    }
    Ok(())
}

/// The manifest of the workspace, and of those that stand alone under `benches`.
fn manifests() -> Result<Vec<PathBuf>, String> {
    let folder = workspace::root().join("benches");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{} can't be read: {error}", folder.display()))?;
    let mut found: Vec<PathBuf> = entries
        .filter_map(|entry| Some(entry.ok()?.path().join("Cargo.toml")))
        .filter(|manifest| {
            fs::read_to_string(manifest).is_ok_and(|text| text.lines().any(|line| line == "[workspace]"))
        })
        .collect();
    found.sort();
    found.insert(0, workspace::root().join("Cargo.toml"));
    Ok(found)
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

/// The benches that are meant; an error names those there are.
fn chosen<'a>(all: &'a [Bench], name: Option<&str>) -> Result<Vec<&'a Bench>, String> {
    let names: Vec<&str> = all.iter().map(|bench| bench.name.as_str()).collect();
    if names.is_empty() {
        return Err("no member of the workspace has a bench yet".into());
    }
    let chosen: Vec<_> = all.iter().filter(|bench| name.is_none_or(|name| name == bench.name)).collect();
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
        let all = [("cerial", "flat"), ("processing", "pool")].map(|(package, name)| Bench {
            manifest: PathBuf::new(),
            package: package.into(),
            name: name.into(),
        });
        assert_eq!(chosen(&all, Some("pool")).unwrap(), [&all[1]]);
        assert_eq!(chosen(&all, None).unwrap().len(), 2);
        assert!(chosen(&all, Some("flt")).unwrap_err().contains("flat, pool"));
    }

    #[test]
    fn a_bench_that_is_a_workspace_of_its_own_is_found() {
        let found = manifests().unwrap();
        let relative: Vec<String> = found.iter().map(|manifest| shell::relative(manifest)).collect();
        assert_eq!(relative, ["Cargo.toml", "benches/cerial/Cargo.toml", "benches/pool/Cargo.toml"]);
    }
}
