//! Second visits: the way through a finished value to the cells in it that are still to be filled.

use super::Decode;
use super::decoder::{Decoder, Strong};
use crate::error::Error;

impl Decoder<'_> {
    /// A field on a second visit.
    #[doc(hidden)]
    pub fn revisit_field<T: Decode>(&mut self, name: &'static str, value: &T) -> Result<(), Error> {
        value.revisit(self).map_err(|error| error.at(self.offset()).in_field(name))
    }

    /// The only field of a transparent type on a second visit.
    #[doc(hidden)]
    pub fn revisit_part<T: Decode>(&mut self, value: &T) -> Result<(), Error> {
        value.revisit(self)
    }

    /// The elements of a sequence on a second visit.
    pub(crate) fn revisit_each<'v, T: Decode + 'v>(
        &mut self,
        values: impl ExactSizeIterator<Item = &'v T>,
    ) -> Result<(), Error> {
        self.nested(|decoder| {
            if decoder.varint()? != values.len() as u64 {
                return Err(decoder.changed("sequence"));
            }
            for (index, value) in values.enumerate() {
                value.revisit(decoder).map_err(|error| error.at(decoder.offset()).in_index(index))?;
            }
            Ok(())
        })
    }

    /// A slice on a second visit.
    pub(crate) fn revisit_slice<T: Decode>(&mut self, values: &[T]) -> Result<(), Error> {
        self.revisit_each(values.iter())
    }

    /// What a strong pointer points to, on a second visit.
    ///
    /// An object of its own is not visited: it has its own visit.
    pub(crate) fn revisit_strong(&mut self, revisit: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        match self.strong()? {
            Strong::Inline => self.inline(revisit),
            Strong::Object(_) => Ok(()),
        }
    }

    /// An enum's value that is another variant on a second visit.
    #[doc(hidden)]
    #[cold]
    pub fn changed(&mut self, name: &'static str) -> Error {
        self.invalid(format!("a {name} has changed while a cycle through it was tied"))
    }
}
