//! Shared objects without their types: those that are built, and those whose bodies are being decoded.
//!
//! While its body is decoded, an object has an allocation already, so that weak pointers can point to it; there is no
//! value in it yet, and no strong pointer. `Rc::new_cyclic` and `Arc::new_cyclic` make it. Their closure must return a
//! value, also when decoding has failed, so the allocation is made for a `MaybeUninit<T>`. What happens then:
//!
//! - For an `Rc`, `new_cyclic` returns the handle, and it is dropped at once. No foreign code runs in between, and no
//!   other thread can have a weak pointer to it, so nobody finds the strong count above zero.
//! - For an `Arc`, another thread could have got a weak pointer (a field's `Drop` may send it there), and could make
//!   it a strong one just before the handle is dropped. So where a weak pointer was handed out, the closure doesn't
//!   return: it unwinds, and `new_cyclic` leaves the count at zero for good. A program that can't unwind hands out such
//!   weak pointers only for types that have a placeholder, and puts one in.
#![expect(unsafe_code, reason = "std can't downcast an Arc<dyn Any> or a Weak<dyn Any>")]

use std::any::{Any, TypeId};
use std::mem::MaybeUninit;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::{self, Rc};
use std::sync::{self, Arc};

use super::Decode;
use crate::error::Error;

/// How many derived types may be inside each other in a placeholder.
const PLACEHOLDER_DEPTH: u32 = 6;

/// An object that is there.
#[derive(Clone)]
pub(crate) struct Finished(Handle);

#[derive(Clone)]
enum Handle {
    /// Made from an `Rc<T>` for the `T` of the id.
    Rc(Rc<dyn Any>, TypeId),
    /// Made from an `Arc<T>` for the `T` of the id.
    Arc(Arc<dyn Any>, TypeId),
    /// A pointer to something without a size.
    Pointer(Rc<dyn Any>),
}

impl std::fmt::Debug for Finished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Finished")
    }
}

impl Finished {
    pub(super) fn of_rc<T: 'static>(object: &Rc<T>) -> Self {
        Self(Handle::Rc(Rc::clone(object) as _, TypeId::of::<T>()))
    }

    pub(super) fn of_arc<T: 'static>(object: &Arc<T>) -> Self {
        Self(Handle::Arc(Arc::clone(object) as _, TypeId::of::<T>()))
    }

    /// A pointer to something without a size.
    pub(super) fn of_pointer<P: Clone + 'static>(pointer: &P) -> Self {
        Self(Handle::Pointer(Rc::new(pointer.clone())))
    }

    /// A handle on the object, if it is an `Rc<T>`.
    #[inline]
    pub(super) fn rc<T: 'static>(&self) -> Option<Rc<T>> {
        match &self.0 {
            // The object could be asked for its type, but only by a call for each handle.
            Handle::Rc(object, id) if *id == TypeId::of::<T>() => {
                let object = Rc::into_raw(Rc::clone(object));
                // SAFETY: the pointer comes from `into_raw`, and the handle was made from an `Rc<T>` for this very `T`
                // by its id.
                Some(unsafe { Rc::from_raw(object.cast::<T>()) })
            }
            _ => None,
        }
    }

    /// A handle on the object, if it is an `Arc<T>`.
    #[inline]
    pub(super) fn arc<T: 'static>(&self) -> Option<Arc<T>> {
        match &self.0 {
            Handle::Arc(object, id) if *id == TypeId::of::<T>() => {
                let object = Arc::into_raw(Arc::clone(object));
                // SAFETY: as for `rc`.
                Some(unsafe { Arc::from_raw(object.cast::<T>()) })
            }
            _ => None,
        }
    }

    /// The pointer to something without a size, if it is a `P`.
    pub(crate) fn pointer<P: Clone + 'static>(&self) -> Option<P> {
        match &self.0 {
            Handle::Pointer(pointer) => pointer.downcast_ref::<P>().cloned(),
            _ => None,
        }
    }
}

/// An object whose body is being decoded.
#[derive(Default)]
pub(crate) struct Unfinished {
    target: Target,
    /// Whether somebody got a weak pointer to it.
    handed: bool,
}

#[derive(Default)]
enum Target {
    /// There is no allocation yet.
    #[default]
    None,
    /// Made from a `Weak<MaybeUninit<T>>` for the `T` of the id.
    Rc(rc::Weak<dyn Any>, TypeId),
    /// Made from a `Weak<MaybeUninit<T>>` for the `T` of the id.
    Arc(sync::Weak<dyn Any>, TypeId),
}

impl std::fmt::Debug for Unfinished {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Unfinished").field("handed", &self.handed).finish_non_exhaustive()
    }
}

