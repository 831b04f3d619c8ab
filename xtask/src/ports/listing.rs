//! What a test binary says: the list of its tests, and what came of them.

use std::collections::BTreeMap;

/// What came of a binary's tests.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Results {
    pub(super) passed: usize,
    pub(super) failed: Vec<String>,
    /// Tests that said `SKIPPED: WHY`, by their names.
    pub(super) skipped: BTreeMap<String, String>,
    /// Every test that was told of.
    told: Vec<String>,
}

/// The names in what `--list --format terse` prints.
pub(super) fn names(text: &str) -> Vec<String> {
    text.lines().filter_map(|line| line.trim_end().strip_suffix(": test")).map(str::to_owned).collect()
}

/// Reads what the tests' runner printed, with `--show-output`.
pub(super) fn results(text: &str) -> Results {
    let mut results = Results::default();
    let mut shown = None;
    for line in text.lines().map(str::trim_end) {
        if let Some(header) = line.strip_prefix("---- ").and_then(|rest| rest.strip_suffix(" stdout ----")) {
            shown = Some(header.to_owned());
        } else if let Some(why) = line.strip_prefix("SKIPPED: ") {
            // What a child of a test says stands outside of what is shown of each.
            results.skipped.insert(shown.clone().unwrap_or_else(|| "a part of a test".into()), why.to_owned());
        } else if let Some((name, verdict)) = line.strip_prefix("test ").and_then(|rest| rest.rsplit_once(" ... ")) {
            // A test that must panic says so behind its name.
            let name = name.strip_suffix(" - should panic").unwrap_or(name).to_owned();
            match verdict {
                "ok" => results.passed += 1,
                "FAILED" => results.failed.push(name.clone()),
                _ => continue,
            }
            results.told.push(name);
        }
    }
    results
}

impl Results {
    /// Those of these tests that have not passed.
    pub(super) fn owed(&self, chosen: &[String]) -> Vec<String> {
        let mut owed = self.unfinished(chosen);
        owed.extend(self.failed.iter().cloned());
        owed
    }

    /// Those of these tests whose end nobody has told: the binary hung or died in one of them.
    pub(super) fn unfinished(&self, chosen: &[String]) -> Vec<String> {
        chosen.iter().filter(|name| !self.told.contains(name)).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tests_are_listed_and_benches_not() {
        assert_eq!(names("a::b: test\r\nc: benchmark\nd: test\n\n2 tests, 1 benchmark\n"), ["a::b", "d"]);
    }

    #[test]
    fn verdicts_and_skips_are_read() {
        let text = "running 4 tests\ntest a ... ok\ntest b - should panic ... ok\ntest c ... FAILED\ntest d ... ok\n\n\
                    successes:\n\n---- d stdout ----\nSKIPPED: no strace here\n\n\ntest result: FAILED. 3 passed";
        let results = results(text);
        assert_eq!((results.passed, results.failed.as_slice()), (3, &["c".to_owned()][..]));
        assert_eq!(results.skipped["d"], "no strace here");
        let chosen = ["a", "b", "c", "d", "e"].map(str::to_owned);
        assert_eq!(results.unfinished(&chosen), ["e"]);
        assert_eq!(results.owed(&chosen), ["e", "c"]);
    }
}
