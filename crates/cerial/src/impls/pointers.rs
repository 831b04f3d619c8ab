//! Shared pointers: one object however many handles there are, and weak handles that find it again.

use std::any::TypeId;
use std::ffi::{CStr, CString, OsStr, OsString};
use std::path::{Path, PathBuf};
use std::rc::{self, Rc};
use std::sync::{self, Arc};

use crate::decode::{Decode, DecodeReferent, Decoder, Revisit};
use crate::encode::{Encode, EncodeReferent, Encoder, Kept, Place};
use crate::error::Error;
use crate::schema::{Schema, SchemaBuilder};

macro_rules! pointers {
    ($($Pointer:ident $weak:ident $encode:ident $keep:ident $strong_of:ident $weak_of:ident $placeholder:ident $no_target:ident;)*) => {$(
        impl<T: Schema + ?Sized> Schema for $Pointer<T> {
            fn schema(s: &mut SchemaBuilder) {
                s.name(stringify!($Pointer)).part::<T>();
            }
        }

        impl<T: Schema + ?Sized> Schema for $weak::Weak<T> {
            fn schema(s: &mut SchemaBuilder) {
                s.name(concat!(stringify!($weak), "::Weak")).part::<T>();
            }
        }

        /// Writes a pointer that may be the first or the only one.
        #[inline(never)]
        fn $encode<T: EncodeReferent + ?Sized>(pointer: &$Pointer<T>, encoder: &mut Encoder<'_>) -> Result<(), Error> {
            // Nobody can make another handle meanwhile: the only one is borrowed here.
            let alone = $Pointer::strong_count(pointer) == 1 && $Pointer::weak_count(pointer) == 0;
            if alone && let Some(result) = encoder.inline(|encoder| T::encode_body(pointer, encoder)) {
                return result;
            }
            encoder.strong(Place::of(&**pointer), alone, || T::$keep(pointer))
        }

        impl<T: EncodeReferent + ?Sized> Encode for $Pointer<T> {
            #[inline]
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                T::encode_tag(self, encoder)?;
                // Most handles, where there are many on a value. What is there needn't be looked at: it may be anywhere in
                // memory, and takes longer to get than all the rest.
                let may_be_known = encoder.expects_known() || $Pointer::strong_count(self) > 1;
                if may_be_known && encoder.known(Place::of(&**self)) {
                    return Ok(());
                }
                $encode(self, encoder)
            }

            #[inline]
            fn encode_slice(values: &[Self], encoder: &mut Encoder<'_>) -> Result<(), Error> {
                let mut index = 0;
                while index < values.len() {
                    if !T::TAGGED {
                        index += encoder.known_run(&values[index..], |value| Place::of(&**value));
                    }
                    let Some(value) = values.get(index) else { break };
                    encoder.element(index, value)?;
                    index += 1;
                }
                Ok(())
            }
        }

        impl<T: EncodeReferent + ?Sized> Encode for $weak::Weak<T> {
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                match self.upgrade() {
                    Some(target) => {
                        T::encode_tag(&target, encoder)?;
                        encoder.weak(Place::of(&*target), || T::$keep(&target))
                    }
                    None => {
                        encoder.no_target();
                        Ok(())
                    }
                }
            }
        }

        impl<T: DecodeReferent + ?Sized> Decode for $Pointer<T> {
            const LEAST: usize = 1;
            const DERIVED: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                T::$strong_of(decoder)
            }

            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                T::skip_strong(decoder)
            }

            fn placeholder(depth: u32) -> Option<Self> {
                T::$placeholder(depth)
            }

            fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                T::revisit_strong(self, decoder)
            }
        }

        impl<T: DecodeReferent + ?Sized> Decode for $weak::Weak<T> {
            const LEAST: usize = 1;
            const DERIVED: bool = true;

            #[inline]
            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                T::$weak_of(decoder)
            }

            fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                T::skip_weak(decoder)
            }

            fn placeholder(_: u32) -> Option<Self> {
                T::$no_target()
            }
        }
    )*};
}

pointers! {
    Rc rc encode_rc keep_rc rc rc_weak rc_placeholder rc_no_target;
    Arc sync encode_arc keep_arc arc arc_weak arc_placeholder arc_no_target;
}

