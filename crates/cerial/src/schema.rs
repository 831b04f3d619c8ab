//! The shape of a type, described one type at a time.

use std::any::TypeId;

use crate::plain::Plain;

/// The shape of a type: what its encoding consists of, with names.
///
/// The derive writes it. From the shapes of a type and of all types it reaches, [`Fingerprint`](crate::Fingerprint)
/// makes a number that tells whether two programs mean the same by a message.
///
/// `&T`, `Box<T>` and `Cow<T>` have the shape of `T`, `str` that of `String`, `[T]` that of `Vec<T>` and `Path` that
/// of `PathBuf`, because they are the same on the wire.
///
/// ```
/// use cerial::{Schema, SchemaBuilder};
///
/// struct Celsius(f64);
///
/// impl Schema for Celsius {
///     fn schema(s: &mut SchemaBuilder) {
///         s.structure("Celsius").field::<f64>("0");
///     }
/// }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no cerial encoding",
    label = "this type can't be encoded or decoded by cerial",
    note = "for a type of your own: `#[derive(Cerial)]`",
    note = "for a foreign type that speaks serde: `#[cerial(serde)]` on the field, or `cerial::Serde<{Self}>`",
    note = "for a `dyn Trait`: `#[cerial::object]` on the trait and on its impls"
)]
pub trait Schema {
    /// How many bytes every value takes, where that is one number for all; 0 where it isn't. Only the crate and its
    /// derive say so, together with `encode_fixed` and `decode_fixed`: then many values move without a question asked
    /// for each.
    #[doc(hidden)]
    const FIXED: usize = 0;

    /// Whether a value's bytes in memory are its encoding.
    #[doc(hidden)]
    const PLAIN: Plain<Self> = Plain::NO;

    /// Describes this type; the types it is made of are only named.
    fn schema(s: &mut SchemaBuilder);
}

/// A type that stands in another one's shape.
#[derive(Clone, Copy)]
pub(crate) struct Part {
    pub(crate) id: TypeId,
    pub(crate) describe: fn(&mut SchemaBuilder),
}

impl Part {
    pub(crate) fn of<T: Schema + ?Sized>() -> Self {
        Self { id: typeid::of::<T>(), describe: T::schema }
    }
}

/// Takes the description of one type.
#[derive(Default)]
pub struct SchemaBuilder {
    pub(crate) label: Vec<u8>,
    pub(crate) parts: Vec<Part>,
    pub(crate) same_as: Option<Part>,
}

impl std::fmt::Debug for SchemaBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SchemaBuilder").field("parts", &self.parts.len()).finish_non_exhaustive()
    }
}

impl SchemaBuilder {
    /// This type is `T` on the wire and counts as `T`.
    pub fn same_as<T: Schema + ?Sized>(&mut self) {
        self.same_as = Some(Part::of::<T>());
    }

    /// A type that is not made of others, or one that is known by this name and its [`part`](Self::part)s.
    pub fn name(&mut self, name: &str) -> &mut Self {
        self.mark(b'n', name)
    }

    /// A struct; its fields follow.
    pub fn structure(&mut self, name: &str) -> &mut Self {
        self.mark(b's', name)
    }

    /// An enum; its variants follow.
    pub fn enumeration(&mut self, name: &str) -> &mut Self {
        self.mark(b'e', name)
    }

    /// The next variant of an enum; its fields follow.
    pub fn variant(&mut self, name: &str) -> &mut Self {
        self.mark(b'v', name)
    }

    /// The next field of a struct or of a variant.
    pub fn field<T: Schema + ?Sized>(&mut self, name: &str) -> &mut Self {
        self.mark(b'f', name);
        self.parts.push(Part::of::<T>());
        self
    }

    /// The next type that this one is made of, where it has no name.
    pub fn part<T: Schema + ?Sized>(&mut self) -> &mut Self {
        self.field::<T>("")
    }

    fn mark(&mut self, mark: u8, name: &str) -> &mut Self {
        self.label.push(mark);
        self.label.extend_from_slice(&(name.len() as u64).to_le_bytes());
        self.label.extend_from_slice(name.as_bytes());
        self
    }
}

/// The fixed size of what is made of parts of these sizes, or 0.
#[must_use]
pub const fn fixed_sum(parts: &[usize]) -> usize {
    let (mut sum, mut at) = (0_usize, 0);
    while at < parts.len() {
        if parts[at] == 0 {
            return 0;
        }
        sum = sum.saturating_add(parts[at]);
        at += 1;
    }
    sum
}

/// Whether values of this type are moved at their fixed size: they have one, and it is small.
#[inline]
#[must_use]
pub const fn is_compact<T: Schema + ?Sized>() -> bool {
    const MOST: usize = 1024;
    T::FIXED > 0 && T::FIXED <= MOST
}
