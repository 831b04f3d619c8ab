//! Encoding: the trait, the encoder that values write themselves to, and the shared objects it meets.

mod encoder;
pub(crate) mod fixed;
mod objects;
mod referent;
mod step;
mod table;
mod tags;

pub use encoder::Encoder;
pub(crate) use objects::Place;
pub use objects::{Body, Kept};
pub use referent::EncodeReferent;

use crate::error::Error;
use crate::plain;
use crate::schema::{Schema, is_compact};

/// A type whose values can be encoded.
///
/// The derive writes it. A hand-written implementation encodes the parts of its value one after the other; they must
/// come in the order in which [`Decode`](crate::Decode) takes them.
///
/// ```
/// use cerial::{Encode, Encoder, Error, Schema, SchemaBuilder};
///
/// struct Even(u32);
///
/// impl Schema for Even {
///     fn schema(s: &mut SchemaBuilder) {
///         s.structure("Even").field::<u32>("half");
///     }
/// }
///
/// impl Encode for Even {
///     fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
///         (self.0 / 2).encode(encoder)
///     }
/// }
///
/// assert_eq!(cerial::to_vec(&Even(6))?, [1, 3, 0, 0, 0]);
/// # Ok::<(), Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be encoded by cerial",
    label = "no cerial encoding for this type",
    note = "for a type of your own: `#[derive(Cerial)]`",
    note = "for a foreign type that speaks serde: `#[cerial(serde)]` on the field, or `cerial::Serde<{Self}>`",
    note = "for a `dyn Trait`: `#[cerial::object]` on the trait and on its impls"
)]
pub trait Encode: Schema {
    /// Writes the value.
    ///
    /// # Errors
    /// When something in the value can't be encoded.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error>;

    /// Writes many values, one after the other: plain ones in one copy.
    ///
    /// # Errors
    /// As [`encode`](Self::encode).
    #[doc(hidden)]
    #[inline]
    fn encode_slice(values: &[Self], encoder: &mut Encoder<'_>) -> Result<(), Error>
    where
        Self: Sized,
    {
        if let Some(bytes) = Self::encoded(values) {
            encoder.bytes(bytes);
            return Ok(());
        }
        if is_compact::<Self>() {
            encoder.fixed_slice(values);
            return Ok(());
        }
        for (index, value) in values.iter().enumerate() {
            encoder.element(index, value)?;
        }
        Ok(())
    }

    /// The values' bytes in memory, if these are their encoding.
    #[doc(hidden)]
    #[inline]
    fn encoded(values: &[Self]) -> Option<&[u8]>
    where
        Self: Sized,
    {
        Self::PLAIN.is_whole().then(|| plain::bytes_of(&Self::PLAIN, values))
    }

    /// Writes the value to as many bytes as [`FIXED`](Schema::FIXED) says.
    #[doc(hidden)]
    #[inline]
    fn encode_fixed(&self, bytes: &mut [u8]) {
        fixed::none::<Self>(bytes.len());
    }
}
