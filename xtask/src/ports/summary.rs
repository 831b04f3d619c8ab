//! What came of a port: how much ran, what failed, what was skipped and why.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use super::play::Played;

#[derive(Debug)]
pub(super) struct Summary {
    port: &'static str,
    played: Vec<Played>,
    pub(super) took: Duration,
}

impl Summary {
    pub(super) fn new(port: &'static str) -> Self {
        Summary { port, played: Vec::new(), took: Duration::ZERO }
    }

    pub(super) fn add(&mut self, played: Played) {
        self.played.push(played);
    }

    /// What failed, with the output of each binary that did.
    pub(super) fn trouble(&self) -> Option<String> {
        let mut texts = Vec::new();
        for played in self.played.iter().filter(|played| !played.failed.is_empty()) {
            let lines: Vec<String> = played.failed.iter().map(|line| format!("{}: {line}", played.binary)).collect();
            texts.push(format!("{}\n{}", played.output.trim_end(), lines.join("\n")));
        }
        if texts.is_empty() && self.passed() == 0 {
            return Some("no test ran".into());
        }
        (!texts.is_empty()).then(|| texts.join("\n\n"))
    }

    /// What was skipped, and what has passed on a second try only, a line for each binary and reason.
    pub(super) fn notes(&self) -> String {
        let mut reasons: BTreeMap<(&str, &str, &str), Vec<&str>> = BTreeMap::new();
        for played in &self.played {
            for (what, tests) in [("skipped", &played.skipped), ("passed on a second try", &played.second)] {
                for (test, why) in tests {
                    reasons.entry((what, &played.binary, why)).or_default().push(test);
                }
            }
        }
        let line = |((what, binary, why), tests): (&(&str, &str, &str), &Vec<&str>)| {
            format!("{what} {binary}: {}: {why}", tests.join(", "))
        };
        reasons.iter().map(line).collect::<Vec<_>>().join("\n")
    }

    fn passed(&self) -> usize {
        self.played.iter().map(|played| played.passed).sum()
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let failed: usize = self.played.iter().map(|played| played.failed.len()).sum();
        let skipped: usize = self.played.iter().map(|played| played.skipped.len()).sum();
        write!(
            f,
            "{}: {} binaries, {} tests passed, {failed} failed, {skipped} skipped in {:.1} s",
            self.port,
            self.played.len(),
            self.passed(),
            self.took.as_secs_f64()
        )?;
        for line in self.notes().lines() {
            write!(f, "\n  {line}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn played(failed: &[&str]) -> Played {
        Played {
            binary: "a::it".into(),
            passed: 2,
            skipped: vec![("b".into(), "no reason".into()), ("c".into(), "no reason".into())],
            second: Vec::new(),
            failed: failed.iter().map(|line| (*line).to_owned()).collect(),
            output: "all that it said".into(),
            took: Duration::ZERO,
        }
    }

    #[test]
    fn skips_are_shown_with_their_reason() {
        let mut summary = Summary::new("wine");
        summary.add(played(&[]));
        assert_eq!(
            summary.to_string(),
            "wine: 1 binaries, 2 tests passed, 0 failed, 2 skipped in 0.0 s\n  skipped a::it: b, c: no reason"
        );
        assert_eq!(summary.trouble(), None);
    }

    #[test]
    fn what_was_tried_twice_is_told() {
        let mut summary = Summary::new("wine");
        summary.add(Played { second: vec![("d".into(), "chance".into())], skipped: Vec::new(), ..played(&[]) });
        assert_eq!(summary.notes(), "passed on a second try a::it: d: chance");
        assert_eq!(summary.trouble(), None);
    }

    #[test]
    fn a_failure_is_shown_with_the_output() {
        let mut summary = Summary::new("wine");
        summary.add(played(&["b failed"]));
        assert_eq!(summary.trouble().unwrap(), "all that it said\na::it: b failed");
    }

    #[test]
    fn a_port_where_nothing_ran_has_failed() {
        assert_eq!(Summary::new("wine").trouble().unwrap(), "no test ran");
    }
}
