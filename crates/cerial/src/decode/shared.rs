//! Shared pointers to values with a size: clones of objects that are there, and the making of those that aren't yet.

use std::rc::{self, Rc};
use std::sync::{self, Arc};

use super::Decode;
use super::decoder::{Decoder, Strong, Weak};
use super::objects::State;
use super::unfinished::{Finished, build_arc, build_rc, may_hand_out};
use crate::error::{Error, ErrorKind};
use crate::path::Segment;

/// What an allocation takes beside its value: two counts.
const COUNTS: u64 = 2 * size_of::<usize>() as u64;

macro_rules! shared {
    ($Pointer:ident, $weak:ident, $strong:ident, $object:ident, $build:ident, $weak_of:ident, $finished:ident) => {
        /// Takes a strong pointer.
        #[inline]
        pub(super) fn $strong<T: Decode + 'static>(&mut self) -> Result<$Pointer<T>, Error> {
            match self.strong()? {
                Strong::Inline => {
                    self.charge(size_of::<T>() as u64 + COUNTS)?;
                    self.inline(T::decode).map($Pointer::new)
                }
                Strong::Object(id) => {
                    let object = match self.state(id)? {
                        State::Finished(object, _) => object.$finished::<T>(),
                        State::Unfinished(_) => return Err(self.unfinished(id)),
                        State::Waiting => Some(self.$build(id)?),
                    };
                    self.reach(id)?;
                    object.ok_or_else(|| self.other_type::<T>(id))
                }
            }
        }

        /// Takes a weak pointer.
        pub(super) fn $weak_of<T: Decode + 'static>(&mut self) -> Result<$weak::Weak<T>, Error> {
            let Weak::Object(id) = self.weak()? else { return Ok($weak::Weak::new()) };
            let object = match self.state(id)? {
                State::Finished(object, _) => object.$finished::<T>(),
                State::Unfinished(_) => return self.$object(id),
                State::Waiting => Some(self.$build(id)?),
            };
            object.map(|object| $Pointer::downgrade(&object)).ok_or_else(|| self.other_type::<T>(id))
        }
    };
}

impl Decoder<'_> {
    shared!(Rc, rc, shared_rc, unfinished_rc, rc_object, weak_rc, rc);
    shared!(Arc, sync, shared_arc, unfinished_arc, arc_object, weak_arc, arc);

    fn rc_object<T: Decode + 'static>(&mut self, id: u32) -> Result<Rc<T>, Error> {
        self.charge(size_of::<T>() as u64 + COUNTS)?;
        let mut height = 0;
        let object = build_rc(
            self,
            |decoder, unfinished| decoder.set(id, State::Unfinished(unfinished)),
            |decoder| match decoder.object_body(id, T::decode) {
                Ok((value, levels)) => {
                    height = levels;
                    Ok(value)
                }
                Err(error) => Err(in_object::<T>(error, id)),
            },
        )?;
        self.finished(id, Finished::Rc(object.clone()), height);
        Ok(object)
    }

    fn arc_object<T: Decode + 'static>(&mut self, id: u32) -> Result<Arc<T>, Error> {
        self.charge(size_of::<T>() as u64 + COUNTS)?;
        let mut height = 0;
        let object = build_arc(
            self,
            |decoder, unfinished| decoder.set(id, State::Unfinished(unfinished)),
            |decoder| match decoder.object_body(id, T::decode) {
                Ok((value, levels)) => {
                    height = levels;
                    Ok(value)
                }
                Err(error) => Err(in_object::<T>(error, id)),
            },
            |decoder| decoder.unfinished_state(id).map(std::mem::take),
        )?;
        self.finished(id, Finished::Arc(object.clone()), height);
        Ok(object)
    }

    fn unfinished_rc<T: Decode + 'static>(&mut self, id: u32) -> Result<rc::Weak<T>, Error> {
        let weak = self.unfinished_state(id).and_then(|unfinished| unfinished.rc_weak::<T>());
        weak.ok_or_else(|| self.other_type::<T>(id))
    }

    fn unfinished_arc<T: Decode + 'static>(&mut self, id: u32) -> Result<sync::Weak<T>, Error> {
        if !may_hand_out::<T>() {
            let message = "a weak pointer to an Arc that is being built needs a type with a placeholder in a program \
                           that can't unwind; put a cell around the pointer";
            return Err(self.error(ErrorKind::Cycle, message));
        }
        let weak = self.unfinished_state(id).and_then(|unfinished| unfinished.arc_weak::<T>());
        weak.ok_or_else(|| self.other_type::<T>(id))
    }

    /// Takes a strong pointer to something without a size, which is made from what `read` takes.
    pub(crate) fn unsized_strong<P: Clone + 'static>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<P, Error>,
    ) -> Result<P, Error> {
        match self.strong()? {
            Strong::Inline => self.inline(read),
            Strong::Object(id) => {
                let pointer = self.unsized_object(id, read)?;
                self.reach(id)?;
                Ok(pointer)
            }
        }
    }

    /// Takes a weak pointer to something without a size; `None` has no target.
    pub(crate) fn unsized_weak<P: Clone + 'static>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<P, Error>,
    ) -> Result<Option<P>, Error> {
        match self.weak()? {
            Weak::None => Ok(None),
            Weak::Object(id) => self.unsized_object(id, read).map(Some),
        }
    }

    fn unsized_object<P: Clone + 'static>(
        &mut self,
        id: u32,
        read: impl FnOnce(&mut Self) -> Result<P, Error>,
    ) -> Result<P, Error> {
        match self.state(id)? {
            State::Finished(object, _) => object.boxed::<P>().ok_or_else(|| self.other_type::<P>(id)),
            State::Unfinished(_) => Err(self.unfinished(id)),
            State::Waiting => {
                self.charge(COUNTS)?;
                self.set(id, State::Unfinished(Default::default()));
                let (pointer, height) = self.object_body(id, read).map_err(|error| in_object::<P>(error, id))?;
                self.finished(id, Finished::Boxed(Box::new(pointer.clone())), height);
                Ok(pointer)
            }
        }
    }

    /// Passes over a strong pointer.
    pub(crate) fn skip_strong(&mut self, skip: impl FnOnce(&mut Self) -> Result<(), Error>) -> Result<(), Error> {
        match self.strong()? {
            Strong::Inline => self.inline(skip),
            Strong::Object(_) => Ok(()),
        }
    }

    /// Passes over a weak pointer.
    pub(crate) fn skip_weak(&mut self) -> Result<(), Error> {
        self.weak().map(drop)
    }

    #[cold]
    #[inline(never)]
    fn unfinished(&mut self, id: u32) -> Error {
        let message = format!("a cycle of strong pointers comes back to object {id}; it can only be tied in a cell");
        self.error(ErrorKind::Cycle, message)
    }

    #[cold]
    #[inline(never)]
    fn other_type<T>(&mut self, id: u32) -> Error {
        let message = format!(
            "a pointer to object {id} as {}, which was met as another type or another kind of pointer",
            std::any::type_name::<T>()
        );
        self.error(ErrorKind::Reference, message)
    }
}

#[cold]
fn in_object<T>(error: Error, id: u32) -> Error {
    error.within(Segment::Object(id, std::any::type_name::<T>()))
}
