//! The error that an error wraps: the living one, and what travels of it.

use std::error::Error;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;

/// An error of any type that may be anywhere.
pub(super) type Living = Box<dyn Error + Send + Sync>;

/// The original of an error that came from another process is made again when somebody asks for it: on their thread, and
/// only then, since it may be code of theirs that makes it.
#[derive(Default)]
pub(super) struct Original(OnceLock<Option<Living>>);

impl From<Living> for Original {
    fn from(original: Living) -> Self {
        Self(OnceLock::from(Some(original)))
    }
}

impl Original {
    /// The living error, if there is one, or if it can be made from these bytes.
    pub(super) fn get(&self, packed: Option<&[u8]>) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.get_or_init(|| packed.and_then(unpack)).as_deref()
    }

    /// The error itself, if it was made in this process or somebody has asked for it.
    pub(super) fn living(&self) -> Option<&(dyn Error + Send + Sync + 'static)> {
        self.0.get().and_then(Option::as_deref)
    }
}

/// An error as bytes, with its type and those of its sources, where they are registered.
///
/// `None` is an error that can't be encoded: its texts travel all the same, and say what it was.
pub(super) fn pack(error: &(dyn Error + Send + Sync + 'static)) -> Option<Box<[u8]>> {
    let pack = AssertUnwindSafe(|| cerial::Options::trusted().to_vec(error));
    catch_unwind(pack).ok()?.ok().map(Vec::into_boxed_slice)
}

/// The error of these bytes; `None` leaves its texts to tell what it was.
fn unpack(packed: &[u8]) -> Option<Living> {
    catch_unwind(AssertUnwindSafe(|| cerial::Options::trusted().from_slice(packed))).ok()?.ok()
}

#[cfg(test)]
mod tests {
    use std::fmt;
    use std::io;

    use super::*;

    #[derive(Debug)]
    struct Outer(io::Error);

    impl fmt::Display for Outer {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("outer")
        }
    }

    impl Error for Outer {
        fn source(&self) -> Option<&(dyn Error + 'static)> {
            Some(&self.0)
        }
    }

    #[test]
    fn a_source_keeps_its_type_in_an_error_that_does_not() {
        let packed = pack(&Outer(io::ErrorKind::NotFound.into())).unwrap();
        let original = Original::default();
        let error = original.get(Some(&packed)).unwrap();
        assert_eq!((error.to_string(), error.is::<Outer>()), ("outer".to_owned(), false));
        let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
        assert_eq!(source.map(io::Error::kind), Some(io::ErrorKind::NotFound));
    }

    #[test]
    fn bytes_that_are_no_error_are_none() {
        assert!(unpack(&[1, 2, 3]).is_none() && unpack(&[]).is_none());
        assert!(Original::default().get(None).is_none());
    }
}
