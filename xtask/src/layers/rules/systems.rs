//! Only the twins for the systems ask which system this is.

use crate::layers::Finding;
use crate::layers::source::{Source, Token};

/// `cfg` on a system outside the files that may ask.
pub(in crate::layers) fn check(sources: &[Source], allowed: &[&str]) -> Vec<Finding> {
    const SYSTEMS: &[&str] = &["target_os", "target_family", "target_vendor", "unix", "windows"];
    let mut findings = Vec::new();
    for source in sources {
        if allowed.iter().any(|place| source.file.starts_with(place)) {
            continue;
        }
        for (at, token) in source.tokens.iter().enumerate() {
            if !matches!(token.text.as_str(), "cfg" | "cfg_attr") {
                continue;
            }
            let asked = condition(&source.tokens[at + 1..]).iter().find(|word| SYSTEMS.contains(&word.text.as_str()));
            if let Some(system) = asked {
                findings.push(Finding {
                    file: source.file.clone(),
                    line: token.line,
                    text: format!("`{}` is asked only in the system modules ({})", system.text, allowed.join(", ")),
                });
            }
        }
    }
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

    const ALLOWED: &[&str] = &["crates/a/src/sys/"];

    fn lines(file: &str, text: &str) -> Vec<usize> {
        let source = Source::parse(file, text).unwrap();
        check(&[source], ALLOWED).iter().map(|finding| finding.line).collect()
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
}
