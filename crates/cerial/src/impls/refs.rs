//! What only stands for a value: references, `Box`, `Cow`. On the wire they are the value.

use std::borrow::Cow;

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! stands_for {
    ($($pointer:ty)*) => {$(
        impl<T: Schema + ?Sized> Schema for $pointer {
            fn schema(s: &mut SchemaBuilder) {
                s.same_as::<T>();
            }
        }

        impl<T: Encode + ?Sized> Encode for $pointer {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                encoder.nested(|encoder| (**self).encode(encoder))
            }
        }
    )*};
}

stands_for!(&T &mut T Box<T>);

impl<T: Decode> Decode for Box<T> {
    // Not that of `T`, which may need this one to know its own.
    const LEAST: usize = 0;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.charge(size_of::<T>() as u64)?;
        decoder.nested(T::decode).map(Self::new)
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.nested(T::skip)
    }
}

impl<T: Decode> Decode for Box<[T]> {
    const LEAST: usize = 1;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        Vec::decode(decoder).map(Vec::into_boxed_slice)
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Vec::<T>::skip(decoder)
    }
}

impl<T: Schema + ToOwned + ?Sized> Schema for Cow<'_, T> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<T>();
    }
}

impl<T: Encode + ToOwned + ?Sized> Encode for Cow<'_, T> {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        (**self).encode(encoder)
    }
}

impl<T: Schema + ToOwned<Owned: Decode> + ?Sized> Decode for Cow<'_, T> {
    const LEAST: usize = T::Owned::LEAST;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        T::Owned::decode(decoder).map(Cow::Owned)
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        T::Owned::skip(decoder)
    }
}
