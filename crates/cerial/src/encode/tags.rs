//! The types behind trait objects: each has a name in the section, and a number wherever a trait object stands.

use std::any::TypeId;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::Encoder;
use crate::error::{Error, ErrorKind};
use crate::wire::{self, tag};

/// So many types are looked at one by one before a table is asked: most messages have no more.
const FEW: usize = 8;

/// The type of a trait object, and the type behind it.
type Key = (TypeId, TypeId);

/// The types behind the trait objects of a message that is being written.
#[derive(Default)]
pub(super) struct Tags {
    /// By number.
    names: Vec<&'static str>,
    numbers: HashMap<&'static str, u32>,
    /// The first types that were met.
    few: Vec<(Key, u32)>,
    /// All others.
    many: HashMap<Key, u32, BuildHasherDefault<TypeHasher>>,
}

impl Tags {
    #[inline]
    fn met(&self, key: Key) -> Option<u32> {
        let few = self.few.iter().find(|(met, _)| *met == key);
        few.map(|(_, number)| *number).or_else(|| self.many.get(&key).copied())
    }

    #[cold]
    fn meet(&mut self, key: Key, name: &'static str) -> Result<u32, Error> {
        let number = self.number(name)?;
        if self.few.len() < FEW {
            self.few.push((key, number));
        } else {
            self.many.insert(key, number);
        }
        Ok(number)
    }

    fn number(&mut self, name: &'static str) -> Result<u32, Error> {
        if let Some(number) = self.numbers.get(name) {
            return Ok(*number);
        }
        let Ok(number) = u32::try_from(self.names.len()) else {
            return Err(Error::new(ErrorKind::Memory, "more than four billion types in one message; send it in parts"));
        };
        self.names.push(name);
        self.numbers.insert(name, number);
        Ok(number)
    }

    pub(super) fn write_names(&self, out: &mut Vec<u8>) {
        wire::put_varint(out, self.names.len() as u64);
        for name in &self.names {
            wire::put_varint(out, name.len() as u64);
            out.extend_from_slice(name.as_bytes());
        }
    }
}

/// The hash of a `TypeId` is as good as any; two of them are mixed.
#[derive(Default)]
struct TypeHasher(u64);

impl Hasher for TypeHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = self.0.rotate_left(32) ^ number;
    }
}

impl Encoder<'_> {
    /// Writes the tag of the type `concrete` behind a trait object of type `object`; `name` is asked for its name when
    /// it is met for the first time.
    pub(crate) fn tag(
        &mut self,
        object: TypeId,
        concrete: TypeId,
        name: impl FnOnce() -> Result<&'static str, Error>,
    ) -> Result<(), Error> {
        let tags = &mut self.objects.get_or_insert_default().tags;
        let key = (object, concrete);
        let number = match tags.met(key) {
            Some(number) => Ok(number),
            None => name().and_then(|name| tags.meet(key, name)),
        };
        match number {
            Ok(number) => {
                self.varint(tag::FIRST + u64::from(number));
                Ok(())
            }
            Err(error) => Err(error.at(self.offset())),
        }
    }
}
