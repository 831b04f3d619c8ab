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
use std::collections::hash_map::Entry;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::rc::Rc;
use std::sync::Arc;

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

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.address == other.address && (!self.empty || self.type_id == other.type_id)
    }
}

impl Eq for Place {}

impl Hash for Place {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_usize(self.address);
    }
}

/// Spreads addresses, which nobody chooses, over the table.
#[derive(Default)]
struct AddressHasher(u64);

impl Hasher for AddressHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_usize(usize::from(*byte));
        }
    }

    fn write_usize(&mut self, number: usize) {
        let spread = (self.0 ^ (number as u64 >> 3)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        self.0 = spread ^ (spread >> 32);
    }
}

/// How an object was met so far.
enum Met {
    Strong(u32),
    Forward(u32),
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

/// The shared objects of a message that is being written.
#[derive(Default)]
pub(crate) struct Objects {
    met: HashMap<Place, Met, BuildHasherDefault<AddressHasher>>,
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
    #[inline]
    pub(super) fn known(&self, place: Place) -> Option<u64> {
        match self.met.get_key_value(&place)? {
            (met, Met::Strong(id)) if met.type_id == place.type_id => {
                Some(reference::back(*id, self.kept.len() as u32))
            }
            _ => None,
        }
    }

    /// The code of a strong reference, which may be the first one.
    pub(super) fn strong(&mut self, place: Place, alone: bool, keep: impl FnOnce() -> Kept) -> Result<u64, Error> {
        let next = number(self.kept.len())?;
        if alone {
            self.kept.push(Some(keep()));
            return Ok(reference::NEW);
        }
        match self.met.entry(place) {
            Entry::Occupied(met) if met.key().type_id != place.type_id => return Err(two_types()),
            Entry::Occupied(mut met) => match met.get() {
                Met::Strong(id) => return Ok(reference::back(*id, next)),
                Met::Forward(forward) => {
                    self.forwards[*forward as usize].target = Some(next);
                    met.insert(Met::Strong(next));
                }
            },
            Entry::Vacant(free) => {
                free.insert(Met::Strong(next));
            }
        }
        self.kept.push(Some(keep()));
        Ok(reference::NEW)
    }

    /// The code of a weak reference, or the number of its forward.
    pub(super) fn weak(&mut self, place: Place, keep: impl FnOnce() -> Kept) -> Result<Result<u64, u32>, Error> {
        match self.met.entry(place) {
            Entry::Occupied(met) if met.key().type_id != place.type_id => Err(two_types()),
            Entry::Occupied(met) => match met.get() {
                Met::Strong(id) => Ok(Ok(reference::back(*id, number(self.kept.len())?))),
                Met::Forward(forward) => Ok(Err(*forward)),
            },
            Entry::Vacant(free) => {
                let forward = number(self.forwards.len())?;
                free.insert(Met::Forward(forward));
                self.forwards.push(Forward { target: None, _kept: keep() });
                Ok(Err(forward))
            }
        }
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
