//! What makes hashers: nothing travels, the other side seeds anew.

use std::hash::{BuildHasherDefault, RandomState};

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! seeded_anew {
    ($($name:literal [$($param:ident)?] $builder:ty;)*) => {$(
        impl$(<$param>)? Schema for $builder {
            fn schema(s: &mut SchemaBuilder) {
                s.name($name);
            }
        }

        impl$(<$param>)? Encode for $builder {
            fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
                Ok(())
            }
        }

        impl$(<$param>)? Decode for $builder {
            const DERIVED: bool = true;

            fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
                Ok(Self::default())
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some(Self::default())
            }
        }
    )*};
}

seeded_anew! {
    "RandomState" [] RandomState;
    "BuildHasherDefault" [H] BuildHasherDefault<H>;
}
