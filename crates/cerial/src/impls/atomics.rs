//! Atomics: the number they hold at the moment they are written.

use std::sync::atomic::{self, Ordering};

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! atomics {
    ($($width:literal: $($atomic:ident $value:ident)+;)*) => {$($(
        #[cfg(target_has_atomic = $width)]
        impl Schema for atomic::$atomic {
            fn schema(s: &mut SchemaBuilder) {
                s.name(stringify!($atomic));
            }
        }

        #[cfg(target_has_atomic = $width)]
        impl Encode for atomic::$atomic {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                self.load(Ordering::SeqCst).encode(encoder)
            }
        }

        #[cfg(target_has_atomic = $width)]
        impl Decode for atomic::$atomic {
            const LEAST: usize = $value::LEAST;
            const DERIVED: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                $value::decode(decoder).map(Self::new)
            }

            fn placeholder(_: u32) -> Option<Self> {
                Some(Self::default())
            }
        }
    )+)*};
}

atomics! {
    "8": AtomicBool bool AtomicU8 u8 AtomicI8 i8;
    "16": AtomicU16 u16 AtomicI16 i16;
    "32": AtomicU32 u32 AtomicI32 i32;
    "64": AtomicU64 u64 AtomicI64 i64;
    "ptr": AtomicUsize usize AtomicIsize isize;
}
