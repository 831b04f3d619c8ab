//! What a shared pointer may point to, seen from the encoder.

use std::any::TypeId;
use std::rc::Rc;
use std::sync::Arc;

use super::{Encode, Encoder, Kept};
use crate::error::Error;
use crate::schema::Schema;

/// A type that `Rc`, `Arc` and their `Weak` can point to when they are encoded: every type that has [`Encode`], and
/// some without a size.
#[diagnostic::on_unimplemented(
    message = "a shared `{Self}` can't be encoded by cerial",
    label = "no cerial encoding for this type behind a shared pointer",
    note = "for a type of your own: `#[derive(Cerial)]`; a shared type must be `'static`"
)]
pub trait EncodeReferent: Schema + 'static {
    /// Whether [`encode_tag`](Self::encode_tag) writes anything. Where it doesn't, all that pointers of this type point to is
    /// of one type.
    #[doc(hidden)]
    const TAGGED: bool = false;

    /// The type of what is there.
    #[doc(hidden)]
    fn concrete(&self) -> TypeId;

    /// Writes the type of what is there, where the pointer's type doesn't tell.
    ///
    /// # Errors
    /// When it has no name.
    #[doc(hidden)]
    #[inline]
    #[expect(unused_variables, reason = "a name that implementations take over")]
    fn encode_tag(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        Ok(())
    }

    /// Writes the value itself.
    ///
    /// # Errors
    /// As [`Encode::encode`].
    #[doc(hidden)]
    fn encode_body(&self, encoder: &mut Encoder<'_>) -> Result<(), Error>;

    #[doc(hidden)]
    fn keep_rc(pointer: &Rc<Self>) -> Kept;

    #[doc(hidden)]
    fn keep_arc(pointer: &Arc<Self>) -> Kept;
}

impl<T: Encode + 'static> EncodeReferent for T {
    #[inline]
    fn concrete(&self) -> TypeId {
        TypeId::of::<T>()
    }

    #[inline]
    fn encode_body(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.encode(encoder)
    }

    fn keep_rc(pointer: &Rc<Self>) -> Kept {
        Kept::rc(pointer)
    }

    fn keep_arc(pointer: &Arc<Self>) -> Kept {
        Kept::arc(pointer)
    }
}
