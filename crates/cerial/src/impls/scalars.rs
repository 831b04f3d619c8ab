//! What is neither number nor text: `bool`, `char`, `()`.

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl Schema for bool {
    fn schema(s: &mut SchemaBuilder) {
        s.name("bool");
    }
}

impl Encode for bool {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.bytes(&[u8::from(*self)]);
        Ok(())
    }
}

impl Decode for bool {
    const LEAST: usize = 1;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        match decoder.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            byte => Err(decoder.invalid(format!("a bool is 0 or 1, not {byte}"))),
        }
    }
}

impl Schema for char {
    fn schema(s: &mut SchemaBuilder) {
        s.name("char");
    }
}

impl Encode for char {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        u32::from(*self).encode(encoder)
    }
}

impl Decode for char {
    const LEAST: usize = size_of::<u32>();

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let code = u32::decode(decoder)?;
        Self::from_u32(code).ok_or_else(|| decoder.invalid(format!("{code:#x} is not the code of a char")))
    }
}

impl Schema for () {
    fn schema(s: &mut SchemaBuilder) {
        s.name("()");
    }
}

impl Encode for () {
    #[inline]
    fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl Decode for () {
    #[inline]
    fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
        Ok(())
    }
}
