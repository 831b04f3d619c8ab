//! Object-graph serialization: any Rust value, shared pointers included, safe on hostile bytes.

#[cfg(feature = "serde")]
mod bridge;
mod decode;
mod encode;
mod error;
mod fingerprint;
mod impls;
mod limits;
mod local;
mod options;
mod path;
mod schema;
pub mod types;
mod verbs;
mod wire;

#[cfg(feature = "serde")]
pub use bridge::Serde;
#[cfg(feature = "derive")]
pub use cerial_derive::Cerial;
pub use decode::{Decode, DecodeReferent, Decoder};
pub use encode::{Encode, EncodeReferent, Encoder};
pub use error::{Error, ErrorKind};
pub use fingerprint::Fingerprint;
pub use local::Local;
pub use options::Options;
pub use path::Path;
pub use schema::{Schema, SchemaBuilder};
pub use verbs::{copy, encode_into, from_reader, from_slice, to_vec, to_writer};

/// A type that travels both ways: whatever can be encoded and decoded. The derive of the same name writes both.
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't travel with cerial",
    label = "this type can't be encoded and decoded by cerial",
    note = "for a type of your own: `#[derive(Cerial)]`",
    note = "for a foreign type that speaks serde: `#[cerial(serde)]` on the field, or `cerial::Serde<{Self}>`"
)]
pub trait Cerial: Encode + Decode {}

impl<T: Encode + Decode> Cerial for T {}

/// What derived code calls. Not for anybody else; it changes without notice.
#[doc(hidden)]
pub mod __private {
    pub use crate::decode::fixed::take_fixed;
    pub use crate::encode::Kept;
    pub use crate::schema::{fixed_sum, is_compact};

    /// Fields that speak only serde.
    #[cfg(feature = "serde")]
    pub mod serde {
        pub use ::serde::Serialize;
        pub use ::serde::de::DeserializeOwned;

        pub use crate::bridge::{decode, encode, skip};
    }
}
