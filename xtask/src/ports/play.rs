//! One test binary on a port: which of its tests run, and what came of them.

use std::num::NonZero;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::build::Binary;
use super::listing::{self, Results};
use super::skips::{self, SKIPS, Skip};
use super::table::{Port, System};
use super::watch::{Ending, watched};

/// Binaries whose tests kill any child of their process, those of other tests too.
const ONE_BY_ONE: &[&str] = &["chaos::bin/chaos"];

/// What came of a binary.
#[derive(Debug)]
pub(super) struct Played {
    pub(super) binary: String,
    pub(super) passed: usize,
    /// Each test that wasn't run or that said it can't show anything here, with the reason.
    pub(super) skipped: Vec<(String, String)>,
    /// Each test that has passed only when it was tried once more, with the reason for that.
    pub(super) second: Vec<(String, String)>,
    /// What went wrong, a line each, and the output.
    pub(super) failed: Vec<String>,
    pub(super) output: String,
    pub(super) took: Duration,
}

/// Lists the binary's tests, then runs those that neither the filter nor the skips leave out.
pub(super) fn play(
    port: &Port,
    system: &System,
    binary: &Binary,
    filter: &[String],
    folder: &Path,
) -> Result<Played, String> {
    let begun = Instant::now();
    let log = folder.join(format!("{}.txt", binary.name.replace("::", "-").replace('/', "-")));
    let mut played = Played {
        binary: binary.name.clone(),
        passed: 0,
        skipped: Vec::new(),
        second: Vec::new(),
        failed: Vec::new(),
        output: String::new(),
        took: Duration::ZERO,
    };
    let command = || {
        let mut command = system.command(&binary.file);
        command.current_dir(&binary.folder).env("CARGO_MANIFEST_DIR", &binary.folder);
        // Without debug info one tells little, and takes long where it is looked up under an emulator.
        command.env("RUST_BACKTRACE", "0");
        command
    };
    let listed = watched(command().args(["--list", "--format", "terse"]), &log)?;
    if listed.ending != Ending::Success {
        played.failed.push("it doesn't list its tests".into());
        played.output = listed.text();
        return Ok(played);
    }
    let choice = Choice::of(listing::names(&listed.out), filter, &skips::of(SKIPS, port, &binary.name));
    played.skipped = choice.skipped;
    played.failed = choice.stale;
    if !choice.run.is_empty() {
        let threads = threads(&binary.name, thread::available_parallelism().map_or(1, NonZero::get));
        let ran = watched(command().arg("--show-output").args(threads).args(choice.words), &log)?;
        let results = listing::results(&ran.out);
        let failed = trouble(&results, ran.ending, &choice.run);
        played.passed = results.passed;
        if !failed.is_empty() {
            played.output = ran.text();
        }
        let owed = results.owed(&choice.run);
        match port.second_try {
            Some(why) if !owed.is_empty() => {
                let mut command = command();
                let ran = watched(command.args(["--show-output", "--test-threads=1", "--exact"]).args(&owed), &log)?;
                let results = listing::results(&ran.out);
                played.failed.extend(trouble(&results, ran.ending, &owed));
                played.passed += results.passed;
                played.output.push_str(&ran.text());
                let failed = results.owed(&owed);
                let passed = owed.into_iter().filter(|name| !failed.contains(name));
                played.second = passed.map(|name| (name, why.to_owned())).collect();
            }
            _ => played.failed.extend(failed),
        }
        played.skipped.extend(results.skipped);
    }
    played.took = begun.elapsed();
    Ok(played)
}

/// Which tests run.
#[derive(Debug, Default)]
struct Choice {
    run: Vec<String>,
    skipped: Vec<(String, String)>,
    /// Skips that fit no test.
    stale: Vec<String>,
    /// How the binary is told.
    words: Vec<String>,
}

impl Choice {
    fn of(names: Vec<String>, filter: &[String], skips: &[&Skip]) -> Self {
        let mut choice = Choice::default();
        for skip in skips.iter().filter(|skip| !names.iter().any(|name| skip.is_of(name))) {
            choice.stale.push(format!("the list of skips names `{}`, but there is no such test", skip.test));
        }
        let is_wanted = |name: &String| filter.is_empty() || filter.iter().any(|part| name.contains(part.as_str()));
        for name in names.into_iter().filter(is_wanted) {
            match skips.iter().find(|skip| skip.is_of(&name)) {
                Some(skip) => choice.skipped.push((name, skip.why.into())),
                None => choice.run.push(name),
            }
        }
        // Names of all would be too long a command for Windows.
        if !filter.is_empty() {
            choice.words.push("--exact".into());
            choice.words.extend(choice.run.iter().cloned());
        } else if !choice.skipped.is_empty() {
            choice.words.push("--exact".into());
            choice.words.extend(choice.skipped.iter().flat_map(|(name, _)| ["--skip".to_owned(), name.clone()]));
        }
        choice
    }
}

