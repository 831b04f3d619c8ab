//! std's errors, made again by what makes them in the first place: most have no constructor.

use std::array::TryFromSliceError;
use std::cell::{BorrowError, BorrowMutError, RefCell};
use std::char::{CharTryFromError, ParseCharError};
use std::env::VarError;
use std::ffi::{CStr, CString, FromBytesUntilNulError, NulError, OsString};
use std::fmt::Error as FmtError;
use std::net::{AddrParseError, IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{IntErrorKind, NonZero, ParseFloatError, ParseIntError, TryFromIntError};
use std::path::{Path, StripPrefixError};
use std::str::{ParseBoolError, Utf8Error};
use std::string::{FromUtf8Error, FromUtf16Error};
use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};
use std::time::{Duration, SystemTime, SystemTimeError, TryFromFloatSecsError};

use crate::{Decode, Decoder, Encode, Encoder, Error, ErrorKind, Schema, SchemaBuilder};

/// Errors of which there are only some: a byte says which.
macro_rules! few {
    ($($name:literal $error:ident { $($number:literal $made:expr;)+ })*) => {$(
        impl Schema for $error {
            fn schema(s: &mut SchemaBuilder) {
                s.name($name);
            }
        }

        impl Encode for $error {
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                $(if $made.as_ref() == Some(self) {
                    encoder.bytes(&[$number]);
                    return Ok(());
                })+
                Err(unknown(encoder, $name))
            }
        }

        impl Decode for $error {
            const LEAST: usize = 1;
            const DERIVED: bool = true;

            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                let number = decoder.byte()?;
                let error = match number {
                    $($number => $made,)+
                    _ => None,
                };
                error.ok_or_else(|| decoder.unknown_variant($name, u64::from(number)))
            }
        }
    )*};
}

#[cold]
fn unknown(encoder: &Encoder<'_>, name: &'static str) -> Error {
    encoder.error(ErrorKind::Unsupported, format!("a {name} that this version doesn't know; send its text"))
}

few! {
    "ParseIntError" ParseIntError {
        0 "".parse::<u8>().err();
        1 "x".parse::<u8>().err();
        2 "256".parse::<u8>().err();
        3 "-129".parse::<i8>().err();
        4 "0".parse::<NonZero<u8>>().err();
    }
    "ParseFloatError" ParseFloatError {
        0 "".parse::<f32>().err();
        1 "x".parse::<f32>().err();
    }
    "ParseCharError" ParseCharError {
        0 "".parse::<char>().err();
        1 "xx".parse::<char>().err();
    }
    "ParseBoolError" ParseBoolError {
        0 "".parse::<bool>().err();
    }
    "AddrParseError" AddrParseError {
        0 "".parse::<IpAddr>().err();
        1 "".parse::<Ipv4Addr>().err();
        2 "".parse::<Ipv6Addr>().err();
        3 "".parse::<SocketAddr>().err();
        4 "".parse::<SocketAddrV4>().err();
        5 "".parse::<SocketAddrV6>().err();
    }
    "IntErrorKind" IntErrorKind {
        0 Some(IntErrorKind::Empty);
        1 Some(IntErrorKind::InvalidDigit);
        2 Some(IntErrorKind::PosOverflow);
        3 Some(IntErrorKind::NegOverflow);
        4 Some(IntErrorKind::Zero);
    }
    "TryFromIntError" TryFromIntError {
        0 u8::try_from(256_u16).err();
    }
    "CharTryFromError" CharTryFromError {
        0 char::try_from(0xd800_u32).err();
    }
    "StripPrefixError" StripPrefixError {
        0 Path::new("a").strip_prefix("b").err();
    }
    "TryFromFloatSecsError" TryFromFloatSecsError {
        0 Duration::try_from_secs_f32(-1.0).err();
        1 Duration::try_from_secs_f32(f32::NAN).err();
    }
    "FromBytesUntilNulError" FromBytesUntilNulError {
        0 CStr::from_bytes_until_nul(b"").err();
    }
    "fmt::Error" FmtError {
        0 Some(FmtError);
    }
    "mpsc::RecvError" RecvError {
        0 Some(RecvError);
    }
    "mpsc::TryRecvError" TryRecvError {
        0 Some(TryRecvError::Empty);
        1 Some(TryRecvError::Disconnected);
    }
    "mpsc::RecvTimeoutError" RecvTimeoutError {
        0 Some(RecvTimeoutError::Timeout);
        1 Some(RecvTimeoutError::Disconnected);
    }
}

/// Errors that are all alike, and that can't be compared.
macro_rules! alike {
    ($($name:literal $error:ty: $made:expr;)*) => {$(
        impl Schema for $error {
            fn schema(s: &mut SchemaBuilder) {
                s.name($name);
            }
        }

        impl Encode for $error {
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                encoder.bytes(&[0]);
                Ok(())
            }
        }

        impl Decode for $error {
            const LEAST: usize = 1;
            const DERIVED: bool = true;

            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                let number = decoder.byte()?;
                let error = if number == 0 { $made } else { None };
                error.ok_or_else(|| decoder.unknown_variant($name, u64::from(number)))
            }
        }
    )*};
}

