//! The way from the root of a value to the place of an error.

use std::collections::VecDeque;
use std::fmt;

/// How many segments are kept at each end of a long path.
const KEPT: usize = 8;

/// One step into a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    /// A struct's field.
    Field(&'static str),
    /// An element of a sequence, a tuple's field, an entry's value.
    Index(usize),
    /// The key of a map's entry.
    Key(usize),
    /// A variant of an enum.
    Variant(&'static str),
    /// The start of a shared object, which is encoded away from what points to it.
    Object(u32, &'static str),
}

/// The way from the root of a value to the place of an error, such as `.files[3].name`.
///
/// A long path shows its first and its last eight steps.
#[derive(Clone, Debug, Default)]
pub struct Path {
    /// The steps next to the error, innermost first.
    inner: Vec<Segment>,
    /// The steps next to the root, innermost first.
    outer: VecDeque<Segment>,
    /// How many fell out between the two.
    cut: usize,
}

impl Path {
    pub(crate) fn push_outer(&mut self, segment: Segment) {
        if self.inner.len() < KEPT {
            self.inner.push(segment);
            return;
        }
        if self.outer.len() == KEPT {
            self.outer.pop_front();
            self.cut += 1;
        }
        self.outer.push_back(segment);
    }

    /// Whether the error is at the root itself.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.inner.is_empty()
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.outer.iter().rev().try_for_each(|segment| segment.fmt(f))?;
        if self.cut > 0 {
            write!(f, "…{} more…", self.cut)?;
        }
        self.inner.iter().rev().try_for_each(|segment| segment.fmt(f))
    }
}

impl fmt::Display for Segment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Field(name) => write!(f, ".{name}"),
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Key(index) => write!(f, "[key {index}]"),
            Self::Variant(name) => write!(f, "::{name}"),
            Self::Object(id, name) => write!(f, "(object {id}: {name})"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_path_keeps_both_ends() {
        let mut path = Path::default();
        for index in (0..20).rev() {
            path.push_outer(Segment::Index(index));
        }
        let text = path.to_string();
        assert!(text.starts_with("[0][1][2][3][4][5][6][7]…4 more…[12]"), "{text}");
        assert!(text.ends_with("[18][19]"), "{text}");
    }

    #[test]
    fn segments_read_like_rust() {
        let mut path = Path::default();
        for segment in [Segment::Key(2), Segment::Field("names"), Segment::Variant("Full"), Segment::Object(4, "Node")]
        {
            path.push_outer(segment);
        }
        assert_eq!(path.to_string(), "(object 4: Node)::Full.names[key 2]");
    }
}
