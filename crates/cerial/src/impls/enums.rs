//! std's enums: a byte for the variant, then what it holds.

use std::cmp::Ordering;
use std::convert::Infallible;
use std::fmt::Alignment;
use std::io::SeekFrom;
use std::net::Shutdown;
use std::num::FpCategory;
use std::ops::{Bound, ControlFlow};
use std::sync::atomic;
use std::task::Poll;

use crate::{Decode, Decoder, Encode, Encoder, Error, Schema, SchemaBuilder};

macro_rules! enums {
    ($($name:literal $type:ty $(where $($param:ident)+)? { $($number:literal $path:path $(, $held:ident $of:ty)?;)+ })*) => {$(
        impl$(<$($param: Schema),+>)? Schema for $type {
            fn schema(s: &mut SchemaBuilder) {
                s.enumeration($name)$(.variant(stringify!($path))$(.part::<$of>())?)+;
            }
        }

        impl$(<$($param: Encode),+>)? Encode for $type {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                match self {
                    $($path$(($held))? => {
                        encoder.bytes(&[$number]);
                        $($held.encode(encoder)?;)?
                    })+
                    #[allow(unreachable_patterns, reason = "only some of these enums may get more variants")]
                    _ => return Err(unknown(encoder, $name)),
                }
                Ok(())
            }
        }

        impl$(<$($param: Decode),+>)? Decode for $type {
            const LEAST: usize = 1;
            const DERIVED: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                match decoder.byte()? {
                    $($number => Ok($path$((decoder.part::<$of>()?))?),)+
                    number => Err(decoder.unknown_variant($name, u64::from(number))),
                }
            }

            #[inline]
            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                match decoder.byte()? {
                    $($number => {
                        $(<$of>::skip(decoder)?;)?
                        Ok(())
                    })+
                    number => Err(decoder.unknown_variant($name, u64::from(number))),
                }
            }

            fn placeholder(_depth: u32) -> Option<Self> {
                None$(.or_else(|| Some($path$((<$of>::placeholder(_depth)?))?)))+
            }

            fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                match (decoder.byte()?, self) {
                    $(($number, $path$(($held))?) => {
                        $($held.revisit(decoder)?;)?
                        Ok(())
                    })+
                    _ => Err(decoder.changed($name)),
                }
            }
        }
    )*};
}

enums! {
    "Ordering" Ordering { 0 Ordering::Less; 1 Ordering::Equal; 2 Ordering::Greater; }
    "atomic::Ordering" atomic::Ordering {
        0 atomic::Ordering::Relaxed;
        1 atomic::Ordering::Release;
        2 atomic::Ordering::Acquire;
        3 atomic::Ordering::AcqRel;
        4 atomic::Ordering::SeqCst;
    }
    "Bound" Bound<T> where T { 0 Bound::Unbounded; 1 Bound::Included, value T; 2 Bound::Excluded, value T; }
    "Poll" Poll<T> where T { 0 Poll::Pending; 1 Poll::Ready, value T; }
    "ControlFlow" ControlFlow<B, C> where B C { 0 ControlFlow::Continue, value C; 1 ControlFlow::Break, value B; }
    "SeekFrom" SeekFrom { 0 SeekFrom::Start, at u64; 1 SeekFrom::End, at i64; 2 SeekFrom::Current, at i64; }
    "FpCategory" FpCategory {
        0 FpCategory::Nan;
        1 FpCategory::Infinite;
        2 FpCategory::Zero;
        3 FpCategory::Subnormal;
        4 FpCategory::Normal;
    }
    "fmt::Alignment" Alignment { 0 Alignment::Left; 1 Alignment::Right; 2 Alignment::Center; }
    "Shutdown" Shutdown { 0 Shutdown::Read; 1 Shutdown::Write; 2 Shutdown::Both; }
}

#[cold]
fn unknown(encoder: &Encoder<'_>, name: &'static str) -> Error {
    encoder.error(crate::ErrorKind::Unsupported, format!("{name} has a variant that this version doesn't know"))
}

impl Schema for Infallible {
    fn schema(s: &mut SchemaBuilder) {
        s.enumeration("Infallible");
    }
}

impl Encode for Infallible {
    fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
        match *self {}
    }
}

impl Decode for Infallible {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        Err(decoder.invalid("no value of this type exists"))
    }
}
