//! Object-graph serialization: any Rust value, shared pointers included, safe on hostile bytes.
//!
//! Most formats see a tree. Here a value that two pointers share is written once and comes back shared, a `Weak` comes
//! back pointing to its target, and cycles through cells come back tied. What is a tree costs no more than in a flat
//! format: one byte.
//!
//! ```
//! use std::cell::RefCell;
//! use std::rc::{Rc, Weak};
//!
//! use cerial::Cerial;
//!
//! #[derive(Cerial)]
//! struct Node {
//!     name: String,
//!     parent: RefCell<Weak<Node>>,
//!     children: RefCell<Vec<Rc<Node>>>,
//! }
//!
//! let root = Rc::new(Node { name: "root".into(), parent: RefCell::default(), children: RefCell::default() });
//! let parent = RefCell::new(Rc::downgrade(&root));
//! root.children.borrow_mut().push(Rc::new(Node { name: "leaf".into(), parent, children: RefCell::default() }));
//!
//! let bytes = cerial::to_vec(&root)?;
//! let back: Rc<Node> = cerial::from_slice(&bytes)?;
//! let leaf = back.children.borrow()[0].clone();
//! assert_eq!(leaf.name, "leaf");
//! assert!(Rc::ptr_eq(&leaf.parent.borrow().upgrade().unwrap(), &back));
//! # Ok::<(), cerial::Error>(())
//! ```
//!
//! # What travels
//!
//! - the types of std: [`types`] says how each of them does;
//! - your own, by `#[derive(Cerial)]`, or by [`Schema`], [`Encode`] and [`Decode`] written by hand;
//! - those of some other crates, such as `uuid`, `chrono` or `ndarray`, by a [feature](#features) of the crate's name;
//! - foreign types that speak only serde, by `#[cerial(serde)]` on the field, or in a [`Serde`];
//! - the recipe of what can't leave its process, such as a file or a connection: a [`Live`] is opened again on the
//!   other side;
//! - what is behind a `dyn Trait`, for traits and types that say so: [Trait objects](#trait-objects);
//! - nothing, on purpose: a [`Local`] is empty on the other side.
//!
//! # Attributes of the derive
//!
//! | on a field | |
//! |---|---|
//! | `skip` | it doesn't travel; it is `Default::default()` afterwards, or what `default = "path"` makes |
//! | `serde` | it travels by its serde impls |
//! | `with = "module"` | it travels by `module::encode(&T, &mut Encoder<'_>)` and `module::decode(&mut Decoder<'_>)` |
//! | `rename = "…"` | its name in the schema, which [`Fingerprint`] covers; also on variants and types |
//! | `bound = "…"` | what its type must be able to do, in place of what the derive finds; also on types |
//!
//! | on a type | |
//! |---|---|
//! | `transparent` | a struct of one field is that field |
//! | `serde` | the whole type travels by its serde impls |
//! | `placeholder = "path"` | a function that makes what stands in for a value while a cycle is tied |
//! | `no_placeholder` | nothing can stand in |
//! | `crate = "path"` | where cerial is, if the derive can't find it |
//!
//! # Graphs
//!
//! - `Rc` and `Arc` that share a value share it again. A `Weak` points to its target if that is in the message by a
//!   strong pointer too, and is empty otherwise.
//! - A cycle of strong pointers comes back if there is a cell in it that can be empty for a moment: a `RefCell`, `Cell`,
//!   `Mutex`, `RwLock` around an `Option`, a collection, or a type with a placeholder; a `OnceCell` or `OnceLock`.
//!   Otherwise it is an error that says where.
//! - Keys are hashed and compared only when all they reach is there. A map whose key reaches the map itself needs a cell
//!   around it.
//! - Code that is written by hand never sees an object that is not finished.
//! - Encoding never changes what it encodes. A cell that is borrowed, locked or poisoned is an error with its path.
//!
//! # Trait objects
//!
//! A pointer to a `dyn Trait` travels when the trait has [`#[cerial::object]`](macro@object), and the type behind it has
//! the same on its impl of the trait. The types may be in any crate of the program.
//!
//! ```
//! use std::rc::{Rc, Weak};
//!
//! use cerial::Cerial;
//!
//! #[cerial::object]
//! trait Shape: cerial::Object {
//!     fn area(&self) -> f64;
//! }
//!
//! #[derive(Cerial)]
//! struct Circle {
//!     radius: f64,
//! }
//!
//! #[cerial::object]
//! impl Shape for Circle {
//!     fn area(&self) -> f64 {
//!         std::f64::consts::PI * self.radius * self.radius
//!     }
//! }
//!
//! let circle = Rc::new(Circle { radius: 1.0 });
//! let shapes: (Rc<dyn Shape>, Weak<dyn Shape>) = (circle.clone(), Rc::downgrade(&(circle.clone() as _)));
//! let back: (Rc<Circle>, (Rc<dyn Shape>, Weak<dyn Shape>)) = cerial::from_slice(&cerial::to_vec(&(circle, shapes))?)?;
//! let (circle, (shape, weak)) = back;
//! assert_eq!(circle.radius, 1.0);
//! assert!(Rc::ptr_eq(&shape, &weak.upgrade().unwrap()));
//! assert!(Rc::ptr_eq(&shape, &(circle as Rc<dyn Shape>)));
//! # Ok::<(), cerial::Error>(())
//! ```
//!
//! - `Box`, `Rc`, `Arc` and their `Weak` do it, for the trait alone and with `+ Send`, `+ Sync` and both.
//! - The trait's name is its schema. The type's name stands in the message: that of the crate and its own,
//!   `shapes::Circle`, or what `#[cerial::object(name = "…")]` says. Give a name to what is kept in files, for then the
//!   type can move. Two types by one name are an error where one of them is met.
//! - Where there is no impl to put the attribute on, as for generic types, derived errors and `dyn Any`, the macro
//!   [`register!`] does it: `cerial::register!(Wrapper<u32> as dyn Shape)`.
//! - `dyn Error` needs no attribute on the trait, and any error travels: a type that is registered comes back as itself
//!   (those of std that can be made again are), every other as an [`OpaqueError`], which has its text, its debug form
//!   and its sources.
//! - `dyn Any` takes registered types; numbers, `bool`, `char`, `()`, `String`, `OsString`, `PathBuf`, `Vec<u8>`,
//!   `Duration` and `SystemTime` are. A `&'static str`, the payload of many panics, comes back as a `String`.
//! - A `RefCell<dyn Trait>` doesn't travel. Implement the trait for the `RefCell<Type>`, or put the cell into the type.
//! - Nothing can stand in for a trait object while a cycle is tied: its cell needs an `Option` or a collection.
//! - The types are gathered before `main`, from all crates that are linked. A crate that nobody names isn't; a child
//!   process may look at a message before its own types are gathered on systems where the order of these things can't
//!   be had, and then `processing::init()` at the top of `main` is the way out.
//!
//! # Functions
//!
//! A pointer to a function, `fn(A) -> R`, travels as the name of its function, which
//! [`#[cerial::function]`](macro@function) registers. Bytes never name a place in the program's code: they choose among
//! the functions of that type. A [`Function`] holds pointers of other shapes, such as `fn(&str) -> usize`.
//!
//! # Bytes from anywhere
//!
//! [`from_slice`] takes any bytes: lengths are held against what is left, depth is limited, and one budget of memory
//! covers the whole message. What is accepted is what would be written; there is no second encoding of a value with the
//! same sharing. What was built of a broken message is dropped, cycles too, but for those through cells that are set
//! once. [`Options`] sets other limits, and lifts them for bytes of your own. What a hand-written [`Decode`] and
//! the `Hash`, `Eq` and `Ord` of keys do with a well-formed value is theirs to answer for.
//!
//! # Looking into a message
//!
//! [`explain`] tells what is where in the bytes of a message: the paths, types, offsets and sizes of its parts, and the
//! numbers of shared objects; as text, or as JSON through serde. [`Options::fingerprint`] puts a number into a message
//! that tells types apart.
//!
//! # Features
//!
//! | feature | what it adds |
//! |---|---|
//! | `derive`, by default | `#[derive(Cerial)]`, `#[cerial::object]`, `cerial::register!`, `#[cerial::function]` |
//! | `serde`, by default | `Serde` and `#[cerial(serde)]`, through postcard |
//! | `stacker` | the stack grows for values that are deeper than it is, such as a list of a million links; it needs a C compiler |
//! | `huge-pages` | slices of numbers of 4 MiB and more go into huge pages, where Linux gives them to who asks: two to four times as fast, since most of the time of a large copy goes to the first touch of small pages |
//! | `tracing` | `Options::trace`: an event of `tracing` for each part of a value that is encoded or decoded |
//! | `arrayvec`, `bytes`, `chrono`, `hashbrown`, `indexmap`, `jiff`, `ndarray`, `once_cell`, `ordered-float`, `rust_decimal`, `serde_json`, `smallvec`, `time`, `url`, `uuid` | the [types of that crate](types#types-of-other-crates) |
//!
//! Who takes cerial as a part of `suitkaise` asks for them by a line of its own: `cerial = { version = "…", features =
//! ["uuid"] }`.

