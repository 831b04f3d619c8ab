//! What the survey has to say on single files and folders.

use std::fmt;
use std::path::{Path, PathBuf};

use suitkaise::prelude::*;

/// Why there is a note.
#[derive(Cerial, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Topic {
    /// It couldn't be read, or the worker that read it died.
    Failed,
    /// It was counted, but it is no Rust that can be parsed.
    Unparsed,
    /// It is a link or a special file, which hold nothing to be read.
    NoFile,
    /// It is a folder that the survey leaves out unless it is told not to.
    LeftOut,
}

impl Topic {
    /// All of them, in the order in which they are printed.
    pub(crate) const ALL: [Topic; 4] = [Topic::LeftOut, Topic::NoFile, Topic::Unparsed, Topic::Failed];

    /// What the notes of this topic have in common.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Topic::Failed => "not surveyed",
            Topic::Unparsed => "counted, but not parsed as Rust",
            Topic::NoFile => "no regular files, not opened",
            Topic::LeftOut => "folders left out (--all takes them in)",
        }
    }
}

/// One line on one path.
#[derive(Cerial, Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Note {
    pub(crate) topic: Topic,
    pub(crate) path: PathBuf,
    /// What is the matter; empty where the topic says it all.
    pub(crate) text: String,
}

/// A path as one line of text that hides nothing: names that are no UTF-8 or hold control characters are quoted
/// and escaped.
pub(crate) struct Shown<'a>(pub(crate) &'a Path);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.to_str() {
            Some(name) if !name.contains(char::is_control) => f.write_str(name),
            _ => write!(f, "{:?}", self.0),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_odd_names_are_quoted() {
        assert_eq!(Shown(Path::new("a b/ü.rs")).to_string(), "a b/ü.rs");
        assert_eq!(Shown(Path::new("a\nb")).to_string(), r#""a\nb""#);
        assert_eq!(Shown(Path::new("a\u{1b}[2J")).to_string(), r#""a\u{1b}[2J""#);
    }
}
