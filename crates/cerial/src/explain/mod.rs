//! What is where in a message, for people: a tree of its parts, in the order of their bytes.

mod names;
mod part;
#[cfg(feature = "serde")]
mod serial;
#[cfg(feature = "tracing")]
mod told;
mod tree;

use std::fmt;

pub(crate) use part::{Part, Step};

use crate::error::Error;
use crate::fingerprint::Fingerprint;

/// What is where in a message: [`explain`](crate::explain) makes it.
///
/// As text it is a table: a line for each part, with its offset and its size in bytes, its path, its type and what is
/// there; the parts of a part stand below it, further to the right. The value comes first, then each shared object, as
/// they lie in the message. A path starts at the value or at the object above it.
///
/// With the feature `serde` it is serialized as one list of parts, each with its `depth` in the tree, so that a deep
/// value makes no deep document.
pub struct Explanation {
    /// The message.
    pub(crate) message: Vec<u8>,
    pub(crate) parts: Vec<Part>,
    pub(crate) fingerprint: Option<Fingerprint>,
    /// How many shared objects there are; `None` in a message without a section for them.
    pub(crate) objects: Option<usize>,
    /// Where the section is.
    pub(crate) section: Option<std::ops::Range<usize>>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.table(f)
    }
}

impl fmt::Debug for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Explanation").field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

/// The bytes are not a message of this type: what was found in them, and why it isn't one.
///
/// As text it is the table of what could be read, then the error.
pub struct ExplainError {
    pub(crate) explanation: Explanation,
    pub(crate) error: Error,
}

impl ExplainError {
    /// What could be read.
    #[must_use]
    pub fn explanation(&self) -> &Explanation {
        &self.explanation
    }

    /// Why it is not a message of this type: what decoding says.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }
}

impl fmt::Display for ExplainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}error: {}", self.explanation, self.error)
    }
}

/// What `main` prints.
impl fmt::Debug for ExplainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not a message of this type\n{self}")
    }
}

impl std::error::Error for ExplainError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&self.error)
    }
}

impl From<ExplainError> for Error {
    fn from(error: ExplainError) -> Self {
        error.error
    }
}
