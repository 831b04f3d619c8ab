//! Tuples and arrays: their elements one after the other, nothing else.

use crate::decode::fixed::{self, take_fixed};
use crate::plain::Plain;
use crate::schema::{fixed_sum, is_compact};
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! tuples {
    ($($(($element:ident $at:tt))+;)+) => {$(
        impl<$($element: Schema),+> Schema for ($($element,)+) {
            const FIXED: usize = fixed_sum(&[$($element::FIXED),+]);
            const PLAIN: Plain<Self> = Plain::<Self>::tuple($(&$element::PLAIN),+);

            fn schema(s: &mut SchemaBuilder) {
                s.name("tuple")$(.part::<$element>())+;
            }
        }

        impl<$($element: Encode),+> Encode for ($($element,)+) {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                if is_compact::<Self>() {
                    encoder.fixed(self);
                    return Ok(());
                }
                $(encoder.field(stringify!($at), &self.$at)?;)+
                Ok(())
            }

            #[inline]
            fn encode_fixed(&self, bytes: &mut [u8]) {
                let rest = bytes;
                $(
                    let (element, rest) = rest.split_at_mut($element::FIXED);
                    self.$at.encode_fixed(element);
                )+
                debug_assert!(rest.is_empty());
            }
        }

        impl<$($element: Decode),+> Decode for ($($element,)+) {
            const LEAST: usize = 0_usize$(.saturating_add($element::LEAST))+;
            const DERIVED: bool = true;
            const ANY_BYTES: bool = true$( && $element::ANY_BYTES)+;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                let by_parts = |decoder: &mut Decoder<'_>| Ok(($(decoder.field::<$element>(stringify!($at))?,)+));
                if is_compact::<Self>() { decoder.compact(by_parts) } else { by_parts(decoder) }
            }

            #[inline]
            fn decode_into(&mut self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                if is_compact::<Self>() {
                    *self = Self::decode(decoder)?;
                    return Ok(());
                }
                $(decoder.field_into(stringify!($at), &mut self.$at)?;)+
                Ok(())
            }

            #[inline]
            fn decode_fixed(bytes: &[u8]) -> Result<Self, Error> {
                let mut rest = bytes;
                Ok(($(take_fixed::<$element>(&mut rest, stringify!($at))?,)+))
            }

            #[inline]
            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                $(decoder.skip_field::<$element>(stringify!($at))?;)+
                Ok(())
            }

            fn placeholder(depth: u32) -> Option<Self> {
                Some(($($element::placeholder(depth)?,)+))
            }

            fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                $(decoder.revisit_field(stringify!($at), &self.$at)?;)+
                Ok(())
            }
        }
    )+};
}

tuples! {
    (A 0);
    (A 0) (B 1);
    (A 0) (B 1) (C 2);
    (A 0) (B 1) (C 2) (D 3);
    (A 0) (B 1) (C 2) (D 3) (E 4);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8) (J 9);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8) (J 9) (K 10);
    (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8) (J 9) (K 10) (L 11);
}

impl<T: Schema, const N: usize> Schema for [T; N] {
    const FIXED: usize = T::FIXED.saturating_mul(N);
    const PLAIN: Plain<Self> = Plain::array(&T::PLAIN);

    fn schema(s: &mut SchemaBuilder) {
        s.name(&format!("array of {N}")).part::<T>();
    }
}

impl<T: Encode, const N: usize> Encode for [T; N] {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        T::encode_slice(self, encoder)
    }

    #[inline]
    fn encode_fixed(&self, bytes: &mut [u8]) {
        for (value, bytes) in self.iter().zip(bytes.chunks_exact_mut(T::FIXED)) {
            value.encode_fixed(bytes);
        }
    }
}

impl<T: Decode, const N: usize> Decode for [T; N] {
    const LEAST: usize = T::LEAST.saturating_mul(N);
    const DERIVED: bool = true;
    const ANY_BYTES: bool = T::ANY_BYTES;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        T::decode_array(decoder)
    }

    #[inline]
    fn decode_fixed(bytes: &[u8]) -> Result<Self, Error> {
        fixed::array(bytes)
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        T::skip_many(N, decoder)
    }

    fn placeholder(depth: u32) -> Option<Self> {
        let values: Option<Vec<T>> = (0..N).map(|_| T::placeholder(depth)).collect();
        values?.try_into().ok()
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        for (index, value) in self.iter().enumerate() {
            value.revisit(decoder).map_err(|error| error.in_index(index))?;
        }
        Ok(())
    }
}
