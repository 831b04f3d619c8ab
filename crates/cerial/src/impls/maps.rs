//! Maps and sets: a length, then the entries; a key comes once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};

use crate::error::ErrorKind;
use crate::path::Segment;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl<K: Schema, V: Schema, S> Schema for HashMap<K, V, S> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("HashMap").part::<K>().part::<V>();
    }
}

impl<K: Schema, V: Schema> Schema for BTreeMap<K, V> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("BTreeMap").part::<K>().part::<V>();
    }
}

impl<T: Schema, S> Schema for HashSet<T, S> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("HashSet").part::<T>();
    }
}

impl<T: Schema> Schema for BTreeSet<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("BTreeSet").part::<T>();
    }
}

/// What a hash table takes for an entry beside its key and value: a byte that tells whether the place is taken.
pub(super) const CONTROL: usize = 1;

/// Writes a map's entries.
pub(super) fn encode_entries<'v, K: Encode + 'v, V: Encode + 'v>(
    entries: impl ExactSizeIterator<Item = (&'v K, &'v V)>,
    encoder: &mut Encoder<'_>,
) -> Result<(), Error> {
    encoder.nested(|encoder| {
        encoder.len(entries.len());
        for (index, (key, value)) in entries.enumerate() {
            encoder.key(index, key)?;
            encoder.element(index, value)?;
        }
        Ok(())
    })
}

/// Writes a set's elements.
pub(super) fn encode_keys<'v, T: Encode + 'v>(
    keys: impl ExactSizeIterator<Item = &'v T>,
    encoder: &mut Encoder<'_>,
) -> Result<(), Error> {
    encoder.nested(|encoder| {
        encoder.len(keys.len());
        for (index, key) in keys.enumerate() {
            encoder.key(index, key)?;
        }
        Ok(())
    })
}

/// Takes a map's entry.
#[inline]
fn entry<K: Decode, V: Decode>(decoder: &mut Decoder<'_>, index: usize) -> Result<(K, V), Error> {
    let read = |decoder: &mut Decoder<'_>| Ok((key(decoder, index)?, decoder.element(index)?));
    if K::LEAST == 0 && V::LEAST == 0 { decoder.counted(read) } else { read(decoder) }
}

/// Takes a key, or a set's element.
#[inline]
fn key<K: Decode>(decoder: &mut Decoder<'_>, index: usize) -> Result<K, Error> {
    let key = decoder.key(|decoder| if K::LEAST == 0 { decoder.counted(Decoder::part) } else { decoder.part() });
    key.map_err(|error| error.at(decoder.offset()).within(Segment::Key(index)))
}

/// An error at a key.
#[cold]
fn refused(decoder: &mut Decoder<'_>, index: usize, message: &'static str) -> Error {
    decoder.error(ErrorKind::NotCanonical, message).within(Segment::Key(index))
}

/// The same key came before.
#[cold]
pub(super) fn twice(decoder: &mut Decoder<'_>, index: usize) -> Error {
    refused(decoder, index, "the same key comes twice")
}

/// Takes a map whose entries may come in any order: makes it for so many entries, and puts each in.
///
/// `beside` is how many bytes the map takes for an entry beside its key and value; `put` says whether the key is new.
pub(super) fn decode_entries<M, K: Decode, V: Decode>(
    decoder: &mut Decoder<'_>,
    beside: usize,
    make: impl FnOnce(usize) -> M,
    mut put: impl FnMut(&mut M, K, V) -> bool,
) -> Result<M, Error> {
    decoder.nested(|decoder| {
        let len = decoder.len::<(K, V)>()?;
        decoder.charge((len as u64).saturating_mul(beside as u64))?;
        let mut map = make(decoder.room::<(K, V)>(len));
        for index in 0..len {
            let (key, value) = entry(decoder, index)?;
            if !put(&mut map, key, value) {
                return Err(twice(decoder, index));
            }
        }
        Ok(map)
    })
}

/// Takes a set whose elements may come in any order.
pub(super) fn decode_keys<M, K: Decode>(
    decoder: &mut Decoder<'_>,
    beside: usize,
    make: impl FnOnce(usize) -> M,
    mut put: impl FnMut(&mut M, K) -> bool,
) -> Result<M, Error> {
    decoder.nested(|decoder| {
        let len = decoder.len::<K>()?;
        decoder.charge((len as u64).saturating_mul(beside as u64))?;
        let mut set = make(decoder.room::<K>(len));
        for index in 0..len {
            let key = key(decoder, index)?;
            if !put(&mut set, key) {
                return Err(twice(decoder, index));
            }
        }
        Ok(set)
    })
}

