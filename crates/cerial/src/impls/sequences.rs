//! Sequences: a length, then the elements.

use std::collections::{BinaryHeap, LinkedList, VecDeque};

use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl<T: Schema> Schema for Vec<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Vec").part::<T>();
    }
}

impl<T: Encode> Encode for Vec<T> {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_slice().encode(encoder)
    }
}

impl<T: Decode> Decode for Vec<T> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let len = decoder.len::<T>()?;
        decoder.leaf()?;
        if len == 0 {
            return Ok(Self::new());
        }
        if let Some(values) = decoder.few(len) {
            return Ok(values);
        }
        // Apart, and not returned as it is: an empty vector would be made in the memory of this result, in small pieces,
        // and read from there at once in large ones.
        let values = decoder.many(len)?;
        Ok(values)
    }

    #[inline]
    fn decode_into(&mut self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        let len = decoder.len::<T>()?;
        decoder.nested(|decoder| T::decode_vec_into(len, self, decoder))
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        let len = decoder.len::<T>()?;
        decoder.note_len(len);
        decoder.nested(|decoder| T::skip_many(len, decoder))
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.revisit_each(self.iter())
    }
}

impl<T: Schema> Schema for [T] {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<Vec<T>>();
    }
}

impl<T: Encode> Encode for [T] {
    #[inline]
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encoder.nested(|encoder| {
            if let Some(bytes) = T::encoded(self) {
                encoder.counted(self.len(), bytes);
                return Ok(());
            }
            encoder.len(self.len());
            T::encode_slice(self, encoder)
        })
    }
}

macro_rules! sequences {
    ($($sequence:ident)*) => {$(
        impl<T: Schema> Schema for $sequence<T> {
            fn schema(s: &mut SchemaBuilder) {
                s.name(stringify!($sequence)).part::<T>();
            }
        }
    )*};
}

sequences!(VecDeque LinkedList BinaryHeap);

/// Writes elements that don't lie side by side.
fn encode_each<'v, T: Encode + 'v>(
    values: impl ExactSizeIterator<Item = &'v T>,
    encoder: &mut Encoder<'_>,
) -> Result<(), Error> {
    encoder.nested(|encoder| {
        encoder.len(values.len());
        for (index, value) in values.enumerate() {
            encoder.element(index, value)?;
        }
        Ok(())
    })
}

impl<T: Encode> Encode for VecDeque<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        match self.as_slices() {
            (all, []) => all.encode(encoder),
            _ => encode_each(self.iter(), encoder),
        }
    }
}

impl<T: Decode> Decode for VecDeque<T> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    #[inline]
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        Vec::decode(decoder).map(Self::from)
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
}

impl<T: Encode> Encode for LinkedList<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encode_each(self.iter(), encoder)
    }
}

impl<T: Decode> Decode for LinkedList<T> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let len = decoder.len::<T>()?;
        // Each element has a node with two pointers.
        decoder.charge((len as u64).saturating_mul(2 * size_of::<usize>() as u64))?;
        decoder.nested(|decoder| (0..len).map(|index| decoder.element(index)).collect())
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
}

impl<T: Encode> Encode for BinaryHeap<T> {
    /// In the order in which the heap keeps them.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encode_each(self.iter(), encoder)
    }
}

impl<T: Decode + Ord> Decode for BinaryHeap<T> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let values = decoder.key(Vec::<T>::decode)?;
        // A heap that is made of a heap's elements in their order has the same order.
        if (1..values.len()).any(|index| values[(index - 1) / 2] < values[index]) {
            return Err(decoder.error(ErrorKind::NotCanonical, "a heap's elements are not in a heap's order"));
        }
        Ok(Self::from(values))
    }

    #[inline]
    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Vec::<T>::skip(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}
