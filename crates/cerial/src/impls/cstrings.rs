//! C's strings: a length, then the bytes without the closing nul.

use std::ffi::{CStr, CString};

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl Schema for CString {
    fn schema(s: &mut SchemaBuilder) {
        s.name("CString");
    }
}

impl Schema for CStr {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<CString>();
    }
}

impl Encode for CStr {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let bytes = self.to_bytes();
        encoder.len(bytes.len());
        encoder.bytes(bytes);
        Ok(())
    }
}

impl Encode for CString {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.as_c_str().encode(encoder)
    }
}

impl Decode for CString {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let len = decoder.len::<u8>()?;
        let bytes = decoder.bytes(len)?;
        Self::new(bytes).map_err(|error| decoder.invalid("a C string has a nul inside").caused_by(error))
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}

impl Decode for Box<CStr> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        CString::decode(decoder).map(CString::into_boxed_c_str)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::default())
    }
}
