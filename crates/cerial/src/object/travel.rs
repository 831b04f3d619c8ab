//! How a trait object travels: its tag, then what the type behind it does.

use std::any::{Any, TypeId};
use std::error::Error as StdError;
use std::rc::{self, Rc};
use std::sync::{self, Arc};

use super::casts::Casts;
use super::{Object, OpaqueError, registry};
use crate::decode::Decoder;
use crate::encode::{Encode, Encoder, Kept};
use crate::error::Error;
use crate::schema::{Schema, SchemaBuilder};

/// A type of trait objects that travel: `dyn Shape`, `dyn Error + Send + Sync`.
pub trait TraitObject: Schema + 'static {
    /// What it is called, without `Send` and `Sync`.
    const NAME: &'static str;

    /// The object as one of a trait that is known here.
    fn view(&self) -> View<'_>;

    /// A handle that keeps it.
    fn keep_rc(pointer: &Rc<Self>) -> Kept;

    /// A handle that keeps it.
    fn keep_arc(pointer: &Arc<Self>) -> Kept;
}

/// A trait object, as one of a trait that is known here.
pub enum View<'a> {
    /// Of a trait with [`Object`] among its supertraits.
    Object(&'a dyn Object),
    /// `dyn Any`.
    Any(&'a dyn Any),
    /// `dyn Error`.
    Error(&'a (dyn StdError + 'static)),
}

impl std::fmt::Debug for View<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("View")
    }
}

/// The type behind an object; of an error that is not registered and of a text in the program, the type that it comes
/// back as.
pub fn concrete<D: TraitObject + ?Sized>(object: &D) -> TypeId {
    match object.view() {
        View::Object(object) => Any::type_id(object as &dyn Any),
        // A panic's payload is one, and can't be made again.
        View::Any(any) if any.is::<&'static str>() => TypeId::of::<String>(),
        View::Any(any) => any.type_id(),
        View::Error(error) => super::error::registered(error).unwrap_or(TypeId::of::<OpaqueError>()),
    }
}

/// Describes trait objects: by the trait's name, and by the types that it is generic over.
pub fn schema<D: TraitObject + ?Sized>(s: &mut SchemaBuilder, arguments: &[&'static str]) {
    s.name(D::NAME);
    for argument in arguments {
        s.variant(argument);
    }
}

/// Writes an object with its tag.
///
/// # Errors
/// When its type has no name, and those of its encoding.
pub fn encode<D: TraitObject + ?Sized>(object: &D, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    encode_tag(object, encoder)?;
    encode_body(object, encoder)
}

/// Writes an object's tag.
///
/// # Errors
/// When its type has no name.
pub fn encode_tag<D: TraitObject + ?Sized>(object: &D, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    let type_id = concrete(object);
    encoder.tag(TypeId::of::<D>(), type_id, || {
        let type_name = match object.view() {
            View::Object(object) => object.__cerial_type_name(),
            View::Any(_) | View::Error(_) => "a type",
        };
        registry::name_of::<D>(type_id, type_name)
    })
}

/// Writes an object without its tag.
///
/// # Errors
/// Those of its encoding.
pub fn encode_body<D: TraitObject + ?Sized>(object: &D, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    match object.view() {
        View::Object(object) => object.__cerial_encode(encoder),
        View::Any(any) => match any.downcast_ref::<&'static str>() {
            Some(text) => text.encode(encoder),
            None => {
                let casts = registry::casts_of::<D>(any.type_id());
                casts.and_then(|casts| (casts.encode)(object, encoder)).unwrap_or_else(|| Err(registry::none::<D>()))
            }
        },
        View::Error(error) => super::error::encode_body(error, encoder),
    }
}

