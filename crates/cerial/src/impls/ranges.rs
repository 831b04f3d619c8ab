//! Ranges and their bounds.

use std::ops::{Bound, Range, RangeBounds, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};

use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! ranges {
    ($($range:ident { $($field:ident)+ })*) => {$(
        impl<T: Schema> Schema for $range<T> {
            fn schema(s: &mut SchemaBuilder) {
                s.name(stringify!($range)).part::<T>();
            }
        }

        impl<T: Encode> Encode for $range<T> {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                $(encoder.field(stringify!($field), &self.$field)?;)+
                Ok(())
            }
        }

        impl<T: Decode> Decode for $range<T> {
            const LEAST: usize = T::LEAST;
            const DERIVED: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                Ok(Self { $($field: decoder.field(stringify!($field))?),+ })
            }

            #[inline]
            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                // Once for each field.
                $(let _ = stringify!($field); T::skip(decoder)?;)+
                Ok(())
            }

            fn placeholder(depth: u32) -> Option<Self> {
                Some(Self { $($field: T::placeholder(depth)?),+ })
            }

            fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                $(decoder.revisit_field(stringify!($field), &self.$field)?;)+
                Ok(())
            }
        }
    )*};
}

ranges!(Range { start end } RangeFrom { start } RangeTo { end } RangeToInclusive { end });

impl<T: Schema> Schema for RangeInclusive<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("RangeInclusive").part::<T>();
    }
}

impl<T: Encode> Encode for RangeInclusive<T> {
    /// A range that was walked to its end holds no defined bounds any more, so it is refused.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        if matches!(self.end_bound(), Bound::Excluded(_)) {
            let message = "an inclusive range that was walked to its end has no bounds left; keep one that wasn't";
            return Err(encoder.error(ErrorKind::Unsupported, message));
        }
        encoder.field("start", self.start())?;
        encoder.field("end", self.end())
    }
}

impl<T: Decode> Decode for RangeInclusive<T> {
    const LEAST: usize = T::LEAST;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let start = decoder.field("start")?;
        Ok(Self::new(start, decoder.field("end")?))
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.skip_field::<T>("start")?;
        decoder.skip_field::<T>("end")
    }

    fn placeholder(depth: u32) -> Option<Self> {
        Some(Self::new(T::placeholder(depth)?, T::placeholder(depth)?))
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.revisit_field("start", self.start())?;
        decoder.revisit_field("end", self.end())
    }
}

impl Schema for RangeFull {
    fn schema(s: &mut SchemaBuilder) {
        s.name("RangeFull");
    }
}

impl Encode for RangeFull {
    fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl Decode for RangeFull {
    const DERIVED: bool = true;

    fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
        Ok(Self)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self)
    }
}