impl Unfinished {
    fn in_rc<T: 'static>(weak: &rc::Weak<MaybeUninit<T>>) -> Self {
        let weak: rc::Weak<dyn Any> = weak.clone();
        Self { target: Target::Rc(weak, TypeId::of::<T>()), handed: false }
    }

    fn in_arc<T: 'static>(weak: &sync::Weak<MaybeUninit<T>>) -> Self {
        let weak: sync::Weak<dyn Any> = weak.clone();
        Self { target: Target::Arc(weak, TypeId::of::<T>()), handed: false }
    }

    /// A weak pointer to the object, if it will be an `Rc<T>`.
    pub(super) fn rc_weak<T: 'static>(&mut self) -> Option<rc::Weak<T>> {
        let Target::Rc(weak, id) = &self.target else { return None };
        if *id != TypeId::of::<T>() {
            return None;
        }
        self.handed = true;
        let weak = weak.clone().into_raw();
        // SAFETY: the pointer comes from `into_raw` of a weak pointer to a `MaybeUninit<T>`, for this very `T` by its
        // id; `MaybeUninit<T>` has the layout of `T`, and so have the allocations for both. The weak pointer becomes a
        // strong one only when there is a value: see the top of this file.
        Some(unsafe { rc::Weak::from_raw(weak.cast::<T>()) })
    }

    /// A weak pointer to the object, if it will be an `Arc<T>`, and if that may be handed out.
    pub(super) fn arc_weak<T: Decode + 'static>(&mut self) -> Option<sync::Weak<T>> {
        if !may_hand_out::<T>() {
            return None;
        }
        let Target::Arc(weak, id) = &self.target else { return None };
        if *id != TypeId::of::<T>() {
            return None;
        }
        self.handed = true;
        let weak = weak.clone().into_raw();
        // SAFETY: as for `rc_weak`.
        Some(unsafe { sync::Weak::from_raw(weak.cast::<T>()) })
    }
}

/// Makes an `Rc` whose value `build` decodes, after `open` was told where it will be.
pub(super) fn build_rc<C, T: 'static>(
    context: &mut C,
    open: impl FnOnce(&mut C, Unfinished),
    build: impl FnOnce(&mut C) -> Result<T, Error>,
) -> Result<Rc<T>, Error> {
    let mut failed = None;
    let object: Rc<MaybeUninit<T>> = Rc::new_cyclic(|weak| {
        open(context, Unfinished::in_rc(weak));
        match build(context) {
            Ok(value) => MaybeUninit::new(value),
            Err(error) => {
                failed = Some(error);
                MaybeUninit::uninit()
            }
        }
    });
    match failed {
        // Nothing ran since the closure returned, and the handle goes without a look at its value.
        Some(error) => {
            drop(object);
            Err(error)
        }
        // SAFETY: it failed to put a value in only where it has set `failed`.
        None => Ok(unsafe { object.assume_init() }),
    }
}

/// What the closure unwinds with; nobody else can make one.
struct NeverThere;

/// Makes an `Arc` whose value `build` decodes, after `open` was told where it will be; `close` gives that back.
pub(super) fn build_arc<C, T: Decode + 'static>(
    context: &mut C,
    open: impl FnOnce(&mut C, Unfinished),
    build: impl FnOnce(&mut C) -> Result<T, Error>,
    close: impl FnOnce(&mut C) -> Option<Unfinished>,
) -> Result<Arc<T>, Error> {
    let (mut failed, mut replaced) = (None, false);
    // What is behind the references is used again only when this function has seen what happened.
    let result = catch_unwind(AssertUnwindSafe(|| {
        Arc::new_cyclic(|weak: &sync::Weak<MaybeUninit<T>>| {
            open(context, Unfinished::in_arc(weak));
            let error = match build(context) {
                Ok(value) => return MaybeUninit::new(value),
                Err(error) => error,
            };
            failed = Some(error);
            let handed = close(context).is_none_or(|unfinished| unfinished.handed);
            match handed.then(replacement::<T>) {
                None => MaybeUninit::uninit(),
                Some(Some(placeholder)) => {
                    replaced = true;
                    MaybeUninit::new(placeholder)
                }
                Some(None) => resume_unwind(Box::new(NeverThere)),
            }
        })
    }));
    match (result, failed) {
        // SAFETY: it failed to put a value in only where it has set `failed`.
        (Ok(object), None) => Ok(unsafe { object.assume_init() }),
        (Ok(object), Some(error)) if replaced => {
            // SAFETY: the closure has put a placeholder in.
            drop(unsafe { object.assume_init() });
            Err(error)
        }
        // There is no value, and no weak pointer through which anybody could get at it.
        (Ok(_), Some(error)) => Err(error),
        (Err(payload), Some(error)) if payload.is::<NeverThere>() => Err(error),
        (Err(payload), _) => resume_unwind(payload),
    }
}

/// The smallest placeholder.
pub(crate) fn placeholder<T: Decode>() -> Option<T> {
    (0..=PLACEHOLDER_DEPTH).find_map(T::placeholder)
}

/// Whether weak pointers to an unfinished `Arc<T>` may be handed out in this program.
pub(super) fn may_hand_out<T: Decode>() -> bool {
    cfg!(panic = "unwind") || placeholder::<T>().is_some()
}

/// A value for an `Arc` that must get one although decoding has failed, in a program that can't unwind.
fn replacement<T: Decode>() -> Option<T> {
    if cfg!(panic = "unwind") { None } else { placeholder() }
}
