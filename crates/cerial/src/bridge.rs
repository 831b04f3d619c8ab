//! The bridge to serde: types that don't speak cerial travel as postcard's bytes, with their length in front.

use std::ops::{Deref, DerefMut};

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::ErrorKind;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

/// A value of a foreign type that speaks serde, where there is no field to put `#[cerial(serde)]` on: an element of a
/// list, a message, a result.
///
/// What is in it is one value for cerial: pointers that are shared inside of it come back as copies, and where serde
/// or the type accept several encodings of a value, so does cerial.
///
/// ```
/// use cerial::Serde;
/// use std::net::Ipv4Addr;
///
/// let hosts = vec![Serde(Ipv4Addr::LOCALHOST)];
/// let back: Vec<Serde<Ipv4Addr>> = cerial::from_slice(&cerial::to_vec(&hosts)?)?;
/// assert!(back[0].is_loopback());
/// # Ok::<(), cerial::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serde<T>(
    /// The value.
    pub T,
);

impl<T> Serde<T> {
    /// The value itself.
    ///
    /// ```
    /// assert_eq!(cerial::Serde(5).into_inner(), 5);
    /// ```
    pub fn into_inner(self) -> T {
        self.0
    }
}

impl<T> From<T> for Serde<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T> Deref for Serde<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Serde<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> Schema for Serde<T> {
    /// serde doesn't tell shapes: the type's name stands for it.
    fn schema(s: &mut SchemaBuilder) {
        s.name("serde").variant(std::any::type_name::<T>());
    }
}

impl<T: Serialize> Encode for Serde<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encode(&self.0, encoder)
    }
}

impl<T: DeserializeOwned> Decode for Serde<T> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decode(decoder).map(Self)
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        skip(decoder)
    }
}

/// Writes a value as serde sees it.
///
/// # Errors
/// When its `Serialize` refuses, or does what postcard has no form for.
pub fn encode<T: Serialize + ?Sized>(value: &T, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    let bytes = postcard::to_stdvec(value).map_err(|source| {
        let message = format!("serde refused to encode a {}", std::any::type_name::<T>());
        encoder.error(ErrorKind::Serde, message).caused_by(source)
    })?;
    encoder.len(bytes.len());
    encoder.bytes(&bytes);
    Ok(())
}

/// Takes a value as serde sees it.
///
/// # Errors
/// When its `Deserialize` refuses, or leaves bytes over.
pub fn decode<T: DeserializeOwned>(decoder: &mut Decoder<'_>) -> Result<T, Error> {
    let len = decoder.len::<u8>()?;
    let bytes = decoder.bytes(len)?;
    match postcard::take_from_bytes(bytes) {
        Ok((value, [])) => Ok(value),
        Ok((_, rest)) => Err(decoder.error(
            ErrorKind::Trailing,
            format!("{} bytes are left over after a {}", rest.len(), std::any::type_name::<T>()),
        )),
        Err(source) => {
            let message = format!("serde refused to decode a {}", std::any::type_name::<T>());
            Err(decoder.error(ErrorKind::Serde, message).caused_by(source))
        }
    }
}

/// Passes over a value, whatever is in it.
///
/// # Errors
/// When it is cut off.
pub fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
    let len = decoder.len::<u8>()?;
    decoder.bytes(len).map(drop)
}
