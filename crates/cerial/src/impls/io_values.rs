//! std's readers and writers that are values: a cursor, and those that have nothing in them.

use std::io::{Cursor, Empty, Sink};

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl<T: Schema> Schema for Cursor<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.structure("Cursor").field::<T>("inner").field::<u64>("position");
    }
}

impl<T: Encode> Encode for Cursor<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.field("inner", self.get_ref())?;
        encoder.field("position", &self.position())
    }
}

impl<T: Decode> Decode for Cursor<T> {
    const LEAST: usize = T::LEAST + u64::LEAST;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let mut cursor = Self::new(decoder.field("inner")?);
        cursor.set_position(decoder.field("position")?);
        Ok(cursor)
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.skip_field::<T>("inner")?;
        decoder.skip_field::<u64>("position")
    }

    fn placeholder(depth: u32) -> Option<Self> {
        T::placeholder(depth).map(Self::new)
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.revisit_field("inner", self.get_ref())?;
        u64::skip(decoder)
    }
}

macro_rules! empty {
    ($($name:literal $type:ty: $made:expr;)*) => {$(
        impl Schema for $type {
            fn schema(s: &mut SchemaBuilder) {
                s.name($name);
            }
        }

        impl Encode for $type {
            fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
                Ok(())
            }
        }

        impl Decode for $type {
            const DERIVED: bool = true;

            fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
                Ok($made)
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some($made)
            }
        }
    )*};
}

empty! {
    "io::Empty" Empty: std::io::empty();
    "io::Sink" Sink: std::io::sink();
}
