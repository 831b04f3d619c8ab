//! The shared objects of a message that is being written.
//!
//! An object's number is handed out at the first strong reference to it. Its body is written after the body in which
//! that was, depth first: the objects a body met for the first time come right after it, the first of them with all
//! its own before the second. A reader can tell the order from the count of new objects in each body, so the section
//! holds only that count and the body's length.
//!
//! A weak reference to an object without a number gets a *forward*: a number of its own, whose target, if there ever
//! is one, stands in the section.

use std::any::TypeId;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::rc::Rc;
use std::sync::Arc;

use super::table::ByAddress;
use super::tags::Tags;
use super::{Encode, EncodeReferent, Encoder};
use crate::error::{Error, ErrorKind};
use crate::wire::{self, reference};

/// A clone of a shared pointer, kept while the message is written: as long as it lives, no other object can get
/// its address.
#[derive(Clone)]
pub struct Kept(Handle);

#[derive(Clone)]
enum Handle {
    Rc(Rc<dyn Body>),
    Arc(Arc<dyn Body>),
}

/// What can be written as a shared object's body.
///
/// It is a supertrait of every trait whose objects travel, so its methods have names that nobody else gives.
pub trait Body {
    /// Writes the value.
    ///
    /// # Errors
    /// As [`Encode::encode`].
    #[doc(hidden)]
    fn __cerial_encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error>;

    /// What the program calls its type.
    #[doc(hidden)]
    fn __cerial_type_name(&self) -> &'static str;
}

impl<T: Encode> Body for T {
    fn __cerial_encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        Encode::encode(self, encoder)
    }

    fn __cerial_type_name(&self) -> &'static str {
        std::any::type_name::<T>()
    }
}

/// A pointer to something without a size, which can't become a trait object itself; the body is that of its target.
struct Unsized<P>(P);

macro_rules! unsized_body {
    ($($pointer:ident)*) => {$(
        impl<T: EncodeReferent + ?Sized> Body for Unsized<$pointer<T>> {
            fn __cerial_encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                T::encode_body(&self.0, encoder)
            }

            fn __cerial_type_name(&self) -> &'static str {
                std::any::type_name::<T>()
            }
        }
    )*};
}

unsized_body!(Rc Arc);

impl std::fmt::Debug for Kept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Kept").field(&self.type_name()).finish()
    }
}

impl Kept {
    pub(crate) fn rc<T: Encode + 'static>(pointer: &Rc<T>) -> Self {
        Self(Handle::Rc(Rc::clone(pointer) as _))
    }

    pub(crate) fn arc<T: Encode + 'static>(pointer: &Arc<T>) -> Self {
        Self(Handle::Arc(Arc::clone(pointer) as _))
    }

    pub(crate) fn unsized_rc<T: EncodeReferent + ?Sized>(pointer: Rc<T>) -> Self {
        Self(Handle::Rc(Rc::new(Unsized(pointer))))
    }

    pub(crate) fn unsized_arc<T: EncodeReferent + ?Sized>(pointer: Arc<T>) -> Self {
        Self(Handle::Rc(Rc::new(Unsized(pointer))))
    }

    /// A trait object whose trait has [`Body`] among its supertraits.
    #[doc(hidden)]
    #[must_use]
    pub fn object_rc(object: Rc<dyn Body>) -> Self {
        Self(Handle::Rc(object))
    }

    /// As [`object_rc`](Self::object_rc).
    #[doc(hidden)]
    #[must_use]
    pub fn object_arc(object: Arc<dyn Body>) -> Self {
        Self(Handle::Arc(object))
    }

    fn body(&self) -> &dyn Body {
        match &self.0 {
            Handle::Rc(body) => &**body,
            Handle::Arc(body) => &**body,
        }
    }

    pub(super) fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.body().__cerial_encode(encoder)
    }

    pub(super) fn type_name(&self) -> &'static str {
        self.body().__cerial_type_name()
    }
}

/// Which object a pointer points to.
///
/// An address is enough, and two types at one address are an error, but for empty objects: std's empty `Arc<str>` and
/// `Arc<[T]>` are one allocation.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    address: usize,
    type_id: TypeId,
    empty: bool,
}

impl Place {
    #[inline]
    pub(crate) fn of<T: EncodeReferent + ?Sized>(target: &T) -> Self {
        let address = std::ptr::from_ref(target).cast::<()>().addr();
        Self { address, type_id: target.concrete(), empty: size_of_val(target) == 0 }
    }
}

/// Spreads addresses and types' numbers, which nobody chooses, over the table.
#[derive(Default)]
struct PlaceHasher(u64);

impl Hasher for PlaceHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_usize(&mut self, number: usize) {
        self.write_u64(number as u64 >> 3);
    }

    fn write_u64(&mut self, number: u64) {
        let spread = (self.0 ^ number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }
}

type ByPlace<K, V> = HashMap<K, V, BuildHasherDefault<PlaceHasher>>;

/// How an object was met so far: not at all, by a weak reference that has a forward, or with a number of its own. One word:
/// there may be millions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Met(u64);

