//! Values of one size for all: their bytes are taken at once, then the values without a question asked for each.

use super::put::fill;
use super::{Decode, Decoder};
use crate::error::{Error, ErrorKind};
use crate::fingerprint::Fingerprint;
use crate::pages::advise_room;
use crate::plain::{self, Plain};
use crate::schema::is_compact;
use crate::wire;

/// What `decode_fixed` is for a type that has no fixed size.
#[cold]
pub(super) fn none<T>(bytes: usize) -> Error {
    let name = std::any::type_name::<T>();
    let message = format!("{name} is to be taken from {bytes} bytes, and has no fixed size; say how");
    Error::new(ErrorKind::Unsupported, message)
}

/// The value of a fixed size that a message is. One that is refused is to be tried again, for the error with its place.
#[inline]
pub(crate) fn message<T: Decode>(message: &[u8], fingerprint: bool) -> Option<T> {
    let body = match message.split_first() {
        Some((&wire::VERSION, body)) if !fingerprint => body,
        _ => behind_fingerprint(message, Fingerprint::of::<T>)?,
    };
    if body.len() == T::FIXED { value(body).ok() } else { None }
}

/// What follows the header of a message that says what it must say about its type.
#[cold]
#[inline(never)]
fn behind_fingerprint(message: &[u8], expected: fn() -> Fingerprint) -> Option<&[u8]> {
    const HEADER: u8 = wire::VERSION | wire::FINGERPRINT;
    let (fingerprint, body) = message.strip_prefix(&[HEADER])?.split_first_chunk()?;
    (Fingerprint::from_bits(u64::from_le_bytes(*fingerprint)) == expected()).then_some(body)
}

/// The value that these bytes are.
#[inline]
fn value<T: Decode>(bytes: &[u8]) -> Result<T, Error> {
    match plain::value_of(&T::PLAIN, bytes) {
        Some(value) => Ok(value),
        None => T::decode_fixed(bytes),
    }
}

/// The value that these bytes are, of a type of which all are one. Where nothing can fail there is no place in memory that
/// is now a value, now an error, and the parts of values stay in registers.
///
/// # Panics
/// When some bytes are no value after all.
#[doc(hidden)]
#[inline]
#[must_use]
pub fn any_value<T: Decode>(bytes: &[u8]) -> T {
    match value(bytes) {
        Ok(value) => value,
        Err(error) => panic!("all bytes are a {}, and some were refused: {error}", std::any::type_name::<T>()),
    }
}

/// Whether a value is taken at its fixed size, and all bytes are one.
#[doc(hidden)]
#[inline]
#[must_use]
pub const fn is_any<T: Decode>() -> bool {
    is_compact::<T>() && T::ANY_BYTES
}

impl<'a> Decoder<'a> {
    /// Takes a value at its fixed size. If its bytes are not all there, it is taken part by part, so that the error can
    /// name the part.
    #[doc(hidden)]
    #[inline]
    pub fn compact<T: Decode>(&mut self, by_parts: impl FnOnce(&mut Self) -> Result<T, Error>) -> Result<T, Error> {
        if self.rest.len() >= T::FIXED { self.fixed() } else { Err(self.cut_off(by_parts)) }
    }

    #[cold]
    #[inline(never)]
    fn cut_off<T: Decode>(&mut self, by_parts: impl FnOnce(&mut Self) -> Result<T, Error>) -> Error {
        by_parts(self).err().unwrap_or_else(|| self.ends_early(T::FIXED))
    }

