//! `Bytes` and `BytesMut`: as a `Vec<u8>`.

use bytes::{Bytes, BytesMut};

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! byte_strings {
    ($($bytes:ident by $copy:path;)*) => {$(
        impl Schema for $bytes {
            fn schema(s: &mut SchemaBuilder) {
                s.same_as::<Vec<u8>>();
            }
        }

        impl Encode for $bytes {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                self[..].encode(encoder)
            }
        }

        impl Decode for $bytes {
            const LEAST: usize = 1;
            const DERIVED: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                let len = decoder.len::<u8>()?;
                // One copy, into memory of its own: the message's bytes are only lent.
                decoder.bytes(len).map($copy)
            }

            #[inline]
            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                Vec::<u8>::skip(decoder)
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some(Self::new())
            }
        }
    )*};
}

byte_strings! {
    Bytes by Bytes::copy_from_slice;
    BytesMut by BytesMut::from;
}
