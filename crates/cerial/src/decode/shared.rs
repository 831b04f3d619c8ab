//! Shared pointers to values with a size: clones of objects that are there, and the making of those that aren't yet.

use std::rc::{self, Rc};
use std::sync::{self, Arc};

use super::Decode;
use super::decoder::{Decoder, Strong, Weak};
use super::objects::{BodyEnd, State};
use super::put::{made_arc, made_rc};
use super::ties::Revisit;
use super::unfinished::{Finished, build_arc, build_rc, may_hand_out};
use super::watch::Skip;
use crate::error::{Error, ErrorKind};
use crate::path::Segment;

/// What an allocation takes beside its value: two counts.
const COUNTS: u64 = 2 * size_of::<usize>() as u64;

macro_rules! shared {
    ($Pointer:ident, $weak:ident, $made:ident, $inline:ident, $strong:ident, $object:ident, $build:ident, $weak_of:ident, $finished:ident, $again:ident) => {
        /// Takes the value of an only handle, in place. A function of its own: where pointers are deep inside each other,
        /// most of them are such, and what its frame holds counts for each.
        #[inline(never)]
        pub(super) fn $inline<T: Decode + 'static>(&mut self) -> Result<$Pointer<T>, Error> {
            self.charge(size_of::<T>() as u64 + COUNTS)?;
            $made(self.inline(Self::part::<T>))
        }

        /// Takes a handle on a shared object.
        #[inline(never)]
        pub(super) fn $strong<T: Decode + 'static>(&mut self, id: u32) -> Result<$Pointer<T>, Error> {
            let object = match self.state(id)? {
                State::Finished(object) => object.$finished::<T>(),
                State::Unfinished(_) => return Err(self.unfinished(id)),
                State::Waiting | State::Blocked { .. } => Some(self.$build(id)?),
            };
            self.hold(id)?;
            object.ok_or_else(|| self.other_type::<T>(id))
        }

        /// An object that is there.
        fn $again<T: Decode + 'static>(&mut self, id: u32) -> Result<$Pointer<T>, Error> {
            let object = match self.state(id)? {
                State::Finished(object) => object.$finished::<T>(),
                _ => None,
            };
            object.ok_or_else(|| self.other_type::<T>(id))
        }

        /// Takes a weak pointer.
        #[inline(never)]
        pub(super) fn $weak_of<T: Decode + 'static>(&mut self) -> Result<$weak::Weak<T>, Error> {
            let Weak::Object(id) = self.weak()? else { return Ok($weak::Weak::new()) };
            let object = match self.state(id)? {
                State::Finished(object) => object.$finished::<T>(),
                State::Unfinished(_) => {
                    self.glimpse(id)?;
                    return self.$object(id);
                }
                State::Waiting | State::Blocked { .. } => match self.$build(id) {
                    Ok(object) => Some(object),
                    Err(error) => {
                        return Err(self.open_first(id, |decoder, id| decoder.$build::<T>(id).map(drop), error));
                    }
                },
            };
            self.glimpse(id)?;
            object.map(|object| $Pointer::downgrade(&object)).ok_or_else(|| self.other_type::<T>(id))
        }
    };
}

