//! The types behind trait objects: their names in the section, and the numbers that stand for them.

use std::any::Any;

use super::Decoder;
use crate::error::{Error, ErrorKind};
use crate::wire::{reference, tag};

/// The names of the types behind the trait objects of a message.
#[derive(Debug)]
pub(super) struct Names(Vec<Name>);

#[derive(Debug)]
struct Name {
    /// Where in the message it is.
    start: usize,
    end: usize,
    /// Where it was used first; 0 is nowhere.
    first_use: usize,
    /// What it stood for when it was used last. One name may stand for several things: each trait has its own names.
    known: Option<&'static (dyn Any + Send + Sync)>,
}

impl Names {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The checks that need the whole message.
    pub(super) fn finish(&self) -> Result<(), Error> {
        let mut last = 0;
        for name in &self.0 {
            if name.first_use <= last {
                let message = "the name of a type that is unused or out of order";
                return Err(Error::new(ErrorKind::NotCanonical, message));
            }
            last = name.first_use;
        }
        Ok(())
    }
}

impl Decoder<'_> {
    /// Takes the names off the section's start.
    pub(super) fn names(&mut self) -> Result<Names, Error> {
        let count = self.count()?;
        self.charge((count as u64).saturating_mul((size_of::<Name>() + size_of::<&str>()) as u64))?;
        let mut names = Vec::with_capacity(count);
        let mut texts = Vec::with_capacity(count);
        for _ in 0..count {
            let len = self.count()?;
            let start = self.offset();
            let bytes = self.bytes(len)?;
            match std::str::from_utf8(bytes) {
                Ok(text) => texts.push(text),
                Err(_) => return Err(self.invalid("the name of a type is not UTF-8")),
            }
            names.push(Name { start, end: start + len, first_use: 0, known: None });
        }
        texts.sort_unstable();
        if texts.windows(2).any(|pair| pair[0] == pair[1]) {
            return Err(self.error(ErrorKind::NotCanonical, "the name of a type is listed twice"));
        }
        Ok(Names(names))
    }

    /// Takes the tag of the type behind a trait object, and `find`s by its name what stands for it; `None` is the tag
    /// of no type.
    pub(crate) fn tag<T: Any>(
        &mut self,
        find: impl FnOnce(&str) -> Result<&'static (dyn Any + Send + Sync), Error>,
    ) -> Result<Option<&'static T>, Error> {
        let offset = self.offset();
        let number = match self.varint()? {
            tag::NONE => return Ok(None),
            number => number - tag::FIRST,
        };
        let message = self.message;
        let names = self.objects.as_deref_mut().map_or(&mut [][..], |objects| &mut objects.names.0);
        let Some(name) = usize::try_from(number).ok().and_then(|number| names.get_mut(number)) else {
            return Err(self.error(ErrorKind::Reference, "a trait object of a type that is not listed"));
        };
        if name.first_use == 0 || offset < name.first_use {
            name.first_use = offset;
        }
        // It was UTF-8 when it was listed.
        let place = name.start..name.end;
        let text = || std::str::from_utf8(&message[place]).unwrap_or_default();
        if let Some(known) = name.known.and_then(|known| known.downcast_ref()) {
            self.note(|| text().to_owned());
            return Ok(Some(known));
        }
        let text = text();
        match find(text) {
            Ok(found) => {
                name.known = Some(found);
                self.note(|| text.to_owned());
                Ok(found.downcast_ref())
            }
            Err(error) => {
                self.failed = true;
                Err(error.at(offset))
            }
        }
    }

    /// A weak pointer behind the tag of a type has a target.
    pub(crate) fn needs_target(&mut self) -> Result<(), Error> {
        if self.rest.first().is_some_and(|code| u64::from(*code) == reference::NONE) {
            let message = "a weak pointer without a target has no type either";
            return Err(self.error(ErrorKind::NotCanonical, message));
        }
        Ok(())
    }
}
