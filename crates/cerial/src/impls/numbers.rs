//! Integers and floats: fixed width, least byte first; many of them in one copy.

use super::plain;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! numbers {
    ($($number:ident)*) => {$(
        impl Schema for $number {
            fn schema(s: &mut SchemaBuilder) {
                s.name(stringify!($number));
            }
        }

        impl Encode for $number {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                encoder.bytes(&self.to_le_bytes());
                Ok(())
            }

            #[inline]
            fn encode_slice(values: &[Self], encoder: &mut Encoder<'_>) -> Result<(), Error> {
                if cfg!(target_endian = "little") {
                    encoder.bytes(plain::bytes_of(values));
                } else {
                    values.iter().for_each(|value| encoder.bytes(&value.to_le_bytes()));
                }
                Ok(())
            }
        }

        impl Decode for $number {
            const LEAST: usize = size_of::<$number>();

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                decoder.array().map(Self::from_le_bytes)
            }

            #[inline]
            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                decoder.bytes(size_of::<Self>()).map(drop)
            }

            #[inline]
            fn decode_vec(len: usize, decoder: &mut Decoder<'_>) -> Result<Vec<Self>, Error> {
                let (numbers, _) = decoder.bytes(width::<Self>(len))?.as_chunks();
                // One copy, where a number lies in memory as it is written.
                Ok(numbers.iter().copied().map(Self::from_le_bytes).collect())
            }

            #[inline]
            fn decode_array<const N: usize>(decoder: &mut Decoder<'_>) -> Result<[Self; N], Error> {
                let (numbers, _) = decoder.bytes(width::<Self>(N))?.as_chunks();
                Ok(std::array::from_fn(|index| Self::from_le_bytes(numbers[index])))
            }

            #[inline]
            fn skip_many(len: usize, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                decoder.bytes(width::<Self>(len)).map(drop)
            }
        }
    )*};
}

numbers!(u8 u16 u32 u64 u128 i8 i16 i32 i64 i128 f32 f64);

/// The bytes of `len` numbers; more than there can be where that overflows.
#[inline]
fn width<T>(len: usize) -> usize {
    len.saturating_mul(size_of::<T>())
}

macro_rules! sizes {
    ($($size:ident as $wire:ident)*) => {$(
        impl Schema for $size {
            fn schema(s: &mut SchemaBuilder) {
                s.name(stringify!($size));
            }
        }

        impl Encode for $size {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                (*self as $wire).encode(encoder)
            }

            #[inline]
            fn encode_slice(values: &[Self], encoder: &mut Encoder<'_>) -> Result<(), Error> {
                if cfg!(all(target_endian = "little", target_pointer_width = "64")) {
                    encoder.bytes(plain::bytes_of(values));
                } else {
                    values.iter().for_each(|value| encoder.bytes(&(*value as $wire).to_le_bytes()));
                }
                Ok(())
            }
        }

        impl Decode for $size {
            const LEAST: usize = size_of::<$wire>();

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                let number = $wire::decode(decoder)?;
                Self::try_from(number).map_err(|_| too_large(decoder, stringify!($size)))
            }

            #[inline]
            fn decode_vec(len: usize, decoder: &mut Decoder<'_>) -> Result<Vec<Self>, Error> {
                let (numbers, _) = decoder.bytes(width::<$wire>(len))?.as_chunks();
                let numbers = numbers.iter().copied().map(|bytes| Self::try_from($wire::from_le_bytes(bytes)));
                if cfg!(target_pointer_width = "64") {
                    // None of them is too large: one copy.
                    return Ok(numbers.map(Result::unwrap_or_default).collect());
                }
                numbers.collect::<Result<_, _>>().map_err(|_| too_large(decoder, stringify!($size)))
            }

            #[inline]
            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                Self::decode(decoder).map(drop)
            }
        }
    )*};
}

sizes!(usize as u64 isize as i64);

#[cold]
fn too_large(decoder: &mut Decoder<'_>, name: &str) -> Error {
    decoder.invalid(format!("the number doesn't fit into this machine's {name}; declare it as a 64-bit number"))
}
