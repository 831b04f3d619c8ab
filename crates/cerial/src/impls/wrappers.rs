//! Types that say something about one value and travel as that value.

use std::cmp::Reverse;
use std::marker::{PhantomData, PhantomPinned};
use std::num::{NonZero, Saturating, Wrapping};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! wrappers {
    ($($wrapper:ident)*) => {$(
        impl<T: Schema> Schema for $wrapper<T> {
            fn schema(s: &mut SchemaBuilder) {
                s.name(stringify!($wrapper)).part::<T>();
            }
        }

        impl<T: Encode> Encode for $wrapper<T> {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                self.0.encode(encoder)
            }
        }

        impl<T: Decode> Decode for $wrapper<T> {
            const LEAST: usize = T::LEAST;
            const DERIVED: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                decoder.part().map(Self)
            }

            #[inline]
            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                T::skip(decoder)
            }

            fn placeholder(depth: u32) -> Option<Self> {
                T::placeholder(depth).map(Self)
            }

            fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                self.0.revisit(decoder)
            }
        }
    )*};
}

wrappers!(Wrapping Saturating Reverse AssertUnwindSafe);

macro_rules! non_zero {
    ($($number:ident)*) => {$(
        impl Schema for NonZero<$number> {
            fn schema(s: &mut SchemaBuilder) {
                s.name("NonZero").part::<$number>();
            }
        }

        impl Encode for NonZero<$number> {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                self.get().encode(encoder)
            }
        }

        impl Decode for NonZero<$number> {
            const LEAST: usize = $number::LEAST;
            const DERIVED: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                let number = $number::decode(decoder)?;
                Self::new(number).ok_or_else(|| zero(decoder))
            }

            fn placeholder(_: u32) -> Option<Self> {
                Self::new(1)
            }
        }
    )*};
}

non_zero!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize);

#[cold]
fn zero(decoder: &mut Decoder<'_>) -> Error {
    decoder.invalid("a number that can't be zero is zero")
}

impl<T: Schema + ?Sized> Schema for Pin<Box<T>> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<T>();
    }
}

impl<T: Encode + ?Sized> Encode for Pin<Box<T>> {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.nested(|encoder| (**self).encode(encoder))
    }
}

impl<T: Schema + ?Sized> Decode for Pin<Box<T>>
where
    Box<T>: Decode,
{
    const LEAST: usize = 0;
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        Box::<T>::decode(decoder).map(Box::into_pin)
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Box::<T>::skip(decoder)
    }

    fn placeholder(depth: u32) -> Option<Self> {
        Box::<T>::placeholder(depth).map(Box::into_pin)
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Box::<T>::revisit_pinned(self, decoder)
    }
}

impl<T: ?Sized> Schema for PhantomData<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("PhantomData");
    }
}

impl<T: ?Sized> Encode for PhantomData<T> {
    #[inline]
    fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl<T: ?Sized> Decode for PhantomData<T> {
    const DERIVED: bool = true;

    #[inline]
    fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
        Ok(Self)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self)
    }
}

impl Schema for PhantomPinned {
    fn schema(s: &mut SchemaBuilder) {
        s.name("PhantomPinned");
    }
}

impl Encode for PhantomPinned {
    fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl Decode for PhantomPinned {
    const DERIVED: bool = true;

    fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
        Ok(Self)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self)
    }
}