alike! {
    "FromUtf16Error" FromUtf16Error: String::from_utf16(&[0xd800]).err();
    "TryFromSliceError" TryFromSliceError: <[u8; 1]>::try_from(&[][..]).err();
    "BorrowError" BorrowError: with_borrowed(|cell| cell.try_borrow().err());
    "BorrowMutError" BorrowMutError: with_borrowed(|cell| cell.try_borrow_mut().err());
}

fn with_borrowed<R>(look: impl FnOnce(&RefCell<()>) -> R) -> R {
    let cell = RefCell::new(());
    let _borrowed = cell.borrow_mut();
    look(&cell)
}

/// Errors that are made again from what they tell.
macro_rules! retold {
    ($($name:literal $error:ty: $told:ty, |$value:ident| $tell:expr, |$again:ident| $make:expr;)*) => {$(
        impl Schema for $error {
            fn schema(s: &mut SchemaBuilder) {
                s.name($name).part::<$told>();
            }
        }

        impl Encode for $error {
            fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
                let $value = self;
                let told: $told = $tell;
                told.encode(encoder)
            }
        }

        impl Decode for $error {
            const LEAST: usize = <$told>::LEAST;
            const DERIVED: bool = true;

            fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
                let $again = <$told>::decode(decoder)?;
                let error: Option<Self> = $make;
                error.ok_or_else(|| decoder.invalid(concat!("what is told makes no ", $name)))
            }
        }
    )*};
}

retold! {
    "VarError" VarError: Option<OsString>,
        |error| match error {
            VarError::NotPresent => None,
            VarError::NotUnicode(text) => Some(text.clone()),
        },
        |told| Some(told.map_or(VarError::NotPresent, VarError::NotUnicode));
    "NulError" NulError: Vec<u8>, |error| error.clone().into_vec(), |told| CString::new(told).err();
    "FromUtf8Error" FromUtf8Error: Vec<u8>, |error| error.as_bytes().to_vec(), |told| String::from_utf8(told).err();
    "SystemTimeError" SystemTimeError: Duration, |error| error.duration(), |told| later(told);
}

/// The error of asking how long before an earlier time a later one was.
fn later(distance: Duration) -> Option<SystemTimeError> {
    let later = SystemTime::UNIX_EPOCH.checked_add(distance)?;
    SystemTime::UNIX_EPOCH.duration_since(later).err().filter(|error| error.duration() == distance)
}

impl Schema for Utf8Error {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Utf8Error");
    }
}

impl Encode for Utf8Error {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.valid_up_to().encode(encoder)?;
        self.error_len().map_or(0_u8, |len| len as u8).encode(encoder)
    }
}

impl Decode for Utf8Error {
    const LEAST: usize = usize::LEAST + u8::LEAST;
    const DERIVED: bool = true;

    /// The error of a text that is broken so far from its start, in such a way.
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let (valid, len) = <(usize, u8)>::decode(decoder)?;
        let end: &[u8] = match len {
            0 => &[0xe2],
            1 => &[0xff],
            2 => &[0xe2, 0x82, b' '],
            3 => &[0xf0, 0x9f, 0x98, b' '],
            _ => return Err(decoder.invalid("a broken character has at most three bytes")),
        };
        let whole = valid.saturating_add(end.len());
        decoder.charge(whole as u64)?;
        let mut text = Vec::new();
        if text.try_reserve_exact(whole).is_err() {
            return Err(decoder.error(ErrorKind::Memory, "the broken text does not fit into memory"));
        }
        text.resize(valid, b' ');
        text.extend_from_slice(end);
        std::str::from_utf8(&text).err().ok_or_else(|| decoder.invalid("the text is not broken"))
    }
}

impl<T: Schema> Schema for SendError<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("mpsc::SendError").part::<T>();
    }
}

impl<T: Encode> Encode for SendError<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        self.0.encode(encoder)
    }
}

impl<T: Decode> Decode for SendError<T> {
    const LEAST: usize = T::LEAST;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        decoder.part().map(Self)
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        T::skip(decoder)
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        self.0.revisit(decoder)
    }

    fn placeholder(depth: u32) -> Option<Self> {
        T::placeholder(depth).map(Self)
    }
}

impl<T: Schema> Schema for TrySendError<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.name("mpsc::TrySendError").part::<T>();
    }
}

impl<T: Encode> Encode for TrySendError<T> {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        let (full, value) = match self {
            Self::Full(value) => (true, value),
            Self::Disconnected(value) => (false, value),
        };
        full.encode(encoder)?;
        value.encode(encoder)
    }
}

impl<T: Decode> Decode for TrySendError<T> {
    const LEAST: usize = 1;
    const DERIVED: bool = true;

    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        let full = bool::decode(decoder)?;
        decoder.part().map(if full { Self::Full } else { Self::Disconnected })
    }

    fn skip(decoder: &mut Decoder<'_>) -> Result<(), Error> {
        bool::skip(decoder)?;
        T::skip(decoder)
    }

    fn placeholder(depth: u32) -> Option<Self> {
        T::placeholder(depth).map(Self::Disconnected)
    }

    fn revisit(&self, decoder: &mut Decoder<'_>) -> Result<(), Error> {
        bool::skip(decoder)?;
        match self {
            Self::Full(value) | Self::Disconnected(value) => value.revisit(decoder),
        }
    }
}
