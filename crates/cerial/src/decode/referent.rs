//! What a shared pointer may point to, seen from the decoder.

use std::rc::{self, Rc};
use std::sync::{self, Arc};

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
}

impl<T: Decode + 'static> DecodeReferent for T {
    fn rc(decoder: &mut Decoder<'_>) -> Result<Rc<Self>, Error> {
        decoder.shared_rc()
    }

    fn arc(decoder: &mut Decoder<'_>) -> Result<Arc<Self>, Error> {
        decoder.shared_arc()
    }

    fn rc_weak(decoder: &mut Decoder<'_>) -> Result<rc::Weak<Self>, Error> {
        decoder.weak_rc()
    }

    fn arc_weak(decoder: &mut Decoder<'_>) -> Result<sync::Weak<Self>, Error> {
        decoder.weak_arc()
    }

    fn skip_strong(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.skip_strong(T::skip)
    }
}
