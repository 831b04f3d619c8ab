//! Unsafe code stands only in the files that are listed for it, and no file is listed in vain.

use crate::layers::Finding;
use crate::layers::source::Source;

/// `unsafe` in other files, and listed files that no longer need it.
pub(in crate::layers) fn check(sources: &[Source], allowed: &[&str]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for source in sources {
        let first = source.tokens.iter().find(|token| token.text == "unsafe");
        let listed = allowed.contains(&source.file.as_str());
        let (line, text) = match (first, listed) {
            (Some(token), false) => {
                (token.line, "unsafe code in a file that isn't listed in xtask/src/layers/table.rs")
            }
            (None, true) => (1, "listed for unsafe code in xtask/src/layers/table.rs, but has none"),
            _ => continue,
        };
        findings.push(Finding { file: source.file.clone(), line, text: text.into() });
    }
    let exists = |file: &str| sources.iter().any(|source| source.file == file);
    findings.extend(allowed.iter().filter(|file| !exists(file)).map(|file| Finding {
        file: (*file).to_owned(),
        line: 1,
        text: "listed for unsafe code in xtask/src/layers/table.rs, but isn't there".into(),
    }));
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str, allowed: &[&str]) -> Vec<String> {
        let source = Source::parse("crates/a/src/b.rs", text).unwrap();
        check(&[source], allowed).into_iter().map(|finding| finding.text).collect()
    }

    #[test]
    fn unsafe_code_in_another_file_is_found() {
        let found = texts("fn f() { unsafe { g() } }", &[]);
        assert!(found[0].contains("isn't listed"), "{found:?}");
    }

    #[test]
    fn a_file_that_is_listed_in_vain_is_found() {
        let found = texts("// unsafe\nfn f() {}", &["crates/a/src/b.rs", "crates/a/src/gone.rs"]);
        assert!(found[0].contains("has none"), "{found:?}");
        assert!(found[1].contains("isn't there"), "{found:?}");
    }

    #[test]
    fn listed_and_needed_is_fine() {
        assert!(texts("unsafe fn f() {}", &["crates/a/src/b.rs"]).is_empty());
        assert!(texts("#![expect(unsafe_code)]", &[]).is_empty());
    }
}
