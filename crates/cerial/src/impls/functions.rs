//! Pointers to functions: the name that the function is registered by.

use std::any::type_name;

use super::text::decode_str;
use crate::function::{self, Function};
use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

fn encode<F: Copy + PartialEq + 'static>(pointer: &F, encoder: &mut Encoder<'_>) -> Result<(), Error> {
    function::name_of(pointer).map_err(|error| error.at(encoder.offset()))?.encode(encoder)
}

fn decode<F: Copy + 'static>(decoder: &mut Decoder<'_>) -> Result<F, Error> {
    let offset = decoder.offset();
    let name = decode_str(decoder)?;
    let pointer = function::named(name).map_err(|error| decoder.fail(error.at(offset)))?;
    decoder.note_text(name);
    Ok(pointer)
}

macro_rules! pointers {
    ($([$($Argument:ident)*])*) => {$(
        impl<$($Argument: 'static,)* R: 'static> Schema for fn($($Argument),*) -> R {
            fn schema(s: &mut SchemaBuilder) {
                s.name(type_name::<Self>());
            }
        }

        impl<$($Argument: 'static,)* R: 'static> Encode for fn($($Argument),*) -> R {
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                encode(self, encoder)
            }
        }

        impl<$($Argument: 'static,)* R: 'static> Decode for fn($($Argument),*) -> R {
            const LEAST: usize = 1;
            const DERIVED: bool = true;

            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                decode(decoder)
            }

            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                decode::<Self>(decoder).map(drop)
            }

            fn placeholder(_: u32) -> Option<Self> {
                function::any()
            }
        }
    )*};
}

pointers! {
    []
    [A]
    [A B]
    [A B C]
    [A B C D]
    [A B C D E]
    [A B C D E F]
    [A B C D E F G]
    [A B C D E F G H]
}

impl<F: 'static> Schema for Function<F> {
    fn schema(s: &mut SchemaBuilder) {
        s.name(type_name::<F>());
    }
}

impl<F: Copy + PartialEq + 'static> Encode for Function<F> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        encode(&self.0, encoder)
    }
}

impl<F: Copy + PartialEq + 'static> Decode for Function<F> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decode(decoder).map(Self)
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        decode::<F>(decoder).map(drop)
    }

    fn placeholder(_: u32) -> Option<Self> {
        function::any().map(Self)
    }
}
