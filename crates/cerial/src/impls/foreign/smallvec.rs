//! `SmallVec`: as a `Vec`.

use smallvec::{Array, SmallVec};

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl<A: Array> Schema for SmallVec<A>
where
    A::Item: Schema,
{
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<Vec<A::Item>>();
    }
}

impl<A: Array> Encode for SmallVec<A>
where
    A::Item: Encode,
{
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_slice().encode(encoder)
    }
}

impl<A: Array> Decode for SmallVec<A>
where
    A::Item: Decode,
{
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.nested(|decoder| {
            let len = decoder.len::<A::Item>()?;
            if len > A::size() {
                return A::Item::decode_vec(len, decoder).map(Self::from_vec);
            }
            let mut values = Self::new();
            for index in 0..len {
                values.push(decoder.element(index)?);
            }
            Ok(values)
        })
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Vec::<A::Item>::skip(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::new())
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.revisit_each(self.iter())
    }
}