/// How many tests of a binary run at once, where that isn't its own choice. A runner with one thread tells a test before it
/// runs and the verdict behind, and what the test's children say stands between the two.
fn threads(binary: &str, cores: usize) -> Option<&'static str> {
    if ONE_BY_ONE.contains(&binary) {
        return Some("--test-threads=1");
    }
    (cores == 1).then_some("--test-threads=2")
}

/// What is wrong with a run, a line each.
fn trouble(results: &Results, ending: Ending, chosen: &[String]) -> Vec<String> {
    let mut lines: Vec<String> = results.failed.iter().map(|name| format!("{name} failed")).collect();
    let unfinished = results.unfinished(chosen);
    if !unfinished.is_empty() {
        let how = match ending {
            Ending::Hung => "it was ended because it said nothing for too long".into(),
            Ending::Success => "it said that all is well".to_owned(),
            Ending::Failure(status) => format!("it ended ({status})"),
        };
        lines.push(format!("{how}; not heard of: {}", unfinished.join(", ")));
    } else if lines.is_empty() && ending != Ending::Success {
        lines.push(format!("every test passed, but it ended badly: {ending:?}"));
    }
    lines
}

impl Played {
    /// How it went, in a line; nothing where no test was chosen.
    pub(super) fn line(&self) -> Option<String> {
        if self.passed == 0 && self.failed.is_empty() {
            return None;
        }
        let verdict = if self.failed.is_empty() { "ok" } else { "FAILED" };
        let seconds = self.took.as_secs_f64();
        Some(format!("  {:<6} {:>4} passed {seconds:>7.1} s  {}", verdict, self.passed, self.binary))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SKIP: Skip = Skip { ports: &["*"], binary: "a", test: "m::slow", why: "for a reason" };

    fn choice(filter: &[&str], skips: &[&Skip]) -> Choice {
        let owned = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
        Choice::of(owned(&["m::slow", "m::slow_too", "n::other"]), &owned(filter), skips)
    }

    #[test]
    fn skips_are_exact_and_have_reasons() {
        let choice = choice(&[], &[&SKIP]);
        assert_eq!(choice.run, ["m::slow_too", "n::other"]);
        assert_eq!(choice.skipped, [("m::slow".to_owned(), "for a reason".to_owned())]);
        assert_eq!(choice.words, ["--exact", "--skip", "m::slow"]);
    }

    #[test]
    fn a_skip_may_name_how_tests_begin() {
        let several = Skip { test: "m::*", ..SKIP };
        let choice = choice(&[], &[&several]);
        assert_eq!(choice.run, ["n::other"]);
        assert_eq!(choice.skipped.len(), 2);
    }

    #[test]
    fn filters_choose_by_parts_of_names() {
        assert_eq!(choice(&["m::"], &[&SKIP]).words, ["--exact", "m::slow_too"]);
        assert!(choice(&["nothing"], &[]).run.is_empty());
        assert!(choice(&[], &[]).words.is_empty());
    }

    #[test]
    fn verdicts_stand_beside_names_on_one_core_too() {
        assert_eq!((threads("a", 1), threads("a", 2)), (Some("--test-threads=2"), None));
        assert!(
            [1, 2]
                .map(|cores| threads(ONE_BY_ONE[0], cores))
                .iter()
                .all(|threads| *threads == Some("--test-threads=1"))
        );
    }

    #[test]
    fn a_skip_of_no_test_fails() {
        let gone = Skip { test: "m::gone", ..SKIP };
        assert_eq!(choice(&[], &[&gone]).stale, ["the list of skips names `m::gone`, but there is no such test"]);
    }

    #[test]
    fn a_binary_that_dies_or_hangs_names_the_tests_that_it_owes() {
        let results = listing::results("test a ... ok\n");
        let chosen = ["a", "b"].map(str::to_owned);
        let lines = trouble(&results, Ending::Hung, &chosen);
        assert_eq!(lines, ["it was ended because it said nothing for too long; not heard of: b"]);
        assert!(trouble(&results, Ending::Success, &chosen[..1]).is_empty());
    }
}