impl Met {
    pub(super) const NOTHING: Self = Self(0);
    /// Set where the object has no number yet.
    const FORWARD: u64 = 1 << 63;

    /// As an object of this type, which is not 0, with this number.
    #[inline]
    pub(super) fn object(kind: u32, number: u32) -> Self {
        Self(u64::from(kind) << 32 | u64::from(number))
    }

    /// As an object of this type that has no number, but a forward.
    #[inline]
    fn forward(kind: u32, number: u32) -> Self {
        Self(Self::object(kind, number).0 | Self::FORWARD)
    }

    #[inline]
    pub(super) fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    #[inline]
    pub(super) fn to_bits(self) -> u64 {
        self.0
    }

    /// Whether it has a number, and is of this type.
    #[inline]
    fn is_object_of(self, kind: u32) -> bool {
        self.0 >> 32 == u64::from(kind)
    }

    /// The number of its type; 0 for nothing.
    #[inline]
    pub(super) fn kind(self) -> u32 {
        (self.0 >> 32) as u32 & Kinds::MOST
    }

    /// Its own number, or that of its forward.
    #[inline]
    fn number(self) -> u32 {
        self.0 as u32
    }

    #[inline]
    fn is_forward(self) -> bool {
        self.0 & Self::FORWARD != 0
    }
}

/// The numbers of the types of objects that were met, which count from 1.
#[derive(Default)]
struct Kinds {
    numbers: ByPlace<TypeId, u32>,
    /// The last one that was asked for: the next one is often the same.
    last: Option<(TypeId, u32)>,
}

impl Kinds {
    /// No program has so many types.
    const MOST: u32 = u32::MAX >> 1;

    #[inline]
    fn of(&mut self, type_id: TypeId) -> u32 {
        match self.last {
            Some((last, number)) if last == type_id => number,
            _ => self.other(type_id),
        }
    }

    #[inline(never)]
    fn other(&mut self, type_id: TypeId) -> u32 {
        let next = self.numbers.len() as u32 + 1;
        let number = *self.numbers.entry(type_id).or_insert(next & Self::MOST);
        self.last = Some((type_id, number));
        number
    }
}

/// What a strong reference has met.
enum Meeting {
    New,
    Known(u32),
    /// A weak reference was there before.
    Awaited(u32),
}

impl Met {
    /// A strong reference to it, which gets the number `next` if it has none.
    fn strongly(&mut self, kind: u32, next: u32) -> Result<Meeting, Error> {
        let before = *self;
        if before != Self::NOTHING && before.kind() != kind {
            return Err(two_types());
        }
        if before != Self::NOTHING && !before.is_forward() {
            return Ok(Meeting::Known(before.number()));
        }
        *self = Self::object(kind, next);
        Ok(if before.is_forward() { Meeting::Awaited(before.number()) } else { Meeting::New })
    }

    /// A weak reference to it, which gets the forward `next` if there is none.
    fn weakly(&mut self, kind: u32, next: u32) -> Result<Self, Error> {
        if *self == Self::NOTHING {
            *self = Self::forward(kind, next);
        }
        if self.kind() == kind { Ok(*self) } else { Err(two_types()) }
    }
}

/// A weak reference whose target had no number yet.
struct Forward {
    target: Option<u32>,
    /// Keeps the target's address from being used again.
    _kept: Kept,
}

/// The section's line for one body.
#[derive(Clone, Copy, Default)]
struct BodyLine {
    len: usize,
    new: u32,
}

/// How many references of a run are written at once.
const RUN_CHUNK: usize = 64;
/// The most objects whose references are written in runs: so many that each takes two bytes at most.
const RUN_OBJECTS: u32 = (1 << 14) - reference::BACK as u32;

/// The shared objects of a message that is being written.
#[derive(Default)]
pub(crate) struct Objects {
    met: ByAddress,
    /// Empty objects of several types may have one address.
    met_empty: ByPlace<(usize, TypeId), Met>,
    kinds: Kinds,
    /// Whether the last one that was looked for was there: so may the next one be.
    pub(super) last_known: bool,
    /// By number; empty while the body is being written.
    kept: Vec<Option<Kept>>,
    forwards: Vec<Forward>,
    /// Objects whose bodies are still to be written, the next one last.
    waiting: Vec<u32>,
    /// How many objects had a number when the current body began.
    entered: u32,
    root_new: u32,
    lines: Vec<BodyLine>,
    pub(super) tags: Tags,
}

impl Objects {
    /// The code of a strong reference to an object that has a number.
    #[inline(always)] // As in the encoder.
    pub(super) fn known(&mut self, place: Place) -> Option<u64> {
        // Empty ones are found by `strong`.
        let met = if place.empty { Met::NOTHING } else { self.met.get(place.address) };
        self.last_known = met.is_object_of(self.kinds.of(place.type_id));
        self.last_known.then(|| reference::back(met.number(), self.kept.len() as u32))
    }

