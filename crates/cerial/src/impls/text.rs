//! Text: a length in bytes, then UTF-8.
#![expect(unsafe_code, reason = "std looks through short text byte by byte, though all of it is mostly ASCII")]

use crate::few::none_has;
use crate::plain;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl Schema for String {
    fn schema(s: &mut SchemaBuilder) {
        s.name("String");
    }
}

impl Encode for String {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_str().encode(encoder)
    }
}

impl Decode for String {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let len = decoder.len::<u8>()?;
        let ahead = decoder.ahead();
        let text = text(len, decoder)?;
        match plain::first_values(&u8::PLAIN, ahead, len) {
            // SAFETY: these are the bytes of `text`, which were there.
            Some(bytes) => Ok(unsafe { Self::from_utf8_unchecked(bytes) }),
            None => Ok(Self::from(text)),
        }
    }

    #[inline]
    fn decode_into(&mut self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        let text = decode_str(decoder)?;
        self.clear();
        self.push_str(text);
        Ok(())
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        let text = decode_str(decoder)?;
        decoder.note_text(text);
        Ok(())
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}

/// The bit that no byte of ASCII has.
const NOT_ASCII: u8 = 0x80;

/// Takes text where it lies.
#[inline]
pub(super) fn decode_str<'a>(decoder: &mut Decoder<'a>) -> Result<&'a str, Error> {
    let len = decoder.len::<u8>()?;
    text(len, decoder)
}

#[inline]
fn text<'a>(len: usize, decoder: &mut Decoder<'a>) -> Result<&'a str, Error> {
    let is_ascii = none_has::<NOT_ASCII>(decoder.ahead(), len);
    let bytes = decoder.bytes(len)?;
    if is_ascii == Some(true) {
        // SAFETY: all bytes are ASCII, which is UTF-8.
        return Ok(unsafe { std::str::from_utf8_unchecked(bytes) });
    }
    std::str::from_utf8(bytes).map_err(|error| not_utf8(decoder, error))
}

#[cold]
fn not_utf8(decoder: &mut Decoder<'_>, error: std::str::Utf8Error) -> Error {
    decoder.invalid("the text is not UTF-8").caused_by(error)
}

impl Schema for str {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<String>();
    }
}

impl Encode for str {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.counted(self.len(), self.as_bytes());
        Ok(())
    }
}

impl Decode for Box<str> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decode_str(decoder).map(Self::from)
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        String::skip(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}