/// Passes over a map's entries.
pub(super) fn skip_entries<K: Decode, V: Decode>(decoder: &mut Decoder<'_>) -> Result<(), Error> {
    decoder.nested(|decoder| {
        let len = decoder.len::<(K, V)>()?;
        decoder.note_len(len);
        for index in 0..len {
            decoder.counted(|decoder| {
                decoder.skip_key::<K>(index)?;
                decoder.skip_element::<V>(index)
            })?;
        }
        Ok(())
    })
}

/// Passes over a set's elements.
pub(super) fn skip_keys<T: Decode>(decoder: &mut Decoder<'_>) -> Result<(), Error> {
    decoder.nested(|decoder| {
        let len = decoder.len::<T>()?;
        decoder.note_len(len);
        (0..len).try_for_each(|index| decoder.counted(|decoder| decoder.skip_key::<T>(index)))
    })
}

/// A map's entries on a second visit; `find` finds the value of a key.
pub(super) fn revisit_entries<'v, K: Decode, V: Decode + 'v>(
    decoder: &mut Decoder<'_>,
    find: impl Fn(&K) -> Option<&'v V>,
) -> Result<(), Error> {
    decoder.nested(|decoder| {
        let len = decoder.len::<(K, V)>()?;
        for index in 0..len {
            let Some(key) = decoder.key_again::<K, V>(|decoder| key(decoder, index))? else { continue };
            match find(&key) {
                Some(value) => value.revisit(decoder).map_err(|error| error.in_index(index))?,
                None => return Err(decoder.changed("map")),
            }
        }
        Ok(())
    })
}

impl<K: Encode, V: Encode, S> Encode for HashMap<K, V, S> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encode_entries(self.iter(), encoder)
    }
}

impl<K: Decode + Eq + Hash, V: Decode, S: BuildHasher + Default> Decode for HashMap<K, V, S> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let make = |room| Self::with_capacity_and_hasher(room, S::default());
        decode_entries(decoder, CONTROL, make, |map, key, value| map.insert(key, value).is_none())
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        skip_entries::<K, V>(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        revisit_entries::<K, V>(decoder, |key| self.get(key))
    }
}

impl<T: Encode, S> Encode for HashSet<T, S> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encode_keys(self.iter(), encoder)
    }
}

impl<T: Decode + Eq + Hash, S: BuildHasher + Default> Decode for HashSet<T, S> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let make = |room| Self::with_capacity_and_hasher(room, S::default());
        decode_keys(decoder, CONTROL, make, |set, key| set.insert(key))
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        skip_keys::<T>(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}

/// A tree's keys ascend.
#[inline]
fn ascending<K: Ord>(decoder: &mut Decoder<'_>, before: Option<&K>, key: &K, index: usize) -> Result<(), Error> {
    match before {
        Some(before) if before >= key => {
            Err(refused(decoder, index, "the keys of a tree must ascend, and none may come twice"))
        }
        _ => Ok(()),
    }
}

impl<K: Encode, V: Encode> Encode for BTreeMap<K, V> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encode_entries(self.iter(), encoder)
    }
}

impl<K: Decode + Ord, V: Decode> Decode for BTreeMap<K, V> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.nested(|decoder| {
            let len = decoder.len::<(K, V)>()?;
            let mut entries = Vec::with_capacity(decoder.room::<(K, V)>(len));
            for index in 0..len {
                let (key, value) = entry(decoder, index)?;
                ascending(decoder, entries.last().map(|(key, _)| key), &key, index)?;
                entries.push((key, value));
            }
            // From entries in order, std builds the tree without searching.
            Ok(Self::from_iter(entries))
        })
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        skip_entries::<K, V>(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        revisit_entries::<K, V>(decoder, |key| self.get(key))
    }
}

impl<T: Encode> Encode for BTreeSet<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encode_keys(self.iter(), encoder)
    }
}

impl<T: Decode + Ord> Decode for BTreeSet<T> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.nested(|decoder| {
            let len = decoder.len::<T>()?;
            let mut keys = Vec::with_capacity(decoder.room::<T>(len));
            for index in 0..len {
                let key = key(decoder, index)?;
                ascending(decoder, keys.last(), &key, index)?;
                keys.push(key);
            }
            Ok(Self::from_iter(keys))
        })
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        skip_keys::<T>(decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}
