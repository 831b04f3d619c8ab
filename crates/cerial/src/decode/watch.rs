//! Explaining: a message is passed over, and somebody notes what is where.
//!
//! Types say how to pass over their values already, for cells in cycles. Nothing else comes this way, so decoding pays
//! nothing for it.

use std::any::type_name;

use super::Decode;
use super::decoder::Decoder;
use crate::error::Error;
use crate::explain::{ExplainError, Explanation, Part, Step};
use crate::fingerprint::Fingerprint;
use crate::limits::Limits;
use crate::path::Segment;

/// How many letters of a text are noted.
const LETTERS: usize = 40;

/// Passes over a value.
pub(crate) type Skip = fn(&mut Decoder<'_>) -> Result<(), Error>;

/// The notes.
#[derive(Default)]
pub(super) struct Watch {
    fingerprint: Option<Fingerprint>,
    parts: Vec<Part>,
    /// The parts that are being passed over, outermost first.
    open: Vec<usize>,
    /// How to pass over the shared objects that were met, by number.
    bodies: Vec<Option<(&'static str, Skip)>>,
    /// Whether the place of the error is noted.
    broken: bool,
}

impl Decoder<'_> {
    /// What is where in a message.
    pub(crate) fn explain<T: Decode>(message: &[u8], limits: Limits) -> Result<Explanation, ExplainError> {
        let (explanation, walked) = Self::walked::<T>(message, limits);
        // Who passes over a value doesn't look at all of it. Decoding has the last word.
        match Decoder::message::<T>(message, limits).map(drop).and(walked) {
            Ok(()) => Ok(explanation),
            Err(error) => Err(ExplainError { explanation, error }),
        }
    }

    /// What could be found by passing over a message.
    pub(crate) fn walked<T: Decode>(message: &[u8], limits: Limits) -> (Explanation, Result<(), Error>) {
        let mut watch = Watch::default();
        let mut decoder = Decoder::new(message, limits);
        decoder.watch = Some(&mut watch);
        let walked = decoder.walk::<T>();
        let objects = decoder.objects.take();
        let explanation = Explanation {
            message: message.to_vec(),
            parts: watch.parts,
            fingerprint: watch.fingerprint,
            objects: objects.as_ref().map(|objects| objects.table.len()),
            section: objects.map(|objects| objects.section.clone()),
        };
        (explanation, walked)
    }

    fn walk<T: Decode>(&mut self) -> Result<(), Error> {
        self.header(Fingerprint::of::<T>)?;
        self.visit(Step::Value, type_name::<T>(), T::skip)?;
        if !self.rest.is_empty() {
            return Err(self.trailing());
        }
        for id in self.in_order_of_bodies() {
            let body = self.watch.as_mut().and_then(|watch| watch.bodies.get_mut(id as usize)?.take());
            // What only hand-written code has met is known by its bytes.
            let (name, skip) = body.unwrap_or(("unknown", |decoder| {
                decoder.rest = &[];
                Ok(())
            }));
            self.object_body(id, |decoder| decoder.visit(Step::Object(id), name, skip))?;
        }
        Ok(())
    }

    /// The shared objects in the order in which their bodies lie in the message.
    fn in_order_of_bodies(&self) -> Vec<u32> {
        let Some(objects) = &self.objects else { return Vec::new() };
        let mut ids: Vec<u32> = (0..objects.table.len() as u32).collect();
        ids.sort_by_key(|id| objects.body(*id).start);
        ids
    }

    /// Whether this is an explanation.
    #[inline]
    pub(crate) fn is_watched(&self) -> bool {
        self.watch.is_some()
    }

    /// Notes what is at this place.
    #[inline]
    pub(crate) fn note(&mut self, text: impl FnOnce() -> String) {
        if let Some(watch) = &mut self.watch
            && let Some(part) = watch.open.last()
        {
            watch.parts[*part].note(&text());
        }
    }

    /// Notes what the message says about its type.
    pub(super) fn note_fingerprint(&mut self, fingerprint: Fingerprint) {
        if let Some(watch) = &mut self.watch {
            watch.fingerprint = Some(fingerprint);
        }
    }

    /// Notes a text.
    pub(crate) fn note_text(&mut self, text: &str) {
        self.note(|| match text.char_indices().nth(LETTERS) {
            Some((end, _)) => format!("{:?}…", &text[..end]),
            None => format!("{text:?}"),
        });
    }

    /// Notes how many elements there are.
    pub(crate) fn note_len(&mut self, len: usize) {
        self.note(|| format!("{len} element{}", if len == 1 { "" } else { "s" }));
    }

    /// Notes which variant an enum is.
    #[doc(hidden)]
    pub fn note_variant(&mut self, name: &'static str) {
        if let Some(watch) = &mut self.watch
            && let Some(part) = watch.open.last()
        {
            let part = &mut watch.parts[*part];
            part.note(name);
            // Of an enum in an enum without a part of its own, the path shows the outer one.
            part.variant.get_or_insert(name);
        }
    }

    /// Notes how to pass over a shared object, which was met here.
    pub(super) fn note_object<T: ?Sized>(&mut self, id: u32, first: bool, skip: Skip) {
        self.note(|| format!("{}object {id}", if first { "new " } else { "" }));
        self.note_body::<T>(id, skip);
    }

    /// Notes how to pass over a shared object.
    #[inline]
    pub(super) fn note_body<T: ?Sized>(&mut self, id: u32, skip: Skip) {
        let Some(watch) = &mut self.watch else { return };
        let id = id as usize;
        if watch.bodies.len() <= id {
            watch.bodies.resize(id + 1, None);
        }
        watch.bodies[id].get_or_insert((type_name::<T>(), skip));
    }

    /// Passes over a part that has a name.
    #[inline]
    fn skip_at<T>(&mut self, segment: Segment, skip: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        let result = match self.watch {
            None => skip(self),
            Some(_) => self.visit(Step::Inside(segment), type_name::<T>(), skip),
        };
        result.map_err(|error| error.at(self.offset()).within(segment))
    }

    /// Passes over a part, and notes where it is.
    #[cold]
    fn visit(
        &mut self,
        step: Step,
        type_name: &'static str,
        skip: impl FnOnce(&mut Self) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.charge(size_of::<Part>() as u64)?;
        let start = self.offset();
        if let Some(watch) = &mut self.watch {
            if let Some(outer) = watch.open.last() {
                watch.parts[*outer].leaf = false;
            }
            let depth = watch.open.len() as u32;
            watch.open.push(watch.parts.len());
            let (place, note) = (start..start, String::new());
            watch.parts.push(Part { step, depth, type_name, variant: None, place, note, leaf: true });
        }
        let result = skip(self);
        let end = self.offset();
        if let Some(watch) = &mut self.watch
            && let Some(part) = watch.open.pop()
        {
            let part = &mut watch.parts[part];
            part.place.end = end.max(start);
            if result.is_err() && !watch.broken {
                watch.broken = true;
                part.note("(broken)");
            }
        }
        result
    }
}

/// What the derive and the collections call to pass over the parts of a value.
impl Decoder<'_> {
    #[doc(hidden)]
    #[inline]
    pub fn skip_field<T: Decode>(&mut self, name: &'static str) -> Result<(), Error> {
        self.skip_at::<T>(Segment::Field(name), T::skip)
    }

    /// A field that hand-written code takes.
    #[doc(hidden)]
    pub fn skip_by_hand<T>(
        &mut self,
        name: &'static str,
        read: impl FnOnce(&mut Self) -> Result<T, Error>,
    ) -> Result<(), Error> {
        self.skip_at::<T>(Segment::Field(name), |decoder| decoder.by_hand(read).map(drop))
    }

    #[inline]
    pub(crate) fn skip_element<T: Decode>(&mut self, index: usize) -> Result<(), Error> {
        self.skip_at::<T>(Segment::Index(index), T::skip)
    }

    #[inline]
    pub(crate) fn skip_key<T: Decode>(&mut self, index: usize) -> Result<(), Error> {
        self.skip_at::<T>(Segment::Key(index), T::skip)
    }
}
