//! The impls for `dyn Trait`, and for it with `Send`, with `Sync` and with both.
//!
//! Rust lets a crate implement foreign traits for its own `dyn Trait`, but not by a blanket impl here: so a macro writes
//! them where the trait is.

/// Writes what makes objects of a trait travel. The attribute on the trait calls it, with the parameters that the trait
/// is generic over, and what they are called.
#[doc(hidden)]
#[macro_export]
macro_rules! __object_trait {
    ([$($parameter:tt)*] [$($argument:ty),*] $name:literal $($path:tt)+) => {
        $crate::__trait_object! {
            [Object object_rc object_arc (dyn ::core::any::Any)]
            [$($parameter)*] [$($argument),*] $name $($path)+
        }
    };
}

/// Writes what makes objects of a trait travel, whatever trait it is.
#[doc(hidden)]
#[macro_export]
macro_rules! __trait_object {
    ($kind:tt $parameters:tt $arguments:tt $name:literal $($path:tt)+) => {
        $crate::__trait_object_form!($kind $parameters $arguments $name [$($path)+]);
        $crate::__trait_object_form!($kind $parameters $arguments $name [$($path)+ + ::core::marker::Send]);
        $crate::__trait_object_form!($kind $parameters $arguments $name [$($path)+ + ::core::marker::Sync]);
        $crate::__trait_object_form!(
            $kind $parameters $arguments $name [$($path)+ + ::core::marker::Send + ::core::marker::Sync]
        );
    };
}

