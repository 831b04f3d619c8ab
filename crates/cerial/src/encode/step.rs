//! Steps into a value: a part is written, an error gets the part's name, and whoever traces hears of it.

use super::{Encode, Encoder, Kept};
use crate::error::Error;
use crate::path::Segment;

impl Encoder<'_> {
    /// Writes the value itself.
    #[inline]
    pub(super) fn root<T: Encode + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        #[cfg(feature = "tracing")]
        if self.trail.is_some() {
            return self.traced(None, |encoder| value.encode(encoder), std::any::type_name::<T>());
        }
        value.encode(self)
    }

    /// Writes the body of a shared object.
    pub(super) fn write_body(&mut self, id: u32, body: &Kept) -> Result<(), Error> {
        let segment = Segment::Object(id, body.type_name());
        #[cfg(feature = "tracing")]
        if self.trail.is_some() {
            return self.traced(Some(segment), |encoder| body.encode(encoder), body.type_name());
        }
        body.encode(self).map_err(|error| error.within(segment))
    }

    /// Writes a part of a value.
    #[inline]
    pub(crate) fn step<T: Encode + ?Sized>(&mut self, segment: Segment, value: &T) -> Result<(), Error> {
        #[cfg(feature = "tracing")]
        if self.trail.is_some() {
            return self.traced(Some(segment), |encoder| value.encode(encoder), std::any::type_name::<T>());
        }
        match value.encode(self) {
            Ok(()) => Ok(()),
            Err(error) => Err(error.within(segment)),
        }
    }

    /// Writes an element of a sequence.
    #[inline]
    pub(crate) fn element<T: Encode + ?Sized>(&mut self, index: usize, value: &T) -> Result<(), Error> {
        self.step(Segment::Index(index), value)
    }

    /// Writes the key of a map's entry.
    #[inline]
    pub(crate) fn key<T: Encode + ?Sized>(&mut self, index: usize, key: &T) -> Result<(), Error> {
        self.step(Segment::Key(index), key)
    }

    /// What the derive calls: a field, with its name in the error.
    #[doc(hidden)]
    #[inline]
    pub fn field<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        self.step(Segment::Field(name), value)
    }

    /// Writes the value, or the part of it that this step leads to, and tells what it took.
    #[cfg(feature = "tracing")]
    #[cold]
    pub(super) fn traced(
        &mut self,
        segment: Option<Segment>,
        write: impl FnOnce(&mut Self) -> Result<(), Error>,
        type_name: &'static str,
    ) -> Result<(), Error> {
        if let (Some(trail), Some(segment)) = (&mut self.trail, segment) {
            trail.enter(segment);
        }
        let offset = self.offset();
        let written = write(self);
        let size = self.offset() - offset;
        if let Some(trail) = &mut self.trail {
            if written.is_ok() {
                trail.tell("encoded", type_name, offset, size);
            }
            if segment.is_some() {
                trail.leave();
            }
        }
        match segment {
            Some(segment) => written.map_err(|error| error.within(segment)),
            None => written,
        }
    }
}
