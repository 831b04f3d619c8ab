//! `Option` and `Result`: a byte that says which, then what it holds.

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl<T: Schema> Schema for Option<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Option").part::<T>();
    }
}

impl<T: Encode> Encode for Option<T> {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match self {
            None => encoder.bytes(&[0]),
            Some(value) => {
                encoder.bytes(&[1]);
                value.encode(encoder)?;
            }
        }
        Ok(())
    }
}

impl<T: Decode> Decode for Option<T> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        match decoder.byte()? {
            0 => Ok(None),
            1 => decoder.part().map(Some),
            byte => Err(neither(decoder, "Option", byte)),
        }
    }

    #[inline]
    fn decode_into(&mut self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        match (decoder.byte()?, self) {
            (1, Some(value)) => return decoder.part_into(value),
            (0, place) => *place = None,
            (1, place) => *place = Some(decoder.part()?),
            (byte, _) => return Err(neither(decoder, "Option", byte)),
        }
        Ok(())
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        match decoder.byte()? {
            0 => {
                decoder.note(|| "None".to_owned());
                Ok(())
            }
            1 => {
                decoder.note(|| "Some".to_owned());
                T::skip(decoder)
            }
            byte => Err(neither(decoder, "Option", byte)),
        }
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(None)
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        match (decoder.byte()?, self) {
            (0, None) => Ok(()),
            (1, Some(value)) => value.revisit(decoder),
            _ => Err(decoder.changed("Option")),
        }
    }
}

impl<T: Schema, E: Schema> Schema for Result<T, E> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Result").part::<T>().part::<E>();
    }
}

impl<T: Encode, E: Encode> Encode for Result<T, E> {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match self {
            Ok(value) => {
                encoder.bytes(&[0]);
                value.encode(encoder)
            }
            Err(error) => {
                encoder.bytes(&[1]);
                error.encode(encoder)
            }
        }
    }
}

impl<T: Decode, E: Decode> Decode for Result<T, E> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        match decoder.byte()? {
            0 => decoder.part().map(Ok),
            1 => decoder.part().map(Err),
            byte => Err(neither(decoder, "Result", byte)),
        }
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        match decoder.byte()? {
            0 => {
                decoder.note(|| "Ok".to_owned());
                T::skip(decoder)
            }
            1 => {
                decoder.note(|| "Err".to_owned());
                E::skip(decoder)
            }
            byte => Err(neither(decoder, "Result", byte)),
        }
    }

    fn placeholder(depth: u32) -> Option<Self> {
        T::placeholder(depth).map(Ok).or_else(|| E::placeholder(depth).map(Err))
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        match (decoder.byte()?, self) {
            (0, Ok(value)) => value.revisit(decoder),
            (1, Err(error)) => error.revisit(decoder),
            _ => Err(decoder.changed("Result")),
        }
    }
}

#[cold]
fn neither(decoder: &mut Decoder<'_>, name: &'static str, byte: u8) -> Error {
    decoder.unknown_variant(name, u64::from(byte))
}
