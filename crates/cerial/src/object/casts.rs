//! What can be done with a type behind a trait object, once its name is known.

use std::any::{Any, TypeId};
use std::marker::PhantomData;
use std::rc::{self, Rc};
use std::sync::{self, Arc};

use super::travel::TraitObject;
use crate::decode::{Decode, Decoder, made_box};
use crate::encode::{Encode, Encoder};
use crate::error::Error;

/// A trait object that a `T` can become.
#[diagnostic::on_unimplemented(
    message = "objects of `{Self}` don't travel",
    label = "`{T}` can't be registered for it",
    note = "put `#[cerial::object]` on the trait; of the traits of std, `Error` and `Any` can do it"
)]
pub trait Cast<T>: TraitObject {
    /// A box becomes one.
    fn boxed(value: Box<T>) -> Box<Self>;
    /// A pointer becomes one.
    fn rc(pointer: Rc<T>) -> Rc<Self>;
    /// A pointer becomes one.
    fn arc(pointer: Arc<T>) -> Arc<Self>;
    /// A pointer becomes one.
    fn rc_weak(pointer: rc::Weak<T>) -> rc::Weak<Self>;
    /// A pointer becomes one.
    fn arc_weak(pointer: sync::Weak<T>) -> sync::Weak<Self>;
    /// The object as what it is, if that is a `T`.
    fn downcast(&self) -> Option<&T>;
}

/// What a trait object of type `D` can do with one type that may be behind it.
pub struct Casts<D: ?Sized> {
    pub(super) boxed: fn(&mut Decoder<'_>) -> Result<Box<D>, Error>,
    pub(super) rc: fn(&mut Decoder<'_>) -> Result<Rc<D>, Error>,
    pub(super) arc: fn(&mut Decoder<'_>) -> Result<Arc<D>, Error>,
    pub(super) rc_weak: fn(&mut Decoder<'_>) -> Result<rc::Weak<D>, Error>,
    pub(super) arc_weak: fn(&mut Decoder<'_>) -> Result<sync::Weak<D>, Error>,
    pub(super) no_rc_target: fn() -> rc::Weak<D>,
    pub(super) no_arc_target: fn() -> sync::Weak<D>,
    /// Whether an object is one.
    pub(super) is: fn(&D) -> bool,
    pub(super) skip: fn(&mut Decoder<'_>) -> Result<(), Error>,
    pub(super) skip_strong: fn(&mut Decoder<'_>) -> Result<(), Error>,
    pub(super) revisit: fn(&D, &mut Decoder<'_>) -> Result<(), Error>,
    pub(super) encode: fn(&D, &mut Encoder<'_>) -> Option<Result<(), Error>>,
}

impl<D: ?Sized> std::fmt::Debug for Casts<D> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Casts").finish_non_exhaustive()
    }
}

impl<D: ?Sized> Casts<D> {
    const fn of<T: Encode + Decode + 'static>() -> Self
    where
        D: Cast<T>,
    {
        Self {
            boxed: |decoder| {
                decoder.charge(size_of::<T>() as u64)?;
                made_box(decoder.part::<T>()).map(D::boxed)
            },
            rc: |decoder| Rc::decode(decoder).map(D::rc),
            arc: |decoder| Arc::decode(decoder).map(D::arc),
            rc_weak: |decoder| rc::Weak::decode(decoder).map(D::rc_weak),
            arc_weak: |decoder| sync::Weak::decode(decoder).map(D::arc_weak),
            no_rc_target: || D::rc_weak(rc::Weak::new()),
            no_arc_target: || D::arc_weak(sync::Weak::new()),
            is: |object| D::downcast(object).is_some(),
            skip: T::skip,
            skip_strong: |decoder| decoder.skip_strong::<T>(T::skip),
            revisit: |object, decoder| match D::downcast(object) {
                Some(value) => value.revisit(decoder),
                None => Err(decoder.changed(D::NAME)),
            },
            encode: |object, encoder| D::downcast(object).map(|value| value.encode(encoder)),
        }
    }
}

/// The casts to one form of a trait object, whatever form that is.
#[derive(Clone, Copy, Debug)]
pub struct Form {
    /// The type of the trait object.
    pub(super) object: fn() -> TypeId,
    /// `Casts` for it.
    pub(super) casts: &'static (dyn Any + Send + Sync),
}

impl Form {
    /// The casts from `T` to `D`.
    #[must_use]
    pub const fn of<T: Encode + Decode + 'static, D: Cast<T> + ?Sized>() -> Self {
        Self { object: TypeId::of::<D>, casts: const { &Casts::<D>::of::<T>() } }
    }
}

/// Asks whether `T` can become a `D`, where both are known: `Probe::<T, D>::FORM` is the constant below if it can, and
/// that of [`Fallback`] if it can't.
#[derive(Debug)]
pub struct Probe<T, D: ?Sized>(PhantomData<T>, PhantomData<D>);

impl<T: Encode + Decode + 'static, D: Cast<T> + ?Sized> Probe<T, D> {
    /// The casts from `T` to `D`.
    pub const FORM: Option<Form> = Some(Form::of::<T, D>());
}

/// The answer where the other one isn't there.
pub trait Fallback {
    /// There are no casts.
    const FORM: Option<Form> = None;
}

impl<T, D: ?Sized> Fallback for Probe<T, D> {}
