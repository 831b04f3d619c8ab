//! The types behind trait objects: each has a name in the section, and a number wherever a trait object stands.

use std::any::TypeId;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::Encoder;
use crate::error::{Error, ErrorKind};
use crate::wire::{self, tag};

/// The types behind the trait objects of a message that is being written.
#[derive(Default)]
pub(super) struct Tags {
    /// By number.
    names: Vec<&'static str>,
    numbers: HashMap<&'static str, u32>,
    /// By the type of the trait object and the type behind it.
    met: HashMap<(TypeId, TypeId), u32, BuildHasherDefault<TypeHasher>>,
}

impl Tags {
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
        let number = match tags.met.get(&(object, concrete)) {
            Some(number) => Ok(*number),
            None => name().and_then(|name| tags.number(name)).inspect(|number| {
                tags.met.insert((object, concrete), *number);
            }),
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
