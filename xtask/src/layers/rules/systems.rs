//! Only the twins for the systems ask which system this is, in crates, tests, benches and chores alike; the few other
//! files that must stand in the table, with their reasons.

use crate::layers::Finding;
use crate::layers::source::{Source, Token};

/// `cfg` on a system outside the files that may ask; and files that may but don't.
pub(in crate::layers) fn check<'a>(
    sources: impl Iterator<Item = &'a Source>,
    allowed: &[(&str, &str)],
) -> Vec<Finding> {
    const SYSTEMS: &[&str] = &["target_os", "target_family", "target_vendor", "unix", "windows"];
    let mut findings = Vec::new();
    let mut idle: Vec<&str> = allowed.iter().map(|(place, _)| *place).collect();
    for source in sources {
        let may = allowed.iter().any(|(place, _)| source.file.starts_with(place));
        for (at, token) in source.tokens.iter().enumerate() {
            if !matches!(token.text.as_str(), "cfg" | "cfg_attr") {
                continue;
            }
            let asked = condition(&source.tokens[at + 1..]).iter().find(|word| SYSTEMS.contains(&word.text.as_str()));
            if may {
                idle.retain(|place| asked.is_none() || !source.file.starts_with(place));
            } else if let Some(system) = asked {
                findings.push(Finding {
                    file: source.file.clone(),
                    line: token.line,
                    text: format!(
                        "`{}` is asked only in the system modules and the few files that SYSTEM_FILES names",
                        system.text
                    ),
                });
            }
        }
    }
    findings.extend(idle.into_iter().map(|place| Finding {
        file: place.into(),
        line: 0,
        text: "it may ask which system this is, but doesn't: take it from SYSTEM_FILES".into(),
    }));
    findings
}

/// The tokens in the parentheses that follow `cfg`, `cfg!` or `cfg_attr`.
fn condition(tokens: &[Token]) -> &[Token] {
    let skipped = usize::from(tokens.first().is_some_and(|token| token.text == "!"));
    let tokens = &tokens[skipped..];
    if tokens.first().is_none_or(|token| token.text != "(") {
        return &[];
    }
    let mut depth = 0_usize;
    for (at, token) in tokens.iter().enumerate() {
        match token.text.as_str() {
            "(" => depth += 1,
            ")" => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return &tokens[..at];
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    const ALLOWED: &[(&str, &str)] = &[("crates/a/src/sys/", "the twins")];

    /// The lines of the findings in a file; one about the list has no line.
    fn lines(file: &str, text: &str) -> Vec<usize> {
        let source = Source::parse(file, text).unwrap();
        let findings = check([source].iter(), ALLOWED);
        findings.iter().map(|finding| finding.line).filter(|line| *line > 0).collect()
    }

    #[test]
    fn a_question_elsewhere_is_found() {
        let text = "#[cfg(unix)] fn a() {}\nif cfg!(target_os = \"linux\") {}\n\
                    #[cfg_attr(not(windows), expect(dead_code))] fn b() {}\n\
                    #[cfg(all(feature = \"x\", any(target_family = \"wasm\")))] fn c() {}";
        assert_eq!(lines("crates/a/src/b.rs", text), [1, 2, 3, 4]);
    }

    #[test]
    fn other_questions_and_the_system_modules_are_fine() {
        assert!(lines("crates/a/src/b.rs", "#[cfg(feature = \"unix\")] fn a(unix: u8) {}").is_empty());
        assert!(lines("crates/a/src/sys/mod.rs", "#[cfg(unix)] mod unix;").is_empty());
    }

    #[test]
    fn tests_and_chores_are_held_to_it_too() {
        assert_eq!(lines("tests/it/main.rs", "#[cfg(windows)] mod a;"), [1]);
        assert_eq!(lines("xtask/src/main.rs", "const A: bool = cfg!(target_family = \"unix\");"), [1]);
    }

    #[test]
    fn a_place_that_asks_no_longer_leaves_the_list() {
        let found = |text: &str| {
            let source = Source::parse("crates/a/src/sys/mod.rs", text).unwrap();
            check([source].iter(), ALLOWED).len()
        };
        assert_eq!((found("#[cfg(unix)] mod unix;"), found("mod unix;")), (0, 1));
    }
}
