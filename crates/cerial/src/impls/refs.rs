//! What only stands for a value: references, `Box`, `Cow`. On the wire they are the value.

use std::borrow::Cow;
use std::pin::Pin;

use crate::decode::made_box;
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
    const DERIVED: bool = true;

    // Not that of `T`, which may need this one to know its own.
    const LEAST: usize = 0;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.charge(size_of::<T>() as u64)?;
        made_box(decoder.nested(Decoder::part::<T>))
    }

    #[inline]
    fn decode_into(&mut self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.nested(|decoder| decoder.part_into(&mut **self))
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.nested(T::skip)
    }

    fn placeholder(depth: u32) -> Option<Self> {
        T::placeholder(depth).map(Self::new)
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.nested(|decoder| (**self).revisit(decoder))
    }

    fn revisit_pinned(pinned: &Pin<Self>, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.nested(|decoder| (**pinned).revisit(decoder))
    }
}

impl<T: Decode> Decode for Box<[T]> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let len = decoder.len::<T>()?;
        decoder.many(len).map(Vec::into_boxed_slice)
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Vec::<T>::skip(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.revisit_each(self.iter())
    }

    fn revisit_pinned(pinned: &Pin<Self>, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.revisit_each(pinned.iter())
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
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.part().map(Cow::Owned)
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        T::Owned::skip(decoder)
    }

    fn placeholder(depth: u32) -> Option<Self> {
        T::Owned::placeholder(depth).map(Cow::Owned)
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        match self {
            Self::Owned(value) => value.revisit(decoder),
            Self::Borrowed(_) => T::Owned::skip(decoder),
        }
    }
}