impl Decoder<'_> {
    shared!(Rc, rc, made_rc, inline_rc, shared_rc, unfinished_rc, rc_object, weak_rc, rc, finished_rc);
    shared!(Arc, sync, made_arc, inline_arc, shared_arc, unfinished_arc, arc_object, weak_arc, arc, finished_arc);

    fn rc_object<T: Decode + 'static>(&mut self, id: u32) -> Result<Rc<T>, Error> {
        self.charge(size_of::<T>() as u64 + COUNTS)?;
        self.blocked(id)?;
        let opened = self.open(id)?;
        let mut end = BodyEnd::default();
        let object = build_rc(
            self,
            |decoder, unfinished| decoder.set(id, State::Unfinished(unfinished)),
            |decoder| decoder.object_value::<T>(id, &mut end),
        );
        match object {
            Ok(object) => {
                let finished = Finished::of_rc(&object);
                let revisit: Revisit = |finished, decoder| match finished.rc::<T>() {
                    Some(object) => T::revisit(&object, decoder),
                    None => Ok(()),
                };
                self.close(id, opened, finished, end, revisit).map_err(|error| in_object::<T>(error, id))?;
                Ok(object)
            }
            Err(error) => {
                self.give_up_or_open_first(id, opened, error)?;
                self.finished_rc(id)
            }
        }
    }

    fn arc_object<T: Decode + 'static>(&mut self, id: u32) -> Result<Arc<T>, Error> {
        self.charge(size_of::<T>() as u64 + COUNTS)?;
        self.blocked(id)?;
        let opened = self.open(id)?;
        let mut end = BodyEnd::default();
        let object = build_arc(
            self,
            |decoder, unfinished| decoder.set(id, State::Unfinished(unfinished)),
            |decoder| decoder.object_value::<T>(id, &mut end),
            |decoder| decoder.unfinished_state(id).map(std::mem::take),
        );
        match object {
            Ok(object) => {
                let finished = Finished::of_arc(&object);
                let revisit: Revisit = |finished, decoder| match finished.arc::<T>() {
                    Some(object) => T::revisit(&object, decoder),
                    None => Ok(()),
                };
                self.close(id, opened, finished, end, revisit).map_err(|error| in_object::<T>(error, id))?;
                Ok(object)
            }
            Err(error) => {
                self.give_up_or_open_first(id, opened, error)?;
                self.finished_arc(id)
            }
        }
    }

    fn object_value<T: Decode>(&mut self, id: u32, end: &mut BodyEnd) -> Result<T, Error> {
        self.note_body::<T>(id, T::skip);
        let (value, ended) = self.object_body(id, Self::part::<T>).map_err(|error| in_object::<T>(error, id))?;
        *end = ended;
        Ok(value)
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
        revisit: Revisit,
    ) -> Result<P, Error> {
        match self.strong()? {
            Strong::Inline => self.inline(read),
            Strong::Object(id) => {
                let pointer = self.unsized_object(id, read, revisit)?;
                self.hold(id)?;
                Ok(pointer)
            }
        }
    }

    /// Takes a weak pointer to something without a size; `None` has no target.
    pub(crate) fn unsized_weak<P: Clone + 'static>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<P, Error>,
        revisit: Revisit,
    ) -> Result<Option<P>, Error> {
        let Weak::Object(id) = self.weak()? else { return Ok(None) };
        let pointer = self.unsized_object(id, read, revisit)?;
        self.glimpse(id)?;
        Ok(Some(pointer))
    }

    fn unsized_object<P: Clone + 'static>(
        &mut self,
        id: u32,
        read: impl FnOnce(&mut Self) -> Result<P, Error>,
        revisit: Revisit,
    ) -> Result<P, Error> {
        match self.state(id)? {
            State::Finished(object) => return object.pointer::<P>().ok_or_else(|| self.other_type::<P>(id)),
            // There is no place for it yet that a weak pointer could point to.
            State::Unfinished(_) => return Err(self.unfinished(id)),
            State::Waiting | State::Blocked { .. } => {}
        }
        self.charge(COUNTS)?;
        self.blocked(id)?;
        let opened = self.open(id)?;
        match self.object_body(id, read) {
            Ok((pointer, end)) => {
                let finished = Finished::of_pointer(&pointer);
                self.close(id, opened, finished, end, revisit).map_err(|error| in_object::<P>(error, id))?;
                Ok(pointer)
            }
            Err(error) => {
                let error = in_object::<P>(error, id);
                Err(self.give_up(id, opened, error))
            }
        }
    }

    /// Passes over a strong pointer.
    pub(crate) fn skip_strong<T: ?Sized>(&mut self, skip: Skip) -> Result<(), Error> {
        let next = self.next;
        match self.strong()? {
            Strong::Inline => self.inline(skip),
            Strong::Object(id) => {
                self.note_object::<T>(id, id == next, skip);
                Ok(())
            }
        }
    }

    /// Passes over a weak pointer.
    pub(crate) fn skip_weak(&mut self) -> Result<(), Error> {
        match self.weak()? {
            Weak::None => self.note(|| "no target".to_owned()),
            Weak::Object(id) => self.note(|| format!("object {id}")),
        }
        Ok(())
    }

    #[cold]
    fn unfinished(&mut self, id: u32) -> Error {
        match self.position(id) {
            Some(position) => self.unresolved(position),
            None => self.error(ErrorKind::Reference, "an object was left unfinished"),
        }
    }

    /// An object that gave up can't be made before the one is finished for which it did.
    fn blocked(&mut self, id: u32) -> Result<(), Error> {
        let State::Blocked { by, era, first } = *self.state(id)? else { return Ok(()) };
        if era != self.objects_mut()?.ties.era {
            return Ok(());
        }
        match self.state(by)? {
            State::Unfinished(_) => {
                self.objects_mut()?.ties.first = first;
                Err(self.unfinished(by))
            }
            _ => Ok(()),
        }
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
