//! A file holds one concept: no more than 600 lines, and more than 400 is worth a thought.

use crate::layers::Finding;
use crate::layers::source::Source;

const MOST: usize = 600;
const MANY: usize = 400;

/// Files that must be divided.
pub(in crate::layers) fn too_long<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<Finding> {
    with_lines(sources, |lines| lines > MOST)
}

/// Files that might be divided.
pub(in crate::layers) fn rather_long<'a>(sources: impl Iterator<Item = &'a Source>) -> Vec<Finding> {
    with_lines(sources, |lines| lines > MANY && lines <= MOST)
}

fn with_lines<'a>(sources: impl Iterator<Item = &'a Source>, meant: fn(usize) -> bool) -> Vec<Finding> {
    sources
        .map(|source| (source, source.text.lines().count()))
        .filter(|(_, lines)| meant(*lines))
        .map(|(source, lines)| Finding {
            file: source.file.clone(),
            line: lines,
            text: format!("{lines} lines; one concept per file is {MANY} or fewer, {MOST} at most"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_found_by_degree() {
        let of = |lines: usize| Source::parse("tests/a.rs", &"//! a\n".repeat(lines)).unwrap();
        let sources = [of(400), of(401), of(600), of(601)];
        assert_eq!(rather_long(sources.iter()).len(), 2);
        assert_eq!(too_long(sources.iter()).len(), 1);
    }
}
