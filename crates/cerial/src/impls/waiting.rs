//! What others wait on: who waits stays here.

use std::sync::{Condvar, Once};

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

impl Schema for Condvar {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Condvar");
    }
}

impl Encode for Condvar {
    fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl Decode for Condvar {
    const DERIVED: bool = true;

    fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
        Ok(Self::new())
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::new())
    }
}

impl Schema for Once {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Once");
    }
}

impl Encode for Once {
    /// Whether it is done.
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.is_completed().encode(encoder)
    }
}

impl Decode for Once {
    const LEAST: usize = bool::LEAST;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let once = Self::new();
        if bool::decode(decoder)? {
            once.call_once(|| ());
        }
        Ok(once)
    }

    fn placeholder(_: u32) -> Option<Self> {
        Some(Self::new())
    }
}
