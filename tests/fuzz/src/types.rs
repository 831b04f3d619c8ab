//! The types that bytes are decoded as: all of the tables in cerial's documentation, and derived ones.

use std::any::{Any, type_name};
use std::borrow::Cow;
use std::cell::{BorrowError, BorrowMutError, Cell, OnceCell, RefCell};
use std::char::{CharTryFromError, ParseCharError};
use std::cmp::{self, Reverse};
use std::collections::hash_map::{DefaultHasher, RandomState};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::convert::Infallible;
use std::env::VarError;
use std::error::Error as StdError;
use std::ffi::{CStr, CString, FromBytesUntilNulError, NulError, OsStr, OsString};
use std::fmt::Alignment;
use std::fs::File;
use std::hash::BuildHasherDefault;
use std::io::{self, SeekFrom};
use std::marker::{PhantomData, PhantomPinned};
use std::net::{
    AddrParseError, IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, SocketAddrV4, SocketAddrV6, TcpListener,
    TcpStream, UdpSocket,
};
use std::num::{
    FpCategory, IntErrorKind, NonZero, ParseFloatError, ParseIntError, Saturating, TryFromIntError, Wrapping,
};
use std::ops::{Bound, ControlFlow, Range, RangeFrom, RangeFull, RangeInclusive, RangeTo, RangeToInclusive};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf, StripPrefixError};
use std::pin::Pin;
use std::process::{self, ExitStatus};
use std::rc::{self, Rc};
use std::str::{ParseBoolError, Utf8Error};
use std::string::{FromUtf8Error, FromUtf16Error};
use std::sync::atomic::{
    self, AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
    AtomicU64, AtomicUsize,
};
use std::sync::mpsc::{RecvError, RecvTimeoutError, SendError, TryRecvError, TrySendError};
use std::sync::{self, Arc, Condvar, Mutex, Once, OnceLock, RwLock};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime, SystemTimeError, TryFromFloatSecsError};

use cerial::{
    Cerial, Decode, Decoder, Encode, Error, FileMode, Function, Live, Local, OpaqueError, Options, Schema,
    SchemaBuilder, Serde,
};

use crate::derived::{Bits, Bridged, Fixed, Foreign, Generic, Never, Trait, Transparent, Tree, Unit};
use crate::{Check, strict};

/// Stands for a `T` that is passed over.
struct Skipped<T>(PhantomData<T>);

impl<T: Schema> Schema for Skipped<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<T>();
    }
}

impl<T: Decode> Decode for Skipped<T> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        T::skip(decoder).map(|()| Self(PhantomData))
    }
}

/// The value that bytes are, if they are one.
fn taken<T: Decode>(bytes: &[u8]) -> Option<T> {
    let value = strict().from_slice::<T>(bytes).ok()?;
    // Where there are shared objects, something must ask for them.
    if bytes[0] & 0x80 == 0 {
        let skipped: Skipped<T> = cerial::from_slice(bytes).expect("what can be taken can be passed over");
        let Skipped(PhantomData) = skipped;
    }
    Some(value)
}

fn again<T: Encode>(value: &T) -> Vec<u8> {
    cerial::to_vec(value).expect("what was decoded encodes")
}

/// Whether values are of a type that this system keeps less exactly than the format does: Windows counts time by 100 ns.
fn is_coarse<T>() -> bool {
    let clock = SystemTime::UNIX_EPOCH + Duration::from_nanos(1) == SystemTime::UNIX_EPOCH;
    clock && type_name::<T>() == type_name::<SystemTime>()
}

/// The bytes of a time, with its nanoseconds rounded down to a whole number of steps.
fn rounded(bytes: &[u8], options: &Options, step: u32) -> Vec<u8> {
    let bare = |options: &Options| options.to_vec(&()).expect("it fits");
    let plain = Options::new().fingerprint(false);
    let (head, body) = bytes.split_at(bare(options).len());
    let fields = [&bare(&plain), body].concat();
    let (secs, nanos) = plain.from_slice::<(i64, u32)>(&fields).expect("a time is two numbers");
    let fields = plain.to_vec(&(secs, nanos - nanos % step)).expect("it fits");
    [head, &fields[bare(&plain).len()..]].concat()
}

/// What is accepted is what would be written, if the type's number is in front of it or not, as it was.
fn exact<T: Cerial>(bytes: &[u8]) {
    if let Some(value) = taken::<T>(bytes) {
        let options = Options::new().fingerprint(bytes[0] & 0x40 != 0);
        let written = options.to_vec(&value).expect("what was decoded encodes");
        match is_coarse::<T>() {
            true => assert_eq!(written, rounded(bytes, &options, 100)),
            false => assert_eq!(written, bytes),
        }
    }
}

/// What is accepted is written in one way, though it may have come in another: an object that is written as a shared
/// one may have one handle only.
fn stable<T: Cerial>(bytes: &[u8]) {
    if let Some(value) = taken::<T>(bytes) {
        let once = again(&value);
        let twice = again(&cerial::from_slice::<T>(&once).expect("it decodes again"));
        assert_eq!(once, twice);
    }
}

