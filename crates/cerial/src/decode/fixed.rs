//! Values of one size for all: their bytes are taken at once, then the values without a question asked for each.

use super::{Decode, Decoder};
use crate::error::{Error, ErrorKind};
use crate::pages::advise_room;
use crate::schema::is_compact;

/// What `decode_fixed` is for a type that has no fixed size.
#[cold]
pub(super) fn none<T>(bytes: usize) -> Error {
    let name = std::any::type_name::<T>();
    let message = format!("{name} is to be taken from {bytes} bytes, and has no fixed size; say how");
    Error::new(ErrorKind::Unsupported, message)
}

impl<'a> Decoder<'a> {
    /// Whether a value is taken at its fixed size. If its bytes are not all there, it is taken part by part, so that
    /// the error can name the part.
    #[doc(hidden)]
    #[inline]
    #[must_use]
    pub fn has_compact<T: Decode>(&self) -> bool {
        is_compact::<T>() && self.rest.len() >= T::FIXED
    }

    /// Takes a value of a fixed size.
    #[doc(hidden)]
    #[inline]
    pub fn fixed<T: Decode>(&mut self) -> Result<T, Error> {
        let offset = self.offset();
        let bytes = self.bytes(T::FIXED)?;
        T::decode_fixed(bytes).map_err(|error| self.refused(error, offset))
    }

    /// Takes the bytes of `len` values.
    #[inline]
    pub(super) fn fixed_bytes<T: Decode>(&mut self, len: usize) -> Result<&'a [u8], Error> {
        self.bytes(len.saturating_mul(T::FIXED))
    }

    /// Takes `len` values.
    #[inline]
    pub(super) fn fixed_vec<T: Decode>(&mut self, len: usize) -> Result<Vec<T>, Error> {
        let offset = self.offset();
        let chunks = self.fixed_bytes::<T>(len)?.chunks_exact(T::FIXED);
        if T::ANY_BYTES {
            // The compiler sees that nothing can fail, and moves as many at once as the machine can.
            let mut values = Vec::with_capacity(len);
            advise_room(&mut values);
            values.extend(chunks.map(|bytes| any(T::decode_fixed(bytes))));
            return Ok(values);
        }
        let mut values = Vec::with_capacity(len);
        advise_room(&mut values);
        for (index, bytes) in chunks.enumerate() {
            match T::decode_fixed(bytes) {
                Ok(value) => values.push(value),
                Err(error) => return Err(self.refused(error.in_index(index), offset + index * T::FIXED)),
            }
        }
        Ok(values)
    }

    /// Takes `len` values into a vector, in the place of those that are there.
    #[inline]
    pub(super) fn fixed_vec_into<T: Decode>(&mut self, len: usize, values: &mut Vec<T>) -> Result<(), Error> {
        let offset = self.offset();
        let chunks = self.fixed_bytes::<T>(len)?.chunks_exact(T::FIXED);
        values.clear();
        if T::ANY_BYTES {
            values.extend(chunks.map(|bytes| any(T::decode_fixed(bytes))));
            return Ok(());
        }
        values.reserve_exact(len);
        for (index, bytes) in chunks.enumerate() {
            match T::decode_fixed(bytes) {
                Ok(value) => values.push(value),
                Err(error) => return Err(self.refused(error.in_index(index), offset + index * T::FIXED)),
            }
        }
        Ok(())
    }

    /// Takes as many values as the array has.
    #[inline]
    pub(super) fn fixed_array<T: Decode, const N: usize>(&mut self) -> Result<[T; N], Error> {
        let offset = self.offset();
        let bytes = self.fixed_bytes::<T>(N)?;
        array(bytes).map_err(|error| self.refused(error, offset))
    }

    /// A value of a fixed size was refused.
    #[cold]
    fn refused(&mut self, error: Error, offset: usize) -> Error {
        self.failed = true;
        error.at(offset)
    }
}

/// An array of values of a fixed size.
#[inline]
pub(crate) fn array<T: Decode, const N: usize>(bytes: &[u8]) -> Result<[T; N], Error> {
    if T::ANY_BYTES {
        return Ok(std::array::from_fn(|index| any(T::decode_fixed(&bytes[index * T::FIXED..][..T::FIXED]))));
    }
    let mut values = Vec::with_capacity(N);
    for (index, bytes) in bytes.chunks_exact(T::FIXED).enumerate() {
        values.push(T::decode_fixed(bytes).map_err(|error| error.in_index(index))?);
    }
    values.try_into().map_err(|_| Error::new(ErrorKind::End, "an array's elements are missing"))
}

/// Takes a part of a value of a fixed size.
#[inline]
pub fn take_fixed<T: Decode>(rest: &mut &[u8], name: &'static str) -> Result<T, Error> {
    match rest.split_at_checked(T::FIXED) {
        Some((bytes, after)) => {
            *rest = after;
            T::decode_fixed(bytes).map_err(|error| error.in_field(name))
        }
        None => Err(none::<T>(rest.len())),
    }
}

/// A value of a type of which all bytes are one.
#[inline]
fn any<T>(result: Result<T, Error>) -> T {
    match result {
        Ok(value) => value,
        Err(error) => panic!("all bytes are a {}, and some were refused: {error}", std::any::type_name::<T>()),
    }
}
