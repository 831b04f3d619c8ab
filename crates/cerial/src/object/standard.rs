//! The types of std that are registered: its errors for `dyn Error`, everyday values for `dyn Any`.
//!
//! They stand in a list of their own, so that they are there even where nothing has run before `main`.

use std::any::Any;
use std::error::Error;

use super::casts::Form;
use super::registry::Registration;

/// Types of std behind the objects of a trait: what any thread may have, and so has all forms.
macro_rules! registered {
    ($Trait:ident: $($name:literal $Type:ty;)*) => {
        &[$(Registration::new::<$Type>("", $name, [
            Some(Form::of::<$Type, dyn $Trait>()),
            Some(Form::of::<$Type, dyn $Trait + Send>()),
            Some(Form::of::<$Type, dyn $Trait + Sync>()),
            Some(Form::of::<$Type, dyn $Trait + Send + Sync>()),
        ])),*]
    };
}

/// The types that need nobody to register them.
pub(super) const REGISTRATIONS: [&[Registration]; 2] = [ERRORS, VALUES];

const ERRORS: &[Registration] = registered! {
    Error:
    "cerial::OpaqueError" super::OpaqueError;
    "std::AddrParseError" std::net::AddrParseError;
    "std::BorrowError" std::cell::BorrowError;
    "std::BorrowMutError" std::cell::BorrowMutError;
    "std::CharTryFromError" std::char::CharTryFromError;
    "std::FromUtf8Error" std::string::FromUtf8Error;
    "std::NulError" std::ffi::NulError;
    "std::ParseBoolError" std::str::ParseBoolError;
    "std::ParseCharError" std::char::ParseCharError;
    "std::ParseFloatError" std::num::ParseFloatError;
    "std::ParseIntError" std::num::ParseIntError;
    "std::StripPrefixError" std::path::StripPrefixError;
    "std::SystemTimeError" std::time::SystemTimeError;
    "std::TryFromIntError" std::num::TryFromIntError;
    "std::TryFromSliceError" std::array::TryFromSliceError;
    "std::Utf8Error" std::str::Utf8Error;
    "std::VarError" std::env::VarError;
    "std::fmt::Error" std::fmt::Error;
    "std::io::Error" std::io::Error;
    "std::mpsc::RecvError" std::sync::mpsc::RecvError;
    "std::mpsc::RecvTimeoutError" std::sync::mpsc::RecvTimeoutError;
    "std::mpsc::TryRecvError" std::sync::mpsc::TryRecvError;
};

const VALUES: &[Registration] = registered! {
    Any:
    "std::()" ();
    "std::Duration" std::time::Duration;
    "std::OsString" std::ffi::OsString;
    "std::PathBuf" std::path::PathBuf;
    "std::String" String;
    "std::SystemTime" std::time::SystemTime;
    "std::bool" bool;
    "std::char" char;
    "std::f32" f32;
    "std::f64" f64;
    "std::i128" i128;
    "std::i16" i16;
    "std::i32" i32;
    "std::i64" i64;
    "std::i8" i8;
    "std::isize" isize;
    "std::u128" u128;
    "std::u16" u16;
    "std::u32" u32;
    "std::u64" u64;
    "std::u8" u8;
    "std::usize" usize;
    "std::Vec<u8>" Vec<u8>;
};
