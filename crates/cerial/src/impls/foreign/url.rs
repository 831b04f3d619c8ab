//! `Url`: its text, as the standard writes it.

use url::Url;

use super::super::text;
use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl Schema for Url {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Url");
    }
}

impl Encode for Url {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_str().encode(encoder)
    }
}

impl Decode for Url {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let text = text::decode_str(decoder)?;
        match Self::parse(text) {
            Ok(url) if url.as_str() == text => Ok(url),
            Ok(_) => Err(decoder.error(ErrorKind::NotCanonical, "a URL is not written as the standard writes it")),
            Err(error) => Err(decoder.invalid("the text is no URL").caused_by(error)),
        }
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        String::skip(decoder)
    }
}