/// Text has no cells to fill.
fn no_cells<T: ?Sized>(decoder: &mut Decoder<'_>, _: &T) -> Result<(), Error> {
    let len = decoder.len::<u8>()?;
    decoder.bytes(len).map(drop)
}

/// A second visit to what a finished `$Pointer` points to.
macro_rules! revisit_pointer {
    ($Pointer:ty, $revisit:expr) => {{
        let revisit: Revisit = |finished, decoder| match finished.pointer::<$Pointer>() {
            Some(pointer) => $revisit(decoder, &*pointer),
            None => Ok(()),
        };
        revisit
    }};
}

/// Types without a size, made from what `$Owned` decodes. A weak pointer without a target needs some target that is
/// gone: `$empty`.
macro_rules! unsized_referents {
    ($([$($encode:tt)*] [$($decode:tt)*] $Type:ty: $Owned:ty, $empty:expr, $revisit:expr;)*) => {$(
        impl<$($encode)*> EncodeReferent for $Type {
            #[inline]
            fn concrete(&self) -> TypeId {
                TypeId::of::<Self>()
            }

            fn encode_body(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                self.encode(encoder)
            }

            fn keep_rc(pointer: &Rc<Self>) -> Kept {
                Kept::unsized_rc(Rc::clone(pointer))
            }

            fn keep_arc(pointer: &Arc<Self>) -> Kept {
                Kept::unsized_arc(Arc::clone(pointer))
            }
        }

        impl<$($decode)*> DecodeReferent for $Type {
            fn rc(decoder: &mut Decoder<'_>) -> Result<Rc<Self>, Error> {
                decoder.unsized_strong(|decoder| decoder.part::<$Owned>().map(Rc::from), revisit_pointer!(Rc<Self>, $revisit))
            }

            fn arc(decoder: &mut Decoder<'_>) -> Result<Arc<Self>, Error> {
                decoder.unsized_strong(|decoder| decoder.part::<$Owned>().map(Arc::from), revisit_pointer!(Arc<Self>, $revisit))
            }

            fn rc_weak(decoder: &mut Decoder<'_>) -> Result<rc::Weak<Self>, Error> {
                let target = decoder.unsized_weak(|decoder| decoder.part::<$Owned>().map(Rc::from), revisit_pointer!(Rc<Self>, $revisit))?;
                Ok(Rc::downgrade(&target.unwrap_or_else(|| Rc::from($empty))))
            }

            fn arc_weak(decoder: &mut Decoder<'_>) -> Result<sync::Weak<Self>, Error> {
                let target = decoder.unsized_weak(|decoder| decoder.part::<$Owned>().map(Arc::from), revisit_pointer!(Arc<Self>, $revisit))?;
                Ok(Arc::downgrade(&target.unwrap_or_else(|| Arc::from($empty))))
            }

            fn skip_strong(decoder: &mut Decoder<'_>) -> Result<(), Error> {
                decoder.skip_strong::<Self>(<$Owned>::skip)
            }

            fn revisit_strong(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
                decoder.revisit_strong(|decoder| $revisit(decoder, self))
            }

            fn rc_placeholder(_: u32) -> Option<Rc<Self>> {
                Some(Rc::from($empty))
            }

            fn arc_placeholder(_: u32) -> Option<Arc<Self>> {
                Some(Arc::from($empty))
            }

            fn rc_no_target() -> Option<rc::Weak<Self>> {
                Some(Rc::downgrade(&Rc::from($empty)))
            }

            fn arc_no_target() -> Option<sync::Weak<Self>> {
                // Not the default: std keeps that one alive.
                Some(Arc::downgrade(&Arc::from($empty)))
            }
        }
    )*};
}

unsized_referents! {
    [] [] str: String, "", no_cells;
    [] [] Path: PathBuf, Path::new(""), no_cells;
    [] [] OsStr: OsString, OsStr::new(""), no_cells;
    [] [] CStr: CString, c"", no_cells;
    [T: Encode + 'static] [T: Decode + 'static] [T]: Vec<T>, Vec::new(), Decoder::revisit_slice::<T>;
}
