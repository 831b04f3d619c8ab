//! The system's text: `OsString`, `PathBuf` and what they lend. The same bytes as for a `String`, where it is Unicode.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use super::system_text;
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl Schema for OsString {
    fn schema(s: &mut SchemaBuilder) {
        s.name("OsString");
    }
}

impl Schema for PathBuf {
    fn schema(s: &mut SchemaBuilder) {
        s.name("PathBuf");
    }
}

impl Schema for OsStr {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<OsString>();
    }
}

impl Schema for Path {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<PathBuf>();
    }
}

impl Encode for OsStr {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let bytes = system_text::bytes(self, encoder)?;
        encoder.len(bytes.len());
        encoder.bytes(bytes);
        Ok(())
    }
}

impl Encode for OsString {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_os_str().encode(encoder)
    }
}

impl Encode for Path {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_os_str().encode(encoder)
    }
}

impl Encode for PathBuf {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_os_str().encode(encoder)
    }
}

impl Decode for OsString {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let len = decoder.len::<u8>()?;
        let bytes = decoder.bytes(len)?;
        system_text::text(bytes, decoder)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}

macro_rules! made_from_os_string {
    ($($type:ty)*) => {$(
        impl Decode for $type {
            const LEAST: usize = 1;
            const DERIVED: bool = true;

            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                OsString::decode(decoder).map(Self::from)
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some(Self::default())
            }
        }
    )*};
}

made_from_os_string!(PathBuf Box<OsStr>);

impl Decode for Box<Path> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        PathBuf::decode(decoder).map(PathBuf::into_boxed_path)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Path::new("").into())
    }
}
