//! Integers and floats: fixed width, least byte first; many of them in one copy.

use crate::error::ErrorKind;
use crate::plain::Plain;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

/// How many numbers of many an explanation shows.
const NUMBERS_NOTED: usize = 8;

macro_rules! numbers {
    ($($number:ident)*) => {$(
        impl Schema for $number {
            const FIXED: usize = size_of::<$number>();
            const PLAIN: Plain<Self> = Plain::number(Self::FIXED);

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
            fn encode_fixed(&self, bytes: &mut [u8]) {
                bytes.copy_from_slice(&self.to_le_bytes());
            }
        }

        impl Decode for $number {
            const LEAST: usize = size_of::<$number>();
            const DERIVED: bool = true;
            const ANY_BYTES: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                decoder.array().map(Self::from_le_bytes)
            }

            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                let number = Self::decode(decoder)?;
                decoder.note(|| number.to_string());
                Ok(())
            }

            fn skip_many(len: usize, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                let (numbers, _) = decoder.bytes(width::<Self>(len))?.as_chunks();
                let mut numbers = numbers.iter().copied().map(Self::from_le_bytes);
                decoder.note(|| first_of(&mut numbers));
                Ok(())
            }

            #[inline]
            fn decode_fixed(bytes: &[u8]) -> Result<Self, Error> {
                // As wide as it says, unless a hand-written type says so wrongly.
                bytes.try_into().map(Self::from_le_bytes).map_err(|_| not_so_wide())
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some(Self::default())
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

/// The first few numbers, as text.
fn first_of<T: std::fmt::Display>(numbers: &mut dyn Iterator<Item = T>) -> String {
    let mut text = String::from("(");
    for (index, number) in numbers.enumerate() {
        text.push_str(if index == 0 { "" } else { ", " });
        if index == NUMBERS_NOTED {
            text.push('…');
            break;
        }
        text.push_str(&number.to_string());
    }
    text + ")"
}

#[cold]
fn not_so_wide() -> Error {
    Error::new(ErrorKind::End, "a number is taken from more or fewer bytes than it has")
}

macro_rules! sizes {
    ($($size:ident as $wire:ident)*) => {$(
        impl Schema for $size {
            const FIXED: usize = size_of::<$wire>();
            const PLAIN: Plain<Self> = Plain::number(Self::FIXED);

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
            fn encode_fixed(&self, bytes: &mut [u8]) {
                (*self as $wire).encode_fixed(bytes);
            }
        }

        impl Decode for $size {
            const LEAST: usize = size_of::<$wire>();
            const DERIVED: bool = true;
            const ANY_BYTES: bool = cfg!(target_pointer_width = "64");

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                let number = $wire::decode(decoder)?;
                Self::try_from(number).map_err(|_| decoder.error(ErrorKind::Unsupported, too_large(stringify!($size))))
            }

            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                $wire::skip(decoder)
            }

            fn skip_many(len: usize, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                $wire::skip_many(len, decoder)
            }

            #[inline]
            fn decode_fixed(bytes: &[u8]) -> Result<Self, Error> {
                let number = $wire::decode_fixed(bytes)?;
                Self::try_from(number).map_err(|_| Error::new(ErrorKind::Unsupported, too_large(stringify!($size))))
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some(Self::default())
            }
        }
    )*};
}

sizes!(usize as u64 isize as i64);

#[cold]
fn too_large(name: &str) -> String {
    format!("the number doesn't fit into this machine's {name}; declare it as a 64-bit number")
}
