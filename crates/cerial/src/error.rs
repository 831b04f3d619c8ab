//! What can go wrong: one opaque error with a kind, a place and a way out.

use std::borrow::Cow;
use std::fmt;

use crate::path::{Path, Segment};

/// What kind of thing went wrong. New kinds may be added.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input ends before the value does.
    End,
    /// The first byte is not one that this version writes.
    Header,
    /// The message says that it is that of another type, or doesn't say of which; see
    /// [`Options::fingerprint`](crate::Options::fingerprint).
    Type,
    /// The bytes are not an encoding of a value of this type.
    Invalid,
    /// The bytes say what they say in more than one possible way; only one of them is accepted.
    NotCanonical,
    /// Bytes are left over after the value.
    Trailing,
    /// The value is nested deeper than [`Options::max_depth`](crate::Options::max_depth) allows.
    Depth,
    /// The value needs more memory than [`Options::max_memory`](crate::Options::max_memory) allows.
    Memory,
    /// More elements without bytes than [`Options::max_elements`](crate::Options::max_elements) allows.
    Elements,
    /// A reference to a shared object that isn't there, or that is of another type.
    Reference,
    /// A cycle of pointers that can't be tied.
    Cycle,
    /// A `RefCell` is borrowed, or a lock is held, by somebody else.
    Borrowed,
    /// A lock is poisoned.
    Poisoned,
    /// A value that has no encoding, such as a time before the epoch of its clock can express.
    Unsupported,
    /// A type behind a trait object, or a function, is not registered, or two are by one name.
    Unregistered,
    /// A type behind the serde bridge refused.
    Serde,
    /// Reading or writing failed.
    Io,
    /// A hand-written implementation refused.
    Custom,
}

/// Why a value could not be encoded or decoded.
///
/// It says what, where in the value (`.files[3].name`), where in the bytes, and what to do.
///
/// ```
/// let error = cerial::from_slice::<Vec<String>>(&[1, 2, 1, b'a', 9]).unwrap_err();
/// assert_eq!(error.kind(), cerial::ErrorKind::End);
/// assert_eq!(error.path().to_string(), "[1]");
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    path: Path,
    offset: Option<usize>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
    /// The position of the open object that must be finished before this can succeed.
    unresolved: Option<u32>,
}

impl Error {
    #[cold]
    #[inline(never)]
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self(Box::new(Inner {
            kind,
            message: message.into(),
            path: Path::default(),
            offset: None,
            source: None,
            unresolved: None,
        }))
    }

    /// An error of a hand-written implementation; the place is added on the way out.
    #[cold]
    pub fn custom(message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(ErrorKind::Custom, message)
    }

    #[cold]
    pub(crate) fn at(mut self, offset: usize) -> Self {
        self.0.offset.get_or_insert(offset);
        self
    }

    #[cold]
    pub(crate) fn caused_by(mut self, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        self.0.source = Some(Box::new(source));
        self
    }

    /// It would be none if the open object at a position were finished.
    #[cold]
    pub(crate) fn waiting_for(mut self, position: u32) -> Self {
        self.0.unresolved = Some(position);
        self
    }

    /// The position of the open object that must be finished before this can succeed.
    pub(crate) fn unresolved(&self) -> Option<u32> {
        self.0.unresolved
    }

    /// Nothing that is still to come can help.
    #[cold]
    pub(crate) fn settled(mut self) -> Self {
        self.0.unresolved = None;
        self
    }

    /// The same error in other words.
    #[cold]
    pub(crate) fn instead(mut self, message: &'static str) -> Self {
        self.0.message = message.into();
        self
    }

    #[cold]
    #[inline(never)]
    pub(crate) fn within(mut self, segment: Segment) -> Self {
        self.0.path.push_outer(segment);
        self
    }

    /// The same error, seen from the struct whose field `name` is being encoded or decoded.
    #[cold]
    #[must_use]
    pub fn in_field(self, name: &'static str) -> Self {
        self.within(Segment::Field(name))
    }

    /// The same error, seen from the sequence whose element `index` is being encoded or decoded.
    #[cold]
    #[must_use]
    pub fn in_index(self, index: usize) -> Self {
        self.within(Segment::Index(index))
    }

    /// The same error, seen from the enum whose variant `name` is being encoded or decoded.
    #[doc(hidden)]
    #[cold]
    #[must_use]
    pub fn in_variant(self, name: &'static str) -> Self {
        self.within(Segment::Variant(name))
    }

    /// A variant's number that no variant has.
    #[doc(hidden)]
    #[cold]
    #[must_use]
    pub fn unknown_variant(name: &'static str, number: u64) -> Self {
        let message = format!("{name} has no variant {number}; was it written by a newer program?");
        Self::new(ErrorKind::Invalid, message)
    }

    /// What kind of thing went wrong.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Where in the value it happened.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Where in the bytes it happened, counted from the start of the message.
    #[must_use]
    pub fn offset(&self) -> Option<usize> {
        self.0.offset
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { message, path, offset, .. } = &*self.0;
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        f.write_str(message)?;
        match offset {
            Some(offset) => write!(f, " (byte {offset})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {self}", self.0.kind)?;
        match &self.0.source {
            Some(source) => write!(f, ", caused by: {source}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.source.as_deref().map(|source| source as _)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_send_sync_static<T: Send + Sync + 'static>() {}

    #[test]
    fn an_error_travels_between_threads_and_is_one_pointer() {
        is_send_sync_static::<Error>();
        assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
    }

    #[test]
    fn display_names_the_place_first() {
        let error = Error::custom("no such day").in_index(3).in_field("days").at(7);
        assert_eq!(error.to_string(), ".days[3]: no such day (byte 7)");
        assert_eq!(error.kind(), ErrorKind::Custom);
    }
}