/// Takes the tag in front of a pointer that has a target.
fn tag<D: TraitObject + ?Sized>(decoder: &mut Decoder<'_>) -> Result<&'static Casts<D>, Error> {
    match decoder.tag(registry::named::<D>)? {
        Some(casts) => Ok(casts),
        None => Err(decoder.invalid("a trait object of no type")),
    }
}

/// Takes the tag in front of a weak pointer.
fn weak_tag<D: TraitObject + ?Sized>(decoder: &mut Decoder<'_>) -> Result<Option<&'static Casts<D>>, Error> {
    let casts = decoder.tag(registry::named::<D>)?;
    if casts.is_some() {
        decoder.needs_target()?;
    }
    Ok(casts)
}

/// Takes a box.
///
/// # Errors
/// As [`Decode::decode`](crate::Decode::decode).
pub fn decode_box<D: TraitObject + ?Sized>(decoder: &mut Decoder<'_>) -> Result<Box<D>, Error> {
    decoder.nested(|decoder| (tag::<D>(decoder)?.boxed)(decoder))
}

/// Passes over a box.
///
/// # Errors
/// As [`Decode::skip`](crate::Decode::skip).
pub fn skip_box<D: TraitObject + ?Sized>(decoder: &mut Decoder<'_>) -> Result<(), Error> {
    decoder.nested(|decoder| (tag::<D>(decoder)?.skip)(decoder))
}

/// Visits what is in a box again.
///
/// # Errors
/// As [`Decode::revisit`](crate::Decode::revisit).
pub fn revisit_box<D: TraitObject + ?Sized>(object: &D, decoder: &mut Decoder<'_>) -> Result<(), Error> {
    decoder.nested(|decoder| (tag::<D>(decoder)?.revisit)(object, decoder))
}

macro_rules! pointers {
    ($($strong:ident $weak:ident $none:ident: $Strong:ident $Weak:ty, $rc:ident $rc_weak:ident $no_target:ident;)*) => {$(
        /// Takes a strong pointer.
        ///
        /// # Errors
        /// As [`Decode::decode`](crate::Decode::decode).
        pub fn $strong<D: TraitObject + ?Sized>(decoder: &mut Decoder<'_>) -> Result<$Strong<D>, Error> {
            (tag::<D>(decoder)?.$rc)(decoder)
        }

        /// Takes a weak pointer.
        ///
        /// # Errors
        /// As [`Decode::decode`](crate::Decode::decode).
        pub fn $weak<D: TraitObject + ?Sized>(decoder: &mut Decoder<'_>) -> Result<$Weak, Error> {
            match weak_tag::<D>(decoder)? {
                Some(casts) => (casts.$rc_weak)(decoder),
                None => $none().ok_or_else(|| registry::none::<D>()),
            }
        }

        /// A weak pointer without a target. It must have the type of one, and there is none if no type is registered.
        pub fn $none<D: TraitObject + ?Sized>() -> Option<$Weak> {
            registry::all::<D>().next().map(|(_, casts)| (casts.$no_target)())
        }
    )*};
}

pointers! {
    decode_rc decode_rc_weak no_rc_target: Rc rc::Weak<D>, rc rc_weak no_rc_target;
    decode_arc decode_arc_weak no_arc_target: Arc sync::Weak<D>, arc arc_weak no_arc_target;
}

/// Passes over a strong pointer.
///
/// # Errors
/// As [`Decode::skip`](crate::Decode::skip).
pub fn skip_strong<D: TraitObject + ?Sized>(decoder: &mut Decoder<'_>) -> Result<(), Error> {
    (tag::<D>(decoder)?.skip_strong)(decoder)
}

/// Passes over a weak pointer.
///
/// # Errors
/// As [`Decode::skip`](crate::Decode::skip).
pub fn skip_weak<D: TraitObject + ?Sized>(decoder: &mut Decoder<'_>) -> Result<(), Error> {
    match weak_tag::<D>(decoder)? {
        Some(_) => decoder.skip_weak(),
        None => Ok(()),
    }
}

/// Visits what a strong pointer points to again.
///
/// # Errors
/// As [`Decode::revisit`](crate::Decode::revisit).
pub fn revisit_strong<D: TraitObject + ?Sized>(object: &D, decoder: &mut Decoder<'_>) -> Result<(), Error> {
    let casts = tag::<D>(decoder)?;
    decoder.revisit_strong(|decoder| (casts.revisit)(object, decoder))
}