#[cfg(feature = "serde")]
mod bridge;
mod decode;
mod depth;
mod encode;
mod error;
mod explain;
mod few;
mod fingerprint;
mod function;
mod impls;
mod limits;
mod live;
mod local;
#[doc(hidden)]
pub mod object;
mod options;
mod pages;
mod path;
mod plain;
mod schema;
#[cfg(feature = "tracing")]
mod trace;
pub mod types;
mod verbs;
mod wire;

#[cfg(feature = "serde")]
pub use bridge::Serde;
#[cfg(feature = "derive")]
pub use cerial_derive::Cerial;
/// Lets pointers to a function travel: as its name, among those of the functions of the same type.
///
/// | option | |
/// |---|---|
/// | `name = "…"` | what the function is called in messages |
/// | `crate = "path"` | where cerial is, if the attribute can't find it |
///
/// Without a name it is called by its path, `rules::simple::least`. Give a name to what is kept in files, for then the
/// function can move. Two functions of one type by one name are an error where one of them is met.
///
/// It goes on a function that isn't generic and is no method; for those, and for closures and functions of other crates,
/// on one that calls them. The function is not inlined, so that it has one address. Two functions that do the same may
/// have one address too, where the compiler finds that out: then the name is the first of theirs in the alphabet.
///
/// Whoever writes the bytes chooses among the functions of a type. Their types should tell apart what must not be mixed
/// up.
///
/// ```
/// use cerial::Cerial;
///
/// #[cerial::function]
/// fn least(one: u64, other: u64) -> u64 {
///     one.min(other)
/// }
///
/// #[cerial::function(name = "rules/most")]
/// fn most(one: u64, other: u64) -> u64 {
///     one.max(other)
/// }
///
/// #[derive(Cerial)]
/// struct Rule {
///     choose: fn(u64, u64) -> u64,
/// }
///
/// for (rule, chosen) in [(Rule { choose: least }, 1), (Rule { choose: most }, 2)] {
///     let there: Rule = cerial::from_slice(&cerial::to_vec(&rule)?)?;
///     assert_eq!((there.choose)(1, 2), chosen);
/// }
/// # Ok::<(), cerial::Error>(())
/// ```
#[cfg(feature = "derive")]
pub use cerial_derive::function;
/// Makes trait objects travel: on a trait, its objects do; on an impl of one, the type may stand behind them.
///
/// | option | |
/// |---|---|
/// | `name = "…"` | what the trait is called in schemas, or the type in messages: a whole name, without that of the crate |
/// | `crate = "path"` | where cerial is, if the attribute can't find it |
///
/// The trait gets the supertrait [`Object`](trait@Object), if it doesn't name it. It can be generic over types; it has no
/// associated types.
///
/// ```
/// use cerial::Cerial;
///
/// #[cerial::object]
/// trait Greet: cerial::Object {
///     fn greet(&self) -> String;
/// }
///
/// #[derive(Cerial)]
/// struct Polite {
///     name: String,
/// }
///
/// #[cerial::object(name = "greet/polite")]
/// impl Greet for Polite {
///     fn greet(&self) -> String {
///         format!("Good morning, {}", self.name)
///     }
/// }
///
/// let greet: Box<dyn Greet + Send> = Box::new(Polite { name: "Ann".into() });
/// let back: Box<dyn Greet + Send> = cerial::from_slice(&cerial::to_vec(&greet)?)?;
/// assert_eq!(back.greet(), "Good morning, Ann");
/// # Ok::<(), cerial::Error>(())
/// ```
#[cfg(feature = "derive")]
pub use cerial_derive::object;
/// Registers a type for a trait, where there is no impl that could bear [`#[cerial::object]`](macro@object): that of a
/// generic type, one that a derive writes, one for [`Any`](std::any::Any).
///
/// It stands where an item can. Behind the trait there may be the options of that attribute.
///
/// ```
/// use std::any::Any;
///
/// use cerial::Cerial;
///
/// #[derive(Cerial, Debug, PartialEq)]
/// struct Pair<T>(T, T);
///
/// cerial::register!(Pair<u8> as dyn Any);
/// cerial::register!(Pair<String> as dyn Any, name = "pair of texts");
///
/// let any: Box<dyn Any> = Box::new(Pair(1_u8, 2));
/// let back: Box<dyn Any> = cerial::from_slice(&cerial::to_vec(&any)?)?;
/// assert_eq!(back.downcast_ref(), Some(&Pair(1_u8, 2)));
/// # Ok::<(), cerial::Error>(())
/// ```
#[cfg(feature = "derive")]
pub use cerial_derive::register;
pub use decode::{Decode, DecodeReferent, Decoder};
pub use encode::{Encode, EncodeReferent, Encoder};
pub use error::{Error, ErrorKind};
pub use explain::{ExplainError, Explanation};
pub use fingerprint::Fingerprint;
pub use function::Function;
pub use live::{FileMode, FileRecipe, ListenerRecipe, Live, Resource, TcpRecipe, UdpRecipe};
pub use local::Local;
#[doc(inline)]
pub use object::{Object, OpaqueError};
pub use options::Options;
pub use path::Path;
pub use schema::{Schema, SchemaBuilder};
pub use verbs::{copy, decode_into, encode_into, explain, from_reader, from_slice, to_vec, to_writer};

/// A type that travels both ways: whatever can be encoded and decoded. The derive of the same name writes both.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't travel with cerial",
    label = "this type can't be encoded and decoded by cerial",
    note = "for a type of your own: `#[derive(Cerial)]`",
    note = "for a foreign type that speaks serde: `#[cerial(serde)]` on the field, or `cerial::Serde<{Self}>`",
    note = "for a `dyn Trait`: `#[cerial::object]` on the trait and on its impls"
)]
pub trait Cerial: Encode + Decode {}

impl<T: Encode + Decode> Cerial for T {}

/// What derived code calls. Not for anybody else; it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use ::inventory;

    pub use crate::__object_trait as object_trait;
    pub use crate::decode::fixed::{any_value, is_any, take_fixed};
    pub use crate::encode::Kept;
    pub use crate::function::FunctionRegistration;
    pub use crate::pages::advise_room;
    pub use crate::plain::{Plain, PlainPart};
    pub use crate::schema::{fixed_sum, is_compact};

    /// Fields that speak only serde.
    #[cfg(feature = "serde")]
    pub mod serde {
        pub use ::serde::Serialize;
        pub use ::serde::de::DeserializeOwned;

        pub use crate::bridge::{decode, encode, skip};
    }
}
