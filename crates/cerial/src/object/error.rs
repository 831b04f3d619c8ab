//! `dyn Error`: types that are registered come back as what they are, all others as their texts and their sources.

use std::any::TypeId;
use std::error::Error as StdError;
use std::fmt::{self, Write as _};

use super::registry;
use crate::decode::{Decode, Decoder};
use crate::encode::{Encode, Encoder};
use crate::error::{Error, ErrorKind};
use crate::schema::{Schema, SchemaBuilder};

/// The most sources that are taken along behind each other; an error may be its own source.
const SOURCES_MOST: u32 = 64;

type Source = dyn StdError + Send + Sync;

crate::__trait_object!([Error unsized_rc unsized_arc (dyn ::core::error::Error)] [] [] "Error" StdError);

/// What an error whose type is not registered comes back as: its text, its debug form, and its source.
///
/// Its `Display` is the text, its `Debug` the debug form, of the error that it was. Sources keep their types where those
/// are registered.
///
/// ```
/// use std::error::Error;
///
/// use cerial::OpaqueError;
///
/// let error: Box<dyn Error + Send + Sync> = "no such star".into();
/// let back: Box<dyn Error + Send + Sync> = cerial::from_slice(&cerial::to_vec(&error)?)?;
/// assert_eq!(back.to_string(), "no such star");
/// assert!(back.is::<OpaqueError>());
/// # Ok::<(), cerial::Error>(())
/// ```
pub struct OpaqueError {
    text: Box<str>,
    debug: Box<str>,
    source: Option<Box<Source>>,
}

impl fmt::Display for OpaqueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl fmt::Debug for OpaqueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.debug)
    }
}

impl StdError for OpaqueError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

impl Schema for OpaqueError {
    fn schema(s: &mut SchemaBuilder) {
        s.structure("OpaqueError").field::<str>("text").field::<str>("debug").field::<Option<Box<Source>>>("source");
    }
}

impl Encode for OpaqueError {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        opaque(self, SOURCES_MOST, encoder)
    }
}

impl Decode for OpaqueError {
    const LEAST: usize = 3;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        Ok(Self { text: decoder.field("text")?, debug: decoder.field("debug")?, source: decoder.field("source")? })
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.skip_field::<Box<str>>("text")?;
        decoder.skip_field::<Box<str>>("debug")?;
        decoder.skip_field::<Option<Box<Source>>>("source")
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decoder.revisit_field("text", &self.text)?;
        decoder.revisit_field("debug", &self.debug)?;
        decoder.revisit_field("source", &self.source)
    }
}

/// The type of an error, if it is registered.
pub(super) fn registered(error: &(dyn StdError + 'static)) -> Option<TypeId> {
    // Errors don't tell their types; each can only be asked whether it is a certain one.
    registry::all::<dyn StdError>().find(|(_, casts)| (casts.is)(error)).map(|(type_id, _)| type_id)
}

/// Writes an error without its tag.
pub(super) fn encode_body(error: &(dyn StdError + 'static), encoder: &mut Encoder<'_>) -> Result<(), Error> {
    body(error, SOURCES_MOST, encoder)
}

fn body(error: &(dyn StdError + 'static), sources: u32, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    match registry::all::<dyn StdError>().find_map(|(_, casts)| (casts.encode)(error, encoder)) {
        Some(result) => result,
        None => opaque(error, sources, encoder),
    }
}

/// Writes what an [`OpaqueError`] holds.
fn opaque(error: &(dyn StdError + 'static), sources: u32, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    let (mut text, mut debug) = (String::new(), String::new());
    if write!(text, "{error}").is_err() || write!(debug, "{error:?}").is_err() {
        return Err(encoder.error(ErrorKind::Unsupported, "an error has no text: its Display or Debug fails"));
    }
    text.encode(encoder)?;
    debug.encode(encoder)?;
    let Some((source, sources)) = error.source().zip(sources.checked_sub(1)) else {
        return None::<()>.encode(encoder);
    };
    encoder.bytes(&[1]);
    let result = encoder.nested(|encoder| {
        // A source must be one that any thread may have.
        let type_id = registered(source).filter(|type_id| registry::knows::<Source>(*type_id));
        let tagged = type_id.unwrap_or(TypeId::of::<OpaqueError>());
        encoder.tag(TypeId::of::<Source>(), tagged, || registry::name_of::<Source>(tagged, "a type"))?;
        match type_id {
            Some(_) => body(source, sources, encoder),
            None => opaque(source, sources, encoder),
        }
    });
    result.map_err(|error| error.in_field("source"))
}
