//! Every file opens with `//!`: what it is, before anything else.

use crate::layers::Finding;
use crate::layers::source::Source;

/// Files that open otherwise.
pub(in crate::layers) fn check<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<Finding> {
    sources
        .filter(|source| !source.text.starts_with("//!"))
        .map(|source| Finding {
            file: source.file.clone(),
            line: 1,
            text: "a file opens with a line of `//!` that says what it is".into(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_an_opening_is_found() {
        let bare = Source::parse("tests/a.rs", "fn main() {}").unwrap();
        let opened = Source::parse("tests/b.rs", "//! A test.\nfn main() {}").unwrap();
        let found = check([&bare, &opened].into_iter());
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].file, "tests/a.rs");
    }
}
