//! Decoding: the trait, the decoder that values are taken from, and the shared objects behind it.

mod decoder;
mod first;
pub(crate) mod fixed;
mod objects;
mod put;
mod referent;
mod reuse;
mod revisit;
mod shared;
mod tags;
mod taint;
mod ties;
mod unfinished;
mod untie;
mod watch;

pub use decoder::Decoder;
pub(crate) use put::made_box;
pub use referent::DecodeReferent;
pub(crate) use ties::Revisit;
pub(crate) use unfinished::placeholder;

use std::ops::Deref;
use std::pin::Pin;

use self::put::Place;
use crate::error::Error;
use crate::plain::Plain;
use crate::schema::{Schema, is_compact};

/// A type whose values can be decoded.
///
/// The derive writes it. A hand-written implementation takes the parts in the order in which
/// [`Encode`](crate::Encode) writes them, and refuses what is not a value with [`Error::custom`]. It must not rely on
/// the bytes for anything: they may come from anywhere.
///
/// ```
/// use cerial::{Decode, Decoder, Error, Schema, SchemaBuilder};
///
/// struct Percent(u8);
///
/// impl Schema for Percent {
///     fn schema(s: &mut SchemaBuilder) {
///         s.structure("Percent").field::<u8>("0");
///     }
/// }
///
/// impl Decode for Percent {
///     const LEAST: usize = 1;
///
///     fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
///         match u8::decode(decoder)? {
///             percent @ 0..=100 => Ok(Self(percent)),
///             _ => Err(Error::custom("more than 100 percent")),
///         }
///     }
/// }
///
/// assert!(cerial::from_slice::<Percent>(&[1, 50]).is_ok());
/// assert!(cerial::from_slice::<Percent>(&[1, 101]).is_err());
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be decoded by cerial",
    label = "no cerial decoding for this type",
    note = "for a type of your own: `#[derive(Cerial)]`",
    note = "for a foreign type that speaks serde: `#[cerial(serde)]` on the field, or `cerial::Serde<{Self}>`",
    note = "for a `dyn Trait`: `#[cerial::object]` on the trait and on its impls"
)]
pub trait Decode: Schema + Sized {
    /// The least bytes that a value takes. A length is refused when not even so many bytes are left; 0 is always
    /// right.
    const LEAST: usize = 0;

    /// Takes a value.
    ///
    /// # Errors
    /// When the bytes are not the encoding of a value, or when a limit is reached.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error>;

    /// Passes over a value.
    ///
    /// # Errors
    /// As [`decode`](Self::decode), where it is noticed.
    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.part::<Self>().map(drop)
    }

    /// Derived code, or this crate's own: it stores pointers to unfinished objects, and never looks at what they point
    /// to.
    #[doc(hidden)]
    const DERIVED: bool = false;

    /// Any value, as empty as possible, with at most `depth` derived types inside each other: what a cell holds until a
    /// cycle through it can be tied.
    #[doc(hidden)]
    #[expect(unused_variables, reason = "a name that implementations take over")]
    fn placeholder(depth: u32) -> Option<Self> {
        None
    }

    /// A second visit, at the value's final place: fills the cells that could not be filled before.
    ///
    /// # Errors
    /// As [`decode`](Self::decode), and when a cell was used by somebody meanwhile.
    #[doc(hidden)]
    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Self::skip(decoder)
    }

    /// A second visit to a pointer that is pinned.
    ///
    /// # Errors
    /// As [`revisit`](Self::revisit).
    #[doc(hidden)]
    #[expect(unused_variables, reason = "a name that implementations take over")]
    fn revisit_pinned(pinned: &Pin<Self>, decoder: &mut Decoder<'_>) -> Result<(), Error>
    where
        Self: Deref,
    {
        Self::skip(decoder)
    }

    /// Takes `len` values; [`Decoder::len`] has charged for them.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    #[doc(hidden)]
    #[inline]
    fn decode_vec(len: usize, decoder: &mut Decoder<'_>) -> Result<Vec<Self>, Error> {
        if Self::PLAIN.is_whole() {
            return decoder.plain_vec(len);
        }
        if is_compact::<Self>() {
            return decoder.fixed_vec(len);
        }
        let mut values = Vec::with_capacity(decoder.room::<Self>(len));
        for index in 0..len {
            let place = Place::behind(&mut values);
            place.put(decoder.element(index)?);
        }
        Ok(values)
    }

    /// Takes as many values as the array has.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    #[doc(hidden)]
    #[inline]
    fn decode_array<const N: usize>(decoder: &mut Decoder<'_>) -> Result<[Self; N], Error> {
        if Plain::<[Self; N]>::array(&Self::PLAIN).is_whole() {
            return decoder.plain_array();
        }
        if is_compact::<Self>() {
            return decoder.fixed_array();
        }
        decoder.charge_array::<Self>(N)?;
        // Through a vector until std's `array::try_from_fn` is stable.
        let values = Self::decode_vec(N, decoder)?;
        values.try_into().map_err(|_| Error::custom("an array's elements are missing"))
    }

    /// Takes a value into the place of another, whose memory it may use again. After an error, some value is there.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    #[doc(hidden)]
    #[inline]
    fn decode_into(&mut self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        *self = Self::decode(decoder)?;
        Ok(())
    }

    /// Takes `len` values into a vector, in the places of those that are there; [`Decoder::len`] has charged for them.
    ///
    /// # Errors
    /// As [`decode`](Self::decode).
    #[doc(hidden)]
    #[inline]
    fn decode_vec_into(len: usize, values: &mut Vec<Self>, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        if Self::PLAIN.is_whole() {
            return decoder.plain_vec_into(len, values);
        }
        if is_compact::<Self>() {
            return decoder.fixed_vec_into(len, values);
        }
        decoder.elements_into(len, values)
    }

    /// Passes over `len` values.
    ///
    /// # Errors
    /// As [`skip`](Self::skip).
    #[doc(hidden)]
    fn skip_many(len: usize, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        if is_compact::<Self>() && !decoder.is_watched() {
            return decoder.fixed_bytes::<Self>(len).map(drop);
        }
        for index in 0..len {
            decoder.counted(|decoder| decoder.skip_element::<Self>(index))?;
        }
        Ok(())
    }

    /// Whether all bytes that [`FIXED`](Schema::FIXED) counts are a value, whatever they are.
    #[doc(hidden)]
    const ANY_BYTES: bool = false;

    /// Takes a value from as many bytes as [`FIXED`](Schema::FIXED) says.
    ///
    /// # Errors
    /// When they are not the encoding of a value.
    #[doc(hidden)]
    #[inline]
    fn decode_fixed(bytes: &[u8]) -> Result<Self, Error> {
        Err(fixed::none::<Self>(bytes.len()))
    }
}