    /// Takes the bytes of a field which is a value whatever they are.
    #[doc(hidden)]
    #[inline]
    pub fn any_field<T: Decode>(&mut self, name: &'static str) -> Result<&'a [u8], Error> {
        if self.rest.len() >= T::FIXED {
            self.bytes(T::FIXED)
        } else {
            Err(self.cut_off(|decoder| decoder.field::<T>(name)))
        }
    }

    /// Takes a value of a fixed size.
    #[inline]
    pub(crate) fn fixed<T: Decode>(&mut self) -> Result<T, Error> {
        let offset = self.offset();
        let bytes = self.bytes(T::FIXED)?;
        value(bytes).map_err(|error| self.refused(error, offset))
    }

    /// Takes `len` plain values, if they are few.
    #[inline]
    pub(crate) fn few<T: Decode>(&mut self, len: usize) -> Option<Vec<T>> {
        let values = plain::first_values(&T::PLAIN, self.rest, len)?;
        self.rest = &self.rest[len * size_of::<T>()..];
        Some(values)
    }

    /// Takes `len` plain values.
    #[inline]
    pub(super) fn plain_vec<T: Decode>(&mut self, len: usize) -> Result<Vec<T>, Error> {
        let bytes = self.bytes(len.saturating_mul(size_of::<T>()))?;
        let mut values = Vec::with_capacity(len);
        advise_room(&mut values);
        plain::values_into(&T::PLAIN, bytes, &mut values);
        Ok(values)
    }

    /// Takes `len` plain values into a vector, in the place of those that are there.
    #[inline]
    pub(super) fn plain_vec_into<T: Decode>(&mut self, len: usize, values: &mut Vec<T>) -> Result<(), Error> {
        let bytes = self.bytes(len.saturating_mul(size_of::<T>()))?;
        plain::values_into(&T::PLAIN, bytes, values);
        Ok(())
    }

    /// Takes as many plain values as the array has.
    #[inline]
    pub(super) fn plain_array<T: Decode, const N: usize>(&mut self) -> Result<[T; N], Error> {
        let bytes = self.bytes(size_of::<[T; N]>())?;
        plain::value_of(&Plain::array(&T::PLAIN), bytes).ok_or_else(|| none::<T>(bytes.len()))
    }

    /// Takes `len` bools.
    #[inline]
    pub(crate) fn bools(&mut self, len: usize) -> Result<Vec<bool>, Error> {
        match plain::bools(self.rest, len) {
            Some(bools) => {
                self.rest = &self.rest[len..];
                Ok(bools)
            }
            // One by one, for the error that names the one.
            None => self.fixed_vec(len),
        }
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
        let bytes = self.fixed_bytes::<T>(len)?;
        let mut values = Vec::with_capacity(len);
        advise_room(&mut values);
        if T::ANY_BYTES {
            values.extend(any_values::<T>(bytes));
            return Ok(values);
        }
        match fill(&mut values, bytes.chunks_exact(T::FIXED).map(T::decode_fixed)) {
            Ok(()) => Ok(values),
            Err(error) => Err(self.refused_element::<T>(error, values.len(), offset)),
        }
    }

    /// Takes `len` values into a vector, in the place of those that are there.
    #[inline]
    pub(super) fn fixed_vec_into<T: Decode>(&mut self, len: usize, values: &mut Vec<T>) -> Result<(), Error> {
        let offset = self.offset();
        let bytes = self.fixed_bytes::<T>(len)?;
        values.clear();
        if T::ANY_BYTES {
            values.extend(any_values::<T>(bytes));
            return Ok(());
        }
        values.reserve_exact(len);
        fill(values, bytes.chunks_exact(T::FIXED).map(T::decode_fixed))
            .map_err(|error| self.refused_element::<T>(error, values.len(), offset))
    }

    /// Takes as many values as the array has.
    #[inline]
    pub(super) fn fixed_array<T: Decode, const N: usize>(&mut self) -> Result<[T; N], Error> {
        let offset = self.offset();
        let bytes = self.fixed_bytes::<T>(N)?;
        array(bytes).map_err(|error| self.refused(error, offset))
    }

    /// An element of many that begin at `offset` was refused.
    #[cold]
    fn refused_element<T: Decode>(&mut self, error: Error, index: usize, offset: usize) -> Error {
        self.refused(error.in_index(index), offset + index * T::FIXED)
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
        return Ok(std::array::from_fn(|index| nth_value(bytes, index)));
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
            value(bytes).map_err(|error| error.in_field(name))
        }
        None => Err(none::<T>(rest.len())),
    }
}

/// The values in these bytes, of a type of which all bytes are one: the compiler sees that nothing can fail, and moves
/// as many at once as the machine can.
#[inline]
fn any_values<T: Decode>(bytes: &[u8]) -> impl ExactSizeIterator<Item = T> {
    // By index, since the width of chunks is forgotten where their loop isn't inlined.
    (0..bytes.len() / T::FIXED).map(|index| nth_value(bytes, index))
}

#[inline]
fn nth_value<T: Decode>(bytes: &[u8], index: usize) -> T {
    any_value(&bytes[index * T::FIXED..][..T::FIXED])
}