/// Writes what makes one form of trait objects travel.
#[doc(hidden)]
#[macro_export]
macro_rules! __trait_object_form {
    (
        [$View:ident $keep_rc:ident $keep_arc:ident ($Root:ty)]
        [$($parameter:tt)*] [$($argument:ty),*] $name:literal [$($bound:tt)+]
    ) => {
        impl<$($parameter)*> $crate::Schema for dyn $($bound)+ {
            fn schema(s: &mut $crate::SchemaBuilder) {
                $crate::object::schema::<Self>(s, &[$(::core::any::type_name::<$argument>()),*]);
            }
        }

        impl<$($parameter)*> $crate::object::TraitObject for dyn $($bound)+ {
            const NAME: &'static str = ::core::concat!("dyn ", $name);

            fn view(&self) -> $crate::object::View<'_> {
                $crate::object::View::$View(self)
            }

            fn keep_rc(pointer: &::std::rc::Rc<Self>) -> $crate::object::Kept {
                $crate::object::Kept::$keep_rc(pointer.clone())
            }

            fn keep_arc(pointer: &::std::sync::Arc<Self>) -> $crate::object::Kept {
                $crate::object::Kept::$keep_arc(pointer.clone())
            }
        }

        impl<$($parameter)* __T: $($bound)+ + 'static> $crate::object::Cast<__T> for dyn $($bound)+ {
            fn boxed(value: ::std::boxed::Box<__T>) -> ::std::boxed::Box<Self> {
                value
            }

            fn rc(pointer: ::std::rc::Rc<__T>) -> ::std::rc::Rc<Self> {
                pointer
            }

            fn arc(pointer: ::std::sync::Arc<__T>) -> ::std::sync::Arc<Self> {
                pointer
            }

            fn rc_weak(pointer: ::std::rc::Weak<__T>) -> ::std::rc::Weak<Self> {
                pointer
            }

            fn arc_weak(pointer: ::std::sync::Weak<__T>) -> ::std::sync::Weak<Self> {
                pointer
            }

            fn downcast(&self) -> ::core::option::Option<&__T> {
                <$Root>::downcast_ref::<__T>(self)
            }
        }

        impl<$($parameter)*> $crate::Encode for dyn $($bound)+ {
            fn encode(&self, encoder: &mut $crate::Encoder<'_>) -> ::core::result::Result<(), $crate::Error> {
                $crate::object::encode(self, encoder)
            }
        }

        impl<$($parameter)*> $crate::EncodeReferent for dyn $($bound)+ {
            const TAGGED: bool = true;

            fn concrete(&self) -> ::core::any::TypeId {
                $crate::object::concrete(self)
            }

            fn encode_tag(&self, encoder: &mut $crate::Encoder<'_>) -> ::core::result::Result<(), $crate::Error> {
                $crate::object::encode_tag(self, encoder)
            }

            fn encode_body(&self, encoder: &mut $crate::Encoder<'_>) -> ::core::result::Result<(), $crate::Error> {
                $crate::object::encode_body(self, encoder)
            }

            fn keep_rc(pointer: &::std::rc::Rc<Self>) -> $crate::object::Kept {
                <Self as $crate::object::TraitObject>::keep_rc(pointer)
            }

            fn keep_arc(pointer: &::std::sync::Arc<Self>) -> $crate::object::Kept {
                <Self as $crate::object::TraitObject>::keep_arc(pointer)
            }
        }

        impl<$($parameter)*> $crate::Decode for ::std::boxed::Box<dyn $($bound)+> {
            const LEAST: usize = 1;
            const DERIVED: bool = true;

            fn decode(decoder: &mut $crate::Decoder<'_>) -> ::core::result::Result<Self, $crate::Error> {
                $crate::object::decode_box(decoder)
            }

            fn skip(decoder: &mut $crate::Decoder<'_>) -> ::core::result::Result<(), $crate::Error> {
                $crate::object::skip_box::<dyn $($bound)+>(decoder)
            }

            fn revisit(&self, decoder: &mut $crate::Decoder<'_>) -> ::core::result::Result<(), $crate::Error> {
                $crate::object::revisit_box(&**self, decoder)
            }

            fn revisit_pinned(
                pinned: &::core::pin::Pin<Self>,
                decoder: &mut $crate::Decoder<'_>,
            ) -> ::core::result::Result<(), $crate::Error> {
                $crate::object::revisit_box(&**pinned, decoder)
            }
        }

        impl<$($parameter)*> $crate::DecodeReferent for dyn $($bound)+ {
            fn rc(
                decoder: &mut $crate::Decoder<'_>,
            ) -> ::core::result::Result<::std::rc::Rc<Self>, $crate::Error> {
                $crate::object::decode_rc(decoder)
            }

            fn arc(
                decoder: &mut $crate::Decoder<'_>,
            ) -> ::core::result::Result<::std::sync::Arc<Self>, $crate::Error> {
                $crate::object::decode_arc(decoder)
            }

            fn rc_weak(
                decoder: &mut $crate::Decoder<'_>,
            ) -> ::core::result::Result<::std::rc::Weak<Self>, $crate::Error> {
                $crate::object::decode_rc_weak(decoder)
            }

            fn arc_weak(
                decoder: &mut $crate::Decoder<'_>,
            ) -> ::core::result::Result<::std::sync::Weak<Self>, $crate::Error> {
                $crate::object::decode_arc_weak(decoder)
            }

            fn skip_strong(decoder: &mut $crate::Decoder<'_>) -> ::core::result::Result<(), $crate::Error> {
                $crate::object::skip_strong::<Self>(decoder)
            }

            fn skip_weak(decoder: &mut $crate::Decoder<'_>) -> ::core::result::Result<(), $crate::Error> {
                $crate::object::skip_weak::<Self>(decoder)
            }

            fn revisit_strong(
                &self,
                decoder: &mut $crate::Decoder<'_>,
            ) -> ::core::result::Result<(), $crate::Error> {
                $crate::object::revisit_strong(self, decoder)
            }

            fn rc_placeholder(_: u32) -> ::core::option::Option<::std::rc::Rc<Self>> {
                ::core::option::Option::None
            }

            fn arc_placeholder(_: u32) -> ::core::option::Option<::std::sync::Arc<Self>> {
                ::core::option::Option::None
            }

            fn rc_no_target() -> ::core::option::Option<::std::rc::Weak<Self>> {
                $crate::object::no_rc_target()
            }

            fn arc_no_target() -> ::core::option::Option<::std::sync::Weak<Self>> {
                $crate::object::no_arc_target()
            }
        }
    };
}
