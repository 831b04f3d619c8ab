//! What never travels: a place that is empty on the other side.

use std::fmt;
use std::sync::OnceLock;

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

/// Something that never travels, such as a connection: it is made on first use, and is empty again in what was decoded.
///
/// It takes no bytes, and does not count for the shape of the type that holds it.
///
/// ```
/// use cerial::{Cerial, Local};
///
/// #[derive(Cerial)]
/// struct Search {
///     word: String,
///     lines: Local<Vec<String>>,
/// }
///
/// let search = Search { word: "sun".into(), lines: Local::new() };
/// assert_eq!(search.lines.get_or_init(|| vec!["the sun".into()]).len(), 1);
///
/// let twin = cerial::copy(&search)?;
/// assert_eq!(twin.word, "sun");
/// assert!(twin.lines.get().is_none());
/// # Ok::<(), cerial::Error>(())
/// ```
pub struct Local<T>(OnceLock<T>);

impl<T> Local<T> {
    /// An empty place.
    #[must_use]
    pub const fn new() -> Self {
        Self(OnceLock::new())
    }

    /// What is here, if something is.
    #[must_use]
    pub fn get(&self) -> Option<&T> {
        self.0.get()
    }

    /// What is here, to be changed.
    #[must_use]
    pub fn get_mut(&mut self) -> Option<&mut T> {
        self.0.get_mut()
    }

    /// What is here; `make` makes it, if the place is empty.
    ///
    /// # Panics
    /// When `make` comes back to this very place, or panics itself.
    pub fn get_or_init(&self, make: impl FnOnce() -> T) -> &T {
        self.0.get_or_init(make)
    }

    /// What is here; `make` makes it, if the place is empty. When two threads do so at once, one value is dropped.
    ///
    /// # Errors
    /// Those of `make`; the place stays empty then.
    ///
    /// ```
    /// let port = cerial::Local::new();
    /// assert!(port.get_or_try_init(|| "none".parse::<u16>()).is_err());
    /// assert_eq!(port.get_or_try_init(|| "80".parse::<u16>()), Ok(&80));
    /// ```
    pub fn get_or_try_init<E>(&self, make: impl FnOnce() -> Result<T, E>) -> Result<&T, E> {
        if let Some(value) = self.0.get() {
            return Ok(value);
        }
        let made = make()?;
        Ok(self.0.get_or_init(|| made))
    }

    /// Takes out what is here, and leaves the place empty.
    pub fn take(&mut self) -> Option<T> {
        self.0.take()
    }
}

impl<T> Default for Local<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> From<T> for Local<T> {
    fn from(value: T) -> Self {
        Self(value.into())
    }
}

/// A clone is empty: what is here belongs to one place.
impl<T> Clone for Local<T> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<T: fmt::Debug> fmt::Debug for Local<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Local").field(&self.get()).finish()
    }
}

impl<T> Schema for Local<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Local");
    }
}

impl<T> Encode for Local<T> {
    #[inline]
    fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl<T> Decode for Local<T> {
    const DERIVED: bool = true;

    #[inline]
    fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
        Ok(Self::new())
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::new())
    }
}
