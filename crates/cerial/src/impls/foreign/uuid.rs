//! `Uuid`: its 16 bytes; many of them at once.

use uuid::Uuid;

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl Schema for Uuid {
    const FIXED: usize = size_of::<Self>();

    fn schema(s: &mut SchemaBuilder) {
        s.name("Uuid");
    }
}

impl Encode for Uuid {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.bytes(self.as_bytes());
        Ok(())
    }

    #[inline]
    fn encode_fixed(&self, bytes: &mut [u8]) {
        bytes.copy_from_slice(self.as_bytes());
    }
}

impl Decode for Uuid {
    const LEAST: usize = size_of::<Self>();
    const DERIVED: bool = true;
    const ANY_BYTES: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.array().map(Self::from_bytes)
    }

    #[inline]
    fn decode_fixed(bytes: &[u8]) -> Result<Self, Error> {
        <[u8; 16]>::decode_fixed(bytes).map(Self::from_bytes)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::nil())
    }
}