    /// Writes strong references up to one to an object without a number; all of them are to objects of one type. Says how
    /// many it wrote, which may be none.
    #[inline]
    pub(super) fn known_run<P>(&mut self, pointers: &[P], place: impl Fn(&P) -> Place, out: &mut Vec<u8>) -> usize {
        let (Some(first), Ok(next)) = (pointers.first(), u32::try_from(self.kept.len())) else { return 0 };
        if next > RUN_OBJECTS {
            return 0;
        }
        let kind = self.kinds.of(place(first).type_id);
        let count = put_known(&self.met, kind, next, pointers, out, place);
        self.last_known = count == pointers.len();
        count
    }

    /// The code of a strong reference, which may be the first one.
    pub(super) fn strong(&mut self, place: Place, alone: bool, keep: impl FnOnce() -> Kept) -> Result<u64, Error> {
        let next = number(self.kept.len())?;
        if !alone {
            let kind = self.kinds.of(place.type_id);
            match self.meet(place, |met| met.strongly(kind, next))? {
                Meeting::New => {}
                Meeting::Known(id) => return Ok(reference::back(id, next)),
                Meeting::Awaited(forward) => self.forwards[forward as usize].target = Some(next),
            }
        }
        self.kept.push(Some(keep()));
        Ok(reference::NEW)
    }

    /// The code of a weak reference, or the number of its forward.
    pub(super) fn weak(&mut self, place: Place, keep: impl FnOnce() -> Kept) -> Result<Result<u64, u32>, Error> {
        let kind = self.kinds.of(place.type_id);
        let forward = number(self.forwards.len())?;
        let met = self.meet(place, |met| met.weakly(kind, forward))?;
        if !met.is_forward() {
            return Ok(Ok(reference::back(met.number(), number(self.kept.len())?)));
        }
        if met.number() == forward {
            self.forwards.push(Forward { target: None, _kept: keep() });
        }
        Ok(Err(met.number()))
    }

    /// Changes what was met at a place.
    fn meet<R>(&mut self, place: Place, change: impl FnOnce(&mut Met) -> R) -> R {
        if place.empty {
            return change(self.met_empty.entry((place.address, place.type_id)).or_default());
        }
        self.met.update(place.address, change)
    }

    /// Queues the objects that the body just written has met for the first time, the first of them next.
    pub(super) fn enter_body(&mut self) {
        let next = self.kept.len() as u32;
        let new = next - self.entered;
        match self.lines.last_mut() {
            Some(line) => line.new = new,
            None => self.root_new = new,
        }
        self.waiting.extend((self.entered..next).rev());
        self.entered = next;
    }

    /// The object whose body is to be written next.
    pub(super) fn next_body(&mut self) -> Option<(u32, Kept)> {
        let id = self.waiting.pop()?;
        let body = self.kept[id as usize].take()?;
        Some((id, body))
    }

    pub(super) fn leave_body(&mut self, id: u32, body: Kept, len: usize) {
        self.kept[id as usize] = Some(body);
        self.lines.push(BodyLine { len, new: 0 });
    }

    pub(super) fn write_section(&self, out: &mut Vec<u8>) {
        self.tags.write_names(out);
        wire::put_varint(out, self.forwards.len() as u64);
        for forward in &self.forwards {
            wire::put_varint(out, forward.target.map_or(0, |id| u64::from(id) + 1));
        }
        wire::put_varint(out, self.lines.len() as u64);
        wire::put_varint(out, u64::from(self.root_new));
        for line in &self.lines {
            wire::put_varint(out, line.len as u64);
            wire::put_varint(out, u64::from(line.new));
        }
    }
}

/// Writes strong references to objects that were met, up to one that wasn't. Says how many it wrote.
#[inline(never)] // So that the table and the numbers stay in registers.
fn put_known<P>(
    met: &ByAddress,
    kind: u32,
    next: u32,
    pointers: &[P],
    out: &mut Vec<u8>,
    place: impl Fn(&P) -> Place,
) -> usize {
    let mut count = 0;
    for chunk in pointers.chunks(RUN_CHUNK) {
        // The vector's end would be written and read for each.
        let mut codes = [0; 2 * RUN_CHUNK];
        let (mut len, mut known) = (0, 0);
        for pointer in chunk {
            let place = place(pointer);
            let met = met.get(place.address);
            // Empty ones are found by `strong`.
            if place.empty || !met.is_object_of(kind) {
                break;
            }
            let code = wire::short_varint(reference::back(met.number(), next));
            let (Some((bytes, two)), Some(room)) = (code, codes.get_mut(len..len + 2)) else { break };
            room.copy_from_slice(&bytes);
            len += 1 + usize::from(two);
            known += 1;
        }
        out.extend_from_slice(&codes[..len]);
        count += known;
        if known < chunk.len() {
            break;
        }
    }
    count
}

#[cold]
fn two_types() -> Error {
    Error::new(
        ErrorKind::Reference,
        "one shared object is pointed to as two types, which can't be rebuilt; point to it as one",
    )
}

/// The next number of a series.
#[inline]
fn number(count: usize) -> Result<u32, Error> {
    u32::try_from(count).ok().filter(|number| *number < u32::MAX).ok_or_else(|| {
        Error::new(ErrorKind::Memory, "more than four billion shared objects in one message; send it in parts")
    })
}
