//! `IndexMap` and `IndexSet`: a length, then the entries in the map's order, which counts.

use std::hash::{BuildHasher, Hash};

use indexmap::{IndexMap, IndexSet};

use super::super::maps;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

/// What an entry takes beside its key and value: its hash, and its place in the table.
const BESIDE: usize = 4 * size_of::<usize>();

impl<K: Schema, V: Schema, S> Schema for IndexMap<K, V, S> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("IndexMap").part::<K>().part::<V>();
    }
}

impl<K: Encode, V: Encode, S> Encode for IndexMap<K, V, S> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        maps::encode_entries(self.iter(), encoder)
    }
}

impl<K: Decode + Eq + Hash, V: Decode, S: BuildHasher + Default> Decode for IndexMap<K, V, S> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let make = |room| Self::with_capacity_and_hasher(room, S::default());
        maps::decode_entries(decoder, BESIDE, make, |map, key, value| map.insert(key, value).is_none())
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

impl<T: Schema, S> Schema for IndexSet<T, S> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("IndexSet").part::<T>();
    }
}

impl<T: Encode, S> Encode for IndexSet<T, S> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        maps::encode_keys(self.iter(), encoder)
    }
}

impl<T: Decode + Eq + Hash, S: BuildHasher + Default> Decode for IndexSet<T, S> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let make = |room| Self::with_capacity_and_hasher(room, S::default());
        maps::decode_keys(decoder, BESIDE, make, |set, key| set.insert(key))
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        Vec::<T>::skip(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}
