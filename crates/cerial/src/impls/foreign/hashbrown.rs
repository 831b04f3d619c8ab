//! hashbrown's `HashMap` and `HashSet`: as std's.

use std::hash::{BuildHasher, Hash};

use hashbrown::{HashMap, HashSet};

use super::super::maps;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl<K: Schema, V: Schema, S> Schema for HashMap<K, V, S> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<std::collections::HashMap<K, V>>();
    }
}

impl<K: Encode, V: Encode, S> Encode for HashMap<K, V, S> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        maps::encode_entries(self.iter(), encoder)
    }
}

impl<K: Decode + Eq + Hash, V: Decode, S: BuildHasher + Default> Decode for HashMap<K, V, S> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let make = |room| Self::with_capacity_and_hasher(room, S::default());
        maps::decode_entries(decoder, maps::CONTROL, make, |map, key, value| map.insert(key, value).is_none())
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        maps::skip_entries::<K, V>(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        maps::revisit_entries::<K, V>(decoder, |key| self.get(key))
    }
}

impl<T: Schema, S> Schema for HashSet<T, S> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<std::collections::HashSet<T>>();
    }
}

impl<T: Encode, S> Encode for HashSet<T, S> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        maps::encode_keys(self.iter(), encoder)
    }
}

impl<T: Decode + Eq + Hash, S: BuildHasher + Default> Decode for HashSet<T, S> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let make = |room| Self::with_capacity_and_hasher(room, S::default());
        maps::decode_keys(decoder, maps::CONTROL, make, |set, key| set.insert(key))
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Vec::<T>::skip(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}
