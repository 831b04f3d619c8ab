//! A crate reads the clock in one place, so that everything else can be tested without waiting.

use crate::layers::Finding;
use crate::layers::source::Source;
use crate::layers::table::Clock;

/// Reads of the clock outside the crate's place for it.
pub(in crate::layers) fn check(sources: &[Source], table: &[Clock]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let Some(rule) = table.iter().find(|rule| source.krate.as_deref() == Some(rule.krate)) else {
            continue;
        };
        if source.file == rule.place {
            continue;
        }
        for window in source.tokens.windows(4) {
            let words: Vec<&str> = window.iter().map(|token| token.text.as_str()).collect();
            let read = matches!(
                words.as_slice(),
                ["Instant" | "SystemTime", ":", ":", "now"]
                    | ["Instant" | "SystemTime", "as", ..]
                    | [".", "elapsed", "(", ")"]
            );
            if read {
                findings.push(Finding {
                    file: source.file.clone(),
                    line: window[0].line,
                    text: format!("the clock is read only in {}", rule.place),
                });
            }
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Clock] = &[Clock { krate: "a", place: "crates/a/src/clock.rs" }];

    fn lines(file: &str, text: &str) -> Vec<usize> {
        let source = Source::parse(file, text).unwrap();
        check(&[source], TABLE).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_read_elsewhere_is_found() {
        let text = "let a = Instant::now();\nstd::time::SystemTime::now();\na.elapsed();\nuse std::time::Instant as I;";
        assert_eq!(lines("crates/a/src/b.rs", text), [1, 2, 3, 4]);
    }

    #[test]
    fn reads_in_the_place_in_tests_and_in_other_crates_are_fine() {
        assert!(lines("crates/a/src/clock.rs", "Instant::now();").is_empty());
        assert!(lines("crates/other/src/b.rs", "Instant::now();").is_empty());
        let text = "fn f(at: Instant) {} #[cfg(test)] mod tests { fn g() { Instant::now(); } }";
        assert!(lines("crates/a/src/b.rs", text).is_empty());
    }
}
