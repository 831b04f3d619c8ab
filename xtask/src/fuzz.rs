//! `cargo xtask fuzz`: the fuzz targets of `fuzz/`, each for some time.

use std::fs;
use std::time::Duration;

use crate::{Done, Verb, shell, workspace};

pub(crate) const VERB: Verb = Verb {
    name: "fuzz",
    takes: "[--seconds N] [--sanitizer NAME] [TARGET…]",
    about: "fuzz each target, or those named, for N seconds (60); address sanitizer, or `none`",
    run,
};

/// What is missing, and how to get it.
const NO_CARGO_FUZZ: &str =
    "cargo-fuzz isn't installed: `cargo install --locked cargo-fuzz` gets it, and it needs a C++ compiler";
/// The most memory that a target may use, and that it may ask for at once, in MiB. The former counts the fuzzer's own,
/// which grows for as long as it runs; what a target leaks is found without a limit, and what it may take stands in its
/// options.
const MEMORY_MIB: [&str; 2] = ["-rss_limit_mb=4096", "-malloc_limit_mb=64"];
/// How long one input may take, in seconds.
const TIMEOUT: &str = "-timeout=20";

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Asked<'a> {
    time: Duration,
    sanitizer: &'a str,
    targets: Vec<&'a str>,
}

fn run(words: &[String]) -> Done {
    let asked = parse(words)?;
    if !shell::has_cargo("fuzz") {
        return Err(NO_CARGO_FUZZ.into());
    }
    let all = targets()?;
    for target in chosen(&all, &asked.targets)? {
        println!("{}", fuzz(target, &asked)?);
    }
    Ok(())
}

/// Fuzzes a target; the line that says how often it ran.
fn fuzz(target: &str, asked: &Asked<'_>) -> Result<String, String> {
    let seconds = asked.time.as_secs();
    println!("{target}: building, then {seconds} s");
    let mut command = shell::cargo(["fuzz", "run", "--sanitizer", asked.sanitizer, target]);
    // A new find goes into the corpus that stands beside the one in the repository.
    let (found, seeds) = (format!("fuzz/target/corpus/{target}"), format!("fuzz/corpus/{target}"));
    fs::create_dir_all(workspace::root().join(&found)).map_err(|error| format!("{found} can't be made: {error}"))?;
    command.args([&found, &seeds]);
    // The compiler that is there gives what only a nightly one offers without being asked.
    command.env("RUSTC_BOOTSTRAP", "1");
    command.arg("--").arg(format!("-max_total_time={seconds}")).args(MEMORY_MIB).args([TIMEOUT, "-max_len=2048"]);
    command.arg("-print_final_stats=1");
    let text = shell::must(&mut command)?;
    let runs = runs(&text).ok_or_else(|| format!("{target} has not said how often it ran:\n{text}"))?;
    Ok(format!("{target:<12}{runs:>12} executions in {seconds} s, nothing found"))
}

/// How many inputs a target says it ran.
fn runs(text: &str) -> Option<u64> {
    let line = text.lines().rfind(|line| line.starts_with("stat::number_of_executed_units:"))?;
    line.split_whitespace().last()?.parse().ok()
}

/// The names of the targets: those of their files.
fn targets() -> Result<Vec<String>, String> {
    let failed = |error| format!("fuzz/targets can't be read: {error}");
    let mut names = Vec::new();
    for entry in fs::read_dir(workspace::root().join("fuzz/targets")).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".rs").map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

/// The targets that are meant, all of them when none is named.
fn chosen<'a>(all: &'a [String], names: &[&str]) -> Result<Vec<&'a str>, String> {
    if let Some(unknown) = names.iter().find(|name| !all.iter().any(|target| target == **name)) {
        return Err(format!("there is no target `{unknown}`; these there are: {}", all.join(", ")));
    }
    let is_meant = |target: &&String| names.is_empty() || names.contains(&target.as_str());
    Ok(all.iter().filter(is_meant).map(String::as_str).collect())
}

fn parse(words: &[String]) -> Result<Asked<'_>, String> {
    let mut asked = Asked { time: Duration::from_secs(60), sanitizer: "address", targets: Vec::new() };
    let mut words = words.iter().map(String::as_str);
    while let Some(word) = words.next() {
        match word {
            "--seconds" => {
                let seconds = words.next().and_then(|word| word.parse().ok()).filter(|seconds| *seconds > 0);
                asked.time = seconds.map(Duration::from_secs).ok_or("say how long, as in `--seconds 60`")?;
            }
            "--sanitizer" => asked.sanitizer = words.next().ok_or("say which, as in `--sanitizer none`")?,
            word if word.starts_with('-') => return Err(format!("`fuzz` takes {}, no `{word}`", VERB.takes)),
            target => asked.targets.push(target),
        }
    }
    Ok(asked)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn time_sanitizer_and_targets_are_read() {
        let given = words("--seconds 5 graphs --sanitizer none decode");
        let asked = Asked { time: Duration::from_secs(5), sanitizer: "none", targets: vec!["graphs", "decode"] };
        assert_eq!(parse(&given).unwrap(), asked);
        assert_eq!(parse(&[]).unwrap().sanitizer, "address");
        assert!(parse(&words("--seconds 0")).unwrap_err().contains("how long"));
        assert!(parse(&words("--minutes 1")).unwrap_err().contains("--minutes"));
    }

    #[test]
    fn targets_are_those_of_the_folder() {
        let all = targets().unwrap();
        assert_eq!(all, ["decode", "graphs", "mutations"]);
        assert_eq!(chosen(&all, &["graphs"]).unwrap(), ["graphs"]);
        assert_eq!(chosen(&all, &[]).unwrap().len(), 3);
        assert!(chosen(&all, &["graph"]).unwrap_err().contains("decode, graphs"));
    }

    #[test]
    fn executions_are_counted_by_the_fuzzer() {
        assert_eq!(runs("Done 7\nstat::number_of_executed_units: 123\nstat::x: 1\n"), Some(123));
        assert_eq!(runs(""), None);
    }
}
