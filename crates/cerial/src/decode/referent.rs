//! What a shared pointer may point to, seen from the decoder.

use std::rc::{self, Rc};
use std::sync::{self, Arc};

use super::decoder::Strong;
use super::unfinished::{Finished, Unfinished};
use super::{Decode, Decoder};
use crate::error::Error;
use crate::schema::Schema;

/// A type that `Rc`, `Arc` and their `Weak` can point to when they are decoded: every type that has [`Decode`], and
/// some without a size.
#[diagnostic::on_unimplemented(
    message = "a shared `{Self}` can't be decoded by cerial",
    label = "no cerial decoding for this type behind a shared pointer",
    note = "for a type of your own: `#[derive(Cerial)]`; a shared type must be `'static`"
)]
pub trait DecodeReferent: Schema + 'static {
    #[doc(hidden)]
    fn rc(decoder: &mut Decoder<'_>) -> Result<Rc<Self>, Error>;

    #[doc(hidden)]
    fn arc(decoder: &mut Decoder<'_>) -> Result<Arc<Self>, Error>;

    #[doc(hidden)]
    fn rc_weak(decoder: &mut Decoder<'_>) -> Result<rc::Weak<Self>, Error>;

    #[doc(hidden)]
    fn arc_weak(decoder: &mut Decoder<'_>) -> Result<sync::Weak<Self>, Error>;

    /// Passes over a strong pointer.
    #[doc(hidden)]
    fn skip_strong(decoder: &mut Decoder<'_>) -> Result<(), Error>;

    /// Passes over a weak pointer.
    #[doc(hidden)]
    fn skip_weak(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.skip_weak()
    }

    /// A second visit through a strong pointer: shared objects have their own.
    #[doc(hidden)]
    fn revisit_strong(&self, decoder: &mut Decoder<'_>) -> Result<(), Error>;

    #[doc(hidden)]
    fn rc_placeholder(depth: u32) -> Option<Rc<Self>>;

    #[doc(hidden)]
    fn arc_placeholder(depth: u32) -> Option<Arc<Self>>;

    /// A weak pointer without a target.
    #[doc(hidden)]
    fn rc_no_target() -> Option<rc::Weak<Self>>;

    /// A weak pointer without a target.
    #[doc(hidden)]
    fn arc_no_target() -> Option<sync::Weak<Self>>;
}

impl<T: Decode + 'static> DecodeReferent for T {
    #[inline]
    fn rc(decoder: &mut Decoder<'_>) -> Result<Rc<Self>, Error> {
        // Not one call further in: each takes stack, for each level of nesting.
        if let Some(object) = decoder.settled(Finished::rc::<T>) {
            return Ok(object);
        }
        match decoder.strong()? {
            Strong::Inline => decoder.inline_rc(),
            Strong::Object(id) => decoder.shared_rc(id),
        }
    }

    #[inline]
    fn arc(decoder: &mut Decoder<'_>) -> Result<Arc<Self>, Error> {
        if let Some(object) = decoder.settled(Finished::arc::<T>) {
            return Ok(object);
        }
        match decoder.strong()? {
            Strong::Inline => decoder.inline_arc(),
            Strong::Object(id) => decoder.shared_arc(id),
        }
    }

    #[inline]
    fn rc_weak(decoder: &mut Decoder<'_>) -> Result<rc::Weak<Self>, Error> {
        match decoder.around(Unfinished::rc_weak::<T>) {
            Some(object) => Ok(object),
            None => decoder.weak_rc(),
        }
    }

    #[inline]
    fn arc_weak(decoder: &mut Decoder<'_>) -> Result<sync::Weak<Self>, Error> {
        match decoder.around(Unfinished::arc_weak::<T>) {
            Some(object) => Ok(object),
            None => decoder.weak_arc(),
        }
    }

    fn skip_strong(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.skip_strong::<T>(T::skip)
    }

    fn revisit_strong(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.revisit_strong(|decoder| self.revisit(decoder))
    }

    fn rc_placeholder(depth: u32) -> Option<Rc<Self>> {
        T::placeholder(depth).map(Rc::new)
    }

    fn arc_placeholder(depth: u32) -> Option<Arc<Self>> {
        T::placeholder(depth).map(Arc::new)
    }

    fn rc_no_target() -> Option<rc::Weak<Self>> {
        Some(rc::Weak::new())
    }

    fn arc_no_target() -> Option<sync::Weak<Self>> {
        Some(sync::Weak::new())
    }
}
