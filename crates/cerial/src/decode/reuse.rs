//! Decoding into a value that is there already: its memory is used again where it is large enough, because fresh
//! memory costs more than what is copied into it.
//!
//! After an error the place holds some value of its type, partly old, partly new.

use super::{Decode, Decoder};
use crate::error::Error;
use crate::limits::Limits;

impl<'a> Decoder<'a> {
    /// Decodes one message, all of it, into the place of another value.
    pub(crate) fn message_into<T: Decode>(message: &'a [u8], limits: Limits, place: &mut T) -> Result<(), Error> {
        Self::whole::<T, ()>(message, limits, |decoder| decoder.part_into(place))
    }

    /// Takes a part of a value into the place of another.
    #[doc(hidden)]
    #[inline]
    pub fn part_into<T: Decode>(&mut self, place: &mut T) -> Result<(), Error> {
        if T::DERIVED { place.decode_into(self) } else { self.by_hand(|decoder| place.decode_into(decoder)) }
    }

    /// Takes a field into the place of another.
    #[doc(hidden)]
    #[inline]
    pub fn field_into<T: Decode>(&mut self, name: &'static str, place: &mut T) -> Result<(), Error> {
        match self.part_into(place) {
            Ok(()) => Ok(()),
            Err(error) => Err(error.at(self.offset()).in_field(name)),
        }
    }

    /// Takes `len` elements into the places of others, as far as there are any.
    pub(super) fn elements_into<T: Decode>(&mut self, len: usize, values: &mut Vec<T>) -> Result<(), Error> {
        values.truncate(len);
        for (index, value) in values.iter_mut().enumerate() {
            let before = self.rest.len();
            self.part_into(value).map_err(|error| error.at(self.offset()).in_index(index))?;
            if T::LEAST == 0 && self.rest.len() == before {
                self.count_empty()?;
            }
        }
        let missing = len - values.len();
        values.reserve_exact(self.room::<T>(missing));
        for index in values.len()..len {
            values.push(self.element(index)?);
        }
        Ok(())
    }
}