/// What is accepted can be written, in some order.
fn loose<T: Cerial>(bytes: &[u8]) {
    if let Some(value) = taken::<T>(bytes) {
        again(&value);
    }
}

macro_rules! types {
    ($($check:ident { $($type:ty,)* })*) => {
        /// Each type by its name, with what is to be true of bytes as values of it.
        pub(crate) const ALL: &[(&str, Check)] = &[$($((stringify!($type), $check::<$type>),)*)*];
    };
}

#[cerial::function(name = "next")]
fn next(number: u8) -> u8 {
    number.wrapping_add(1)
}

#[cerial::function(name = "either")]
fn either(one: u8, other: u8) -> u8 {
    one | other
}

#[cerial::function(name = "trim")]
fn trim(text: &str) -> &str {
    text.trim()
}

type Deep = Vec<(Option<String>, BTreeMap<u16, Vec<bool>>, Result<[u32; 3], Box<str>>)>;

types! {
    exact {
        (u8, i8, u16, i16, u32, i32, u64, i64), (u128, i128), (usize, isize), (f32, f64), Vec<bool>, Vec<char>, Vec<()>,
        Vec<u64>, Vec<i128>, Vec<f32>, Vec<usize>, [u16; 5], [[bool; 3]; 2], [String; 2], (u8, (u16, (String, [u8; 3]))),
        (u8, bool, u8, bool, u8, bool, u8, bool, u8, bool, u8, String),
        String, Box<str>, OsString, Box<OsStr>, PathBuf, Box<Path>, CString, Box<CStr>,
        Box<u16>, Pin<Box<String>>, Cow<'static, str>, Cow<'static, [u8]>,
        Cell<u8>, RefCell<String>, Mutex<u16>, RwLock<Vec<u8>>, OnceCell<u8>, OnceLock<String>,
        Vec<String>, Vec<Vec<u8>>, Box<[u16]>, Box<[String]>, VecDeque<u16>, VecDeque<String>, LinkedList<Vec<u8>>,
        BinaryHeap<u8>, BinaryHeap<String>, BTreeMap<u8, String>, BTreeMap<String, ()>, BTreeSet<Option<u8>>,
        Option<u16>, Option<Option<()>>, Result<u8, String>, Poll<u8>, Bound<u16>, ControlFlow<u8, String>,
        Vec<cmp::Ordering>, Vec<atomic::Ordering>, SeekFrom, Vec<Shutdown>,
        Range<u8>, RangeFrom<String>, RangeTo<u8>, RangeToInclusive<u8>, RangeFull, RangeInclusive<String>,
        (NonZero<u8>, NonZero<i8>, NonZero<i16>, NonZero<u32>, NonZero<i32>, NonZero<u64>, NonZero<i64>, NonZero<usize>),
        (NonZero<u128>, NonZero<i128>, NonZero<isize>), Vec<NonZero<u16>>, Wrapping<u16>, Saturating<i8>, Reverse<String>, AssertUnwindSafe<bool>,
        (AtomicBool, AtomicU8, AtomicI8, AtomicU16, AtomicI16, AtomicU32), (AtomicI32, AtomicU64, AtomicI64, AtomicUsize, AtomicIsize),
        (PhantomData<u8>, PhantomPinned, Local<u8>),
        Duration, SystemTime, Ipv4Addr, Ipv6Addr, IpAddr, SocketAddrV4, SocketAddrV6, SocketAddr,
        (RandomState, BuildHasherDefault<DefaultHasher>), io::ErrorKind,
        ParseIntError, ParseFloatError, ParseCharError, ParseBoolError, AddrParseError, IntErrorKind, TryFromIntError,
        std::array::TryFromSliceError, CharTryFromError, StripPrefixError, BorrowError, BorrowMutError, std::fmt::Error,
        Utf8Error, FromUtf8Error, NulError, VarError, SystemTimeError, RecvError, TryRecvError, RecvTimeoutError,
        FromUtf16Error, FromBytesUntilNulError, TryFromFloatSecsError, SendError<String>, TrySendError<u8>,
        (FpCategory, Alignment), (Condvar, Once), (ExitStatus, process::Output), (io::Cursor<Vec<u8>>, io::Empty, io::Sink), Infallible, Result<u8, Infallible>, Deep,
        Unit, Fixed, Vec<Fixed>, Bits, Vec<Bits>, Transparent, Generic<String, u8>, Tree, Never, Option<Never>,
        Live<File>, Vec<FileMode>, Live<TcpStream>, Live<UdpSocket>, Live<TcpListener>,
        arrayvec::ArrayVec<u16, 4>, arrayvec::ArrayVec<String, 2>, Vec<arrayvec::ArrayString<4>>,
        bytes::Bytes, Vec<bytes::BytesMut>,
        chrono::NaiveDate, chrono::NaiveTime, chrono::NaiveDateTime, chrono::DateTime<chrono::Utc>,
        Vec<chrono::DateTime<chrono::FixedOffset>>, chrono::TimeDelta, Vec<(chrono::Weekday, chrono::Month)>,
        indexmap::IndexMap<u8, String, RandomState>, indexmap::IndexSet<Option<u8>, RandomState>,
        jiff::Timestamp, jiff::civil::Date, jiff::civil::Time, jiff::civil::DateTime, Vec<jiff::civil::Weekday>,
        jiff::tz::Offset, jiff::SignedDuration, jiff::Span, jiff::ZonedDateTime,
        ndarray::ArrayBase<ndarray::OwnedRepr<u16>, ndarray::Ix2>, ndarray::ArrayBase<ndarray::OwnedRepr<String>, ndarray::IxDyn>,
        ndarray::ArrayBase<ndarray::OwnedArcRepr<bool>, ndarray::Ix1>, ndarray::ArrayBase<ndarray::OwnedRepr<()>, ndarray::Ix0>,
        once_cell::unsync::OnceCell<u8>, once_cell::sync::OnceCell<String>,
        Vec<ordered_float::OrderedFloat<f32>>, Vec<ordered_float::NotNan<f64>>, rust_decimal::Decimal,
        (ordered_float::OrderedFloat<f64>, ordered_float::NotNan<f32>),
        serde_json::Number,
        smallvec::SmallVec<[u16; 2]>, smallvec::SmallVec<[String; 1]>,
        time::Date, time::Time, time::PrimitiveDateTime, time::UtcDateTime, time::OffsetDateTime, time::UtcOffset,
        time::Duration, Vec<(time::Weekday, time::Month)>, url::Url, uuid::Uuid, Vec<uuid::Uuid>,
    }
    stable {
        Rc<u16>, (Rc<String>, Rc<String>), Vec<Rc<u8>>, Vec<Arc<str>>, Vec<Rc<[u16]>>, Vec<Arc<[String]>>,
        (Arc<Path>, Arc<OsStr>, Arc<CStr>), Vec<Rc<Path>>, (Vec<rc::Weak<u8>>, Vec<Rc<u8>>),
        (Vec<sync::Weak<String>>, Vec<Arc<String>>), (rc::Weak<str>, sync::Weak<[u8]>, Rc<str>, Arc<[u8]>),
        Vec<(Rc<Tree>, rc::Weak<Tree>)>, Rc<Vec<Rc<Vec<Rc<u8>>>>>, BTreeMap<Rc<str>, Rc<str>>, Vec<RefCell<rc::Weak<Fixed>>>,
        Vec<Option<Rc<()>>>, Rc<RefCell<Option<Rc<Mutex<u8>>>>>, io::Error, Serde<Foreign>, Serde<Vec<u64>>, Bridged,
        Generic<Rc<u8>, Rc<u8>>, OpaqueError,
        serde_json::Value, serde_json::Map<String, serde_json::Value>,
        smallvec::SmallVec<[Rc<u8>; 1]>, indexmap::IndexMap<Rc<str>, RefCell<Option<Rc<u8>>>, RandomState>,
        ndarray::ArrayBase<ndarray::OwnedRepr<Rc<u8>>, ndarray::Ix1>, once_cell::unsync::OnceCell<Rc<u8>>,
    }
    loose {
        HashMap<u8, String>, HashMap<String, Vec<u16>>, HashMap<(), Box<u8>>, HashSet<Option<u16>>, HashMap<Rc<str>, Rc<u8>>,
        HashSet<u8, BuildHasherDefault<DefaultHasher>>, Instant, Vec<Instant>,
        Box<dyn Trait>, (Rc<dyn Trait>, rc::Weak<dyn Trait>), (Arc<dyn Trait>, sync::Weak<dyn Trait>), Vec<Rc<dyn Trait>>,
        Box<dyn StdError>, Vec<Arc<dyn StdError>>, Box<dyn Any>, Vec<Rc<dyn Any>>, Vec<fn(u8) -> u8>, (fn(u8, u8) -> u8, fn()),
        Function<for<'a> fn(&'a str) -> &'a str>,
        Box<dyn Trait + Send + Sync>, Box<dyn StdError + Send + Sync>, Vec<Box<dyn Any + Send>>, Vec<Arc<dyn Any + Send + Sync>>,
        hashbrown::HashMap<u8, String, RandomState>, hashbrown::HashSet<Option<u16>, RandomState>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_round_down_before_1970_too() {
        for secs in [-1_000_000_007_i64, -1, 0, 1_000_000_007] {
            for fingerprint in [true, false] {
                let options = Options::new().fingerprint(fingerprint);
                let whole = Duration::from_secs(secs.unsigned_abs());
                let start = if secs < 0 { SystemTime::UNIX_EPOCH - whole } else { SystemTime::UNIX_EPOCH + whole };
                let bytes = |nanos| options.to_vec(&(start + Duration::from_nanos(nanos))).unwrap();
                assert_eq!(rounded(&bytes(123_456_700), &options, 1), bytes(123_456_700));
                assert_eq!(rounded(&bytes(123_456_789), &options, 100), bytes(123_456_700));
            }
        }
    }
}
