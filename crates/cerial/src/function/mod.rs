//! Function pointers: each travels as the name of its function, of those that are registered for its type.
//!
//! Bytes that named code by its place could be made to name any code, and a program without unsafe code of its own would
//! call it. So the functions of the program are gathered before it starts (`registry`), by their types and names, and
//! bytes choose among those of one type.

mod registry;

use std::ops::Deref;

pub use self::registry::FunctionRegistration;
pub(crate) use self::registry::{any, name_of, named};

/// A pointer to a function of any shape: one that takes references, is `unsafe`, or has another calling convention.
///
/// Pointers to functions that take up to eight values (`fn(A, B) -> R`) travel as they are. Rust has no way to say the
/// same of all others at once, so they stand in this. The function is registered by
/// [`#[cerial::function]`](macro@crate::function) all the same.
///
/// ```
/// use cerial::{Cerial, Function};
///
/// #[cerial::function]
/// fn letters(text: &str) -> usize {
///     text.chars().count()
/// }
///
/// #[derive(Cerial)]
/// struct Column {
///     width: Function<fn(&str) -> usize>,
/// }
///
/// let there: Column = cerial::copy(&Column { width: Function(letters) })?;
/// assert_eq!((*there.width)("größer"), 6);
/// # Ok::<(), cerial::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Function<F>(
    /// The pointer.
    pub F,
);

impl<F> From<F> for Function<F> {
    fn from(pointer: F) -> Self {
        Self(pointer)
    }
}

impl<F> Deref for Function<F> {
    type Target = F;

    fn deref(&self) -> &F {
        &self.0
    }
}
