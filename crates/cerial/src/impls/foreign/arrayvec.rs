//! `ArrayVec` and `ArrayString`: as a `Vec` and a `String` that must fit.

use arrayvec::{ArrayString, ArrayVec};

use super::super::text;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl<T: Schema, const CAP: usize> Schema for ArrayVec<T, CAP> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<Vec<T>>();
    }
}

impl<T: Encode, const CAP: usize> Encode for ArrayVec<T, CAP> {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_slice().encode(encoder)
    }
}

impl<T: Decode, const CAP: usize> Decode for ArrayVec<T, CAP> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.nested(|decoder| {
            let len = decoder.len::<T>()?;
            if len > CAP {
                return Err(too_long(decoder, len, "elements", CAP));
            }
            let mut values = Self::new();
            for index in 0..len {
                values.push(decoder.element(index)?);
            }
            Ok(values)
        })
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Vec::<T>::skip(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::new())
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.revisit_each(self.iter())
    }
}

impl<const CAP: usize> Schema for ArrayString<CAP> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<String>();
    }
}

impl<const CAP: usize> Encode for ArrayString<CAP> {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_str().encode(encoder)
    }
}

impl<const CAP: usize> Decode for ArrayString<CAP> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let text = text::decode_str(decoder)?;
        Self::from(text).map_err(|_| too_long(decoder, text.len(), "bytes of text", CAP))
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        String::skip(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::new())
    }
}

#[cold]
fn too_long(decoder: &mut Decoder<'_>, len: usize, of: &str, room: usize) -> Error {
    decoder.invalid(format!("{len} {of} don't fit into an array of {room}; give both sides the same room"))
}
