//! Trait objects: pointers that don't say what type they point to.
//!
//! The type's *tag* stands in front of the value, the value itself is written as its type does it. So an object that is
//! held as `Rc<Circle>` here and as `Rc<dyn Shape>` there has one body, and stays one object.
//!
//! Each type that may stand behind a trait has a [`Registration`](registry::Registration): its name, and functions that
//! make trait objects of it. They are gathered from all crates of the program before it starts, and sorted by trait when
//! the first trait object is met (`registry`). Which functions there are is in `casts`; what a trait object does with
//! them in `travel`; `form` holds the macro that writes the impls for `dyn Trait` and its forms with `Send` and `Sync`.

mod any;
mod casts;
mod error;
mod form;
mod registry;
mod standard;
mod travel;

pub use casts::{Cast, Casts, Fallback, Form, Probe};
pub use error::OpaqueError;
pub use registry::Registration;
pub use travel::{
    TraitObject, View, concrete, decode_arc, decode_arc_weak, decode_box, decode_rc, decode_rc_weak, encode,
    encode_body, encode_tag, no_arc_target, no_rc_target, revisit_box, revisit_strong, schema, skip_box, skip_strong,
    skip_weak,
};

use std::any::Any;

use crate::decode::Decode;
use crate::encode::Encode;
pub use crate::encode::{Body, Kept};

/// What may stand behind a trait object that travels: every type that is [`Cerial`](crate::Cerial) and `'static`.
///
/// It is the supertrait of the traits whose objects travel; `#[cerial::object]` adds it to a trait that doesn't name it.
/// Being one itself of [`Any`], it lets such an object be looked at as what it is:
///
/// ```
/// use std::any::Any;
///
/// use cerial::Cerial;
///
/// #[cerial::object]
/// trait Shape: cerial::Object {
///     fn area(&self) -> f64;
/// }
///
/// #[derive(Cerial)]
/// struct Square(f64);
///
/// #[cerial::object]
/// impl Shape for Square {
///     fn area(&self) -> f64 {
///         self.0 * self.0
///     }
/// }
///
/// let shape: Box<dyn Shape> = Box::new(Square(2.0));
/// let back: Box<dyn Shape> = cerial::from_slice(&cerial::to_vec(&shape)?)?;
/// assert_eq!(back.area(), 4.0);
/// let any: Box<dyn Any> = back;
/// assert!(any.is::<Square>());
/// # Ok::<(), cerial::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't travel behind a trait object",
    label = "this type can't be encoded and decoded by cerial",
    note = "for a type of your own: `#[derive(Cerial)]`; it must be `'static`"
)]
pub trait Object: Any + Body {}

impl<T: Encode + Decode + 'static> Object for T {}
