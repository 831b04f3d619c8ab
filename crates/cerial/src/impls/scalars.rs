//! What is neither number nor text: `bool`, `char`, `()`.

use crate::error::ErrorKind;
use crate::plain;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl Schema for bool {
    const FIXED: usize = 1;

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

    #[inline]
    fn encoded(values: &[Self]) -> Option<&[u8]> {
        Some(plain::bytes_of_bools(values))
    }

    #[inline]
    fn encode_fixed(&self, bytes: &mut [u8]) {
        u8::from(*self).encode_fixed(bytes);
    }
}

impl Decode for bool {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.fixed()
    }

    #[inline]
    fn decode_vec(len: usize, decoder: &mut Decoder<'_>) -> Result<Vec<Self>, Error> {
        decoder.bools(len)
    }

    #[inline]
    fn decode_fixed(bytes: &[u8]) -> Result<Self, Error> {
        match u8::decode_fixed(bytes)? {
            0 => Ok(false),
            1 => Ok(true),
            byte => Err(invalid(format!("a bool is 0 or 1, not {byte}"))),
        }
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        let flag = Self::decode(decoder)?;
        decoder.note(|| flag.to_string());
        Ok(())
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}

impl Schema for char {
    const FIXED: usize = size_of::<u32>();

    fn schema(s: &mut SchemaBuilder) {
        s.name("char");
    }
}

impl Encode for char {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        u32::from(*self).encode(encoder)
    }

    #[inline]
    fn encode_fixed(&self, bytes: &mut [u8]) {
        u32::from(*self).encode_fixed(bytes);
    }
}

impl Decode for char {
    const LEAST: usize = size_of::<u32>();
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.fixed()
    }

    #[inline]
    fn decode_fixed(bytes: &[u8]) -> Result<Self, Error> {
        let code = u32::decode_fixed(bytes)?;
        Self::from_u32(code).ok_or_else(|| invalid(format!("{code:#x} is not the code of a char")))
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        let letter = Self::decode(decoder)?;
        decoder.note(|| format!("{letter:?}"));
        Ok(())
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}

#[cold]
fn invalid(message: String) -> Error {
    Error::new(ErrorKind::Invalid, message)
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
    const DERIVED: bool = true;

    #[inline]
    fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
        Ok(())
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(())
    }
}
