//! Floats that have an order: as the float; many of them at once.

use ordered_float::{NotNan, OrderedFloat};

use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! floats {
    ($($name:literal $wrapper:ident<$float:ident> any: $any:literal, make: $make:expr;)*) => {$(
        impl Schema for $wrapper<$float> {
            const FIXED: usize = $float::FIXED;

            fn schema(s: &mut SchemaBuilder) {
                s.name($name).part::<$float>();
            }
        }

        impl Encode for $wrapper<$float> {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                (**self).encode(encoder)
            }

            #[inline]
            fn encode_fixed(&self, bytes: &mut [u8]) {
                (**self).encode_fixed(bytes);
            }
        }

        impl Decode for $wrapper<$float> {
            const LEAST: usize = $float::LEAST;
            const DERIVED: bool = true;
            const ANY_BYTES: bool = $any;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                decoder.fixed()
            }

            #[inline]
            fn decode_fixed(bytes: &[u8]) -> Result<Self, Error> {
                $float::decode_fixed(bytes).and_then($make)
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some(Self::default())
            }
        }
    )*};
}

floats! {
    "OrderedFloat" OrderedFloat<f32> any: true, make: |float| Ok(OrderedFloat(float));
    "OrderedFloat" OrderedFloat<f64> any: true, make: |float| Ok(OrderedFloat(float));
    "NotNan" NotNan<f32> any: false, make: |float| NotNan::new(float).map_err(nan);
    "NotNan" NotNan<f64> any: false, make: |float| NotNan::new(float).map_err(nan);
}

#[cold]
fn nan(_: ordered_float::FloatIsNan) -> Error {
    Error::new(ErrorKind::Invalid, "a number that can't be NaN is NaN")
}
