//! A crate that stands for an interface of the system is named only where the table says.

use crate::layers::Finding;
use crate::layers::source::{Source, Token};
use crate::layers::table::Confined;

/// Names of such crates in other places.
pub(in crate::layers) fn check(sources: &[Source], table: &[Confined]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        for (at, token) in source.tokens.iter().enumerate() {
            let Some(rule) = table.iter().find(|rule| rule.names.contains(&token.text.as_str())) else {
                continue;
            };
            let allowed = rule.places.iter().any(|place| source.file.starts_with(place));
            if !allowed && names_crate(&source.tokens, at) {
                findings.push(Finding {
                    file: source.file.clone(),
                    line: token.line,
                    text: format!("`{}` is named only in {}", token.text, rule.places.join(", ")),
                });
            }
        }
    }
    findings
}

/// Whether an identifier stands at the head of a path.
fn names_crate(tokens: &[Token], at: usize) -> bool {
    let text = |at: usize| tokens.get(at).map_or("", |token| token.text.as_str());
    let before = at.checked_sub(1).map_or("", text);
    let inside_path = before == ":" && at.checked_sub(2).map_or("", text) == ":";
    // `::libc::c_int` is a path from the crates' own names.
    let from_crates = inside_path && !at.checked_sub(3).is_some_and(|at| is_word(text(at)));
    let heads_path = text(at + 1) == ":" && text(at + 2) == ":" && (!inside_path || from_crates);
    heads_path || before == "use" || before == "crate"
}

fn is_word(text: &str) -> bool {
    text.starts_with(|first: char| first.is_alphanumeric() || first == '_') || text == ">"
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &[Confined] = &[Confined { names: &["libc"], places: &["crates/a/src/sys/"] }];

    fn lines(file: &str, text: &str) -> Vec<usize> {
        let source = Source::parse(file, text).unwrap();
        check(&[source], TABLE).iter().map(|finding| finding.line).collect()
    }

    #[test]
    fn a_name_outside_its_place_is_found() {
        let text = "use libc::c_int;\nfn f() { libc::getpid(); }\nuse libc;\nuse {std::fs, ::libc::pid_t};";
        assert_eq!(lines("crates/a/src/b.rs", text), [1, 2, 3, 4]);
    }

    #[test]
    fn the_same_name_for_something_else_is_fine() {
        assert!(lines("crates/a/src/b.rs", "// libc::x\nlet libc = a.libc; b::libc::c();").is_empty());
    }

    #[test]
    fn the_name_in_its_place_is_fine() {
        assert!(lines("crates/a/src/sys/unix.rs", "use libc::c_int;").is_empty());
    }
}
