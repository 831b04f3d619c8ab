//! A test for each row of the documented table: values, and the bytes they give.

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::convert::Infallible;
use std::error::Error;
use std::ffi::{CStr, CString, OsStr, OsString};
use std::hash::{BuildHasherDefault, DefaultHasher, RandomState};
use std::io::{self, SeekFrom};
use std::marker::{PhantomData, PhantomPinned};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, Shutdown, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{IntErrorKind, NonZero, Saturating, TryFromIntError, Wrapping};
use std::ops::{Bound, ControlFlow, RangeInclusive};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{ExitStatus, Output};
use std::rc::{self, Rc};
use std::sync::atomic::{self, AtomicBool, AtomicI64, AtomicU8, AtomicUsize};
use std::sync::{self, Arc, Mutex, OnceLock, RwLock, mpsc};
use std::task::Poll;
use std::time::{Duration, Instant, SystemTime};

use cerial::{ErrorKind, Function, OpaqueError, from_slice, to_vec};

use super::{listed, message, refusal, shows, taken, travels};

/// The types as the table names them, and their test.
pub(super) const ROWS: &[(&str, fn())] = &[
    ("`u8` … `u64`, `i8` … `i64`", numbers),
    ("`u128`, `i128`", wide_numbers),
    ("`usize`, `isize`", sizes),
    ("`f32`, `f64`", floats),
    ("`bool`", || {
        travels(false, &[0]);
        travels([true, false], &[1, 0]);
    }),
    ("`char`", || travels('ß', &[0xdf, 0, 0, 0])),
    ("`()`", || assert_eq!(to_vec(&()).unwrap(), [1])),
    ("`String`, `str`, `Box<str>`", text),
    ("`OsString`, `OsStr`", || {
        travels(OsString::from("a"), &[1, b'a']);
        assert_eq!(&*taken::<Box<OsStr>>(OsStr::new("a"), &[1, b'a']), "a");
    }),
    ("`PathBuf`, `Path`", || {
        travels(PathBuf::from("a/b"), b"\x03a/b");
        assert_eq!(&*taken::<Box<Path>>(Path::new("a/b"), b"\x03a/b"), Path::new("a/b"));
    }),
    ("`CString`, `CStr`", || {
        travels(CString::from(c"a"), &[1, b'a']);
        assert_eq!(&*taken::<Box<CStr>>(c"a", &[1, b'a']), c"a");
    }),
    ("`&T`, `&mut T`, `Box<T>`, `Pin<Box<T>>`, `Cow<T>`", stand_ins),
    ("`Rc<T>`, `Arc<T>`", pointers),
    ("`rc::Weak<T>`, `sync::Weak<T>`", || {
        assert!(taken::<rc::Weak<u8>>(&rc::Weak::<u8>::new(), &[0]).upgrade().is_none());
        assert!(taken::<sync::Weak<u8>>(&sync::Weak::<u8>::new(), &[0]).upgrade().is_none());
    }),
    ("`Box<dyn Trait>`, `Rc<dyn Trait>`, `Arc<dyn Trait>`", || {
        assert!(listed::<Box<dyn Any>>(&(Box::new(5_u16) as Box<dyn Any>), &[1, 5, 0], &["std::u16"]).is::<u16>());
        assert!(listed::<Rc<dyn Any>>(&(Rc::new(5_u16) as Rc<dyn Any>), &[1, 1, 5, 0], &["std::u16"]).is::<u16>());
        assert!(listed::<Arc<dyn Any>>(&(Arc::new(5_u16) as Arc<dyn Any>), &[1, 1, 5, 0], &["std::u16"]).is::<u16>());
    }),
    ("`rc::Weak<dyn Trait>`, `sync::Weak<dyn Trait>`", || {
        let (here, there) =
            (rc::Weak::<u8>::new() as rc::Weak<dyn Any>, sync::Weak::<u8>::new() as sync::Weak<dyn Any>);
        assert!(taken::<rc::Weak<dyn Any>>(&here, &[0]).upgrade().is_none());
        assert!(taken::<sync::Weak<dyn Any>>(&there, &[0]).upgrade().is_none());
    }),
    ("`dyn Error`", errors_behind_traits),
    ("`dyn Any`", || {
        let value = listed::<Box<dyn Any>>(&(Box::new("a".to_owned()) as Box<dyn Any>), b"\x01\x01a", &["std::String"]);
        assert_eq!(value.downcast_ref::<String>().map(String::as_str), Some("a"));
        assert_eq!(to_vec(&(Box::new(message) as Box<dyn Any>)).unwrap_err().kind(), ErrorKind::Unregistered);
    }),
    ("`Cell<T>`, `RefCell<T>`, `Mutex<T>`, `RwLock<T>`", || {
        assert_eq!(taken::<Cell<u8>>(&Cell::new(5_u8), &[5]).get(), 5);
        assert_eq!(taken::<RefCell<u8>>(&RefCell::new(5_u8), &[5]).into_inner(), 5);
        assert_eq!(taken::<Mutex<u8>>(&Mutex::new(5_u8), &[5]).into_inner().unwrap(), 5);
        assert_eq!(taken::<RwLock<u8>>(&RwLock::new(5_u8), &[5]).into_inner().unwrap(), 5);
    }),
    ("`OnceCell<T>`, `OnceLock<T>`", || {
        assert_eq!(taken::<OnceCell<u8>>(&OnceCell::from(5_u8), &[1, 5]).get(), Some(&5));
        assert_eq!(taken::<OnceLock<u8>>(&OnceLock::<u8>::new(), &[0]).get(), None);
    }),
    ("`(A, B, …)`", tuples),
    ("`[T; N]`", || {
        travels([1_u16, 2], &[1, 0, 2, 0]);
        travels(["a".to_owned(), String::new()], &[1, b'a', 0]);
        travels([[true; 2]; 2], &[1, 1, 1, 1]);
    }),
    ("`Vec<T>`, `[T]`, `Box<[T]>`, `VecDeque<T>`, `LinkedList<T>`", sequences),
    ("`BinaryHeap<T>`", heap),
    ("`HashMap<K, V, S>`, `HashSet<T, S>`", hash_maps),
    ("`BTreeMap<K, V>`, `BTreeSet<T>`", || {
        travels(BTreeMap::from([(2_u8, true), (1, false)]), &[2, 1, 0, 2, 1]);
        travels(BTreeSet::from([2_u8, 1]), &[2, 1, 2]);
    }),
    ("`Option<T>`", || {
        travels(None::<u16>, &[0]);
        travels(Some(5_u16), &[1, 5, 0]);
        travels(Some(Some(())), &[1, 1]);
    }),
    ("`Result<T, E>`", || {
        travels(Ok::<u8, String>(5), &[0, 5]);
        travels(Err::<u8, String>("no".into()), &[1, 2, b'n', b'o']);
    }),
    ("`Poll<T>`", || {
        travels(Poll::<u8>::Pending, &[0]);
        travels(Poll::Ready(5_u8), &[1, 5]);
    }),
    ("`Bound<T>`", || {
        travels(Bound::<u8>::Unbounded, &[0]);
        travels(Bound::Included(5_u8), &[1, 5]);
        travels(Bound::Excluded(5_u8), &[2, 5]);
    }),
    ("`ControlFlow<B, C>`", || {
        travels(ControlFlow::<u8, u16>::Continue(5), &[0, 5, 0]);
        travels(ControlFlow::<u8, u16>::Break(5), &[1, 5]);
    }),
    ("`cmp::Ordering`", || travels([Ordering::Less, Ordering::Equal, Ordering::Greater], &[0, 1, 2])),
    ("`atomic::Ordering`", || {
        use atomic::Ordering as O;
        travels([O::Relaxed, O::Release, O::Acquire, O::AcqRel, O::SeqCst], &[0, 1, 2, 3, 4]);
    }),
    ("`SeekFrom`", || {
        travels(SeekFrom::Start(5), &[0, 5, 0, 0, 0, 0, 0, 0, 0]);
        travels(SeekFrom::End(-1), &[1, 255, 255, 255, 255, 255, 255, 255, 255]);
        travels(SeekFrom::Current(0), &[2, 0, 0, 0, 0, 0, 0, 0, 0]);
    }),
    ("`Shutdown`", || travels([Shutdown::Read, Shutdown::Write, Shutdown::Both], &[0, 1, 2])),
    ("`FpCategory`", || {
        use std::num::FpCategory as C;
        travels([C::Nan, C::Infinite, C::Zero, C::Subnormal, C::Normal], &[0, 1, 2, 3, 4]);
    }),
    ("`fmt::Alignment`", || {
        use std::fmt::Alignment;
        shows([Alignment::Left, Alignment::Right, Alignment::Center], &[0, 1, 2]);
    }),
    ("`Range<T>`, `RangeFrom<T>`, `RangeTo<T>`, `RangeToInclusive<T>`, `RangeFull`", || {
        travels(1_u8..5, &[1, 5]);
        travels(1_u8.., &[1]);
        travels(..5_u8, &[5]);
        travels(..=5_u8, &[5]);
        assert_eq!(to_vec(&..).unwrap(), [1]);
    }),
    ("`RangeInclusive<T>`", inclusive_range),
    ("`NonZero<N>`", || {
        travels(NonZero::new(5_u16).unwrap(), &[5, 0]);
        travels(Some(NonZero::<i8>::MIN), &[1, 128]);
        travels(NonZero::<u128>::MAX, &[255; 16]);
        travels(NonZero::<usize>::MIN, &[1, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(refusal::<NonZero<u8>>(&[0]), ErrorKind::Invalid);
    }),
    ("`Wrapping<T>`, `Saturating<T>`, `Reverse<T>`, `AssertUnwindSafe<T>`", || {
        travels(Wrapping(5_u16), &[5, 0]);
        travels(Saturating(-1_i8), &[255]);
        travels(Reverse("a".to_owned()), &[1, b'a']);
        shows(AssertUnwindSafe(true), &[1]);
    }),
    ("`AtomicBool`, `AtomicU8` …", || {
        shows(AtomicBool::new(true), &[1]);
        shows(AtomicU8::new(5), &[5]);
        shows(AtomicI64::new(-1), &[255; 8]);
        shows(AtomicUsize::new(5), &[5, 0, 0, 0, 0, 0, 0, 0]);
    }),
    ("`Condvar`", || {
        assert_eq!(to_vec(&sync::Condvar::new()).unwrap(), [1]);
        from_slice::<sync::Condvar>(&[1]).unwrap().notify_all();
    }),
    ("`Once`", || {
        let once = sync::Once::new();
        assert!(!taken::<sync::Once>(&once, &[0]).is_completed());
        once.call_once(|| ());
        taken::<sync::Once>(&once, &[1]).call_once(|| panic!("it is done"));
    }),
    ("`PhantomData<T>`, `PhantomPinned`", || {
        assert_eq!(to_vec(&(PhantomData::<dyn Fn()>, PhantomPinned)).unwrap(), [1]);
        assert_eq!(from_slice::<PhantomData<str>>(&[1]).unwrap(), PhantomData);
        assert_eq!(from_slice::<PhantomPinned>(&[1]).unwrap(), PhantomPinned);
    }),
    ("`Duration`", || {
        travels(Duration::new(5, 7), &[5, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 0]);
        travels(Duration::MAX, &[255, 255, 255, 255, 255, 255, 255, 255, 255, 201, 154, 59]);
    }),
    ("`SystemTime`", || {
        travels(SystemTime::UNIX_EPOCH + Duration::from_secs(5), &[5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        travels(
            SystemTime::UNIX_EPOCH - Duration::from_millis(1),
            &[255, 255, 255, 255, 255, 255, 255, 255, 192, 135, 139, 59],
        );
        travels(SystemTime::UNIX_EPOCH - Duration::from_secs(1), &[255, 255, 255, 255, 255, 255, 255, 255, 0, 0, 0, 0]);
    }),
    ("`Instant`", instant),
    ("`Ipv4Addr`, `Ipv6Addr`, `IpAddr`", || {
        travels(Ipv4Addr::LOCALHOST, &[127, 0, 0, 1]);
        travels(Ipv6Addr::LOCALHOST, &[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);
        travels(IpAddr::from([1, 2, 3, 4]), &[0, 1, 2, 3, 4]);
        travels(IpAddr::from([7_u8; 16]), &[1, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7]);
    }),
    ("`SocketAddrV4`, `SocketAddrV6`, `SocketAddr`", || {
        let four = SocketAddrV4::new(Ipv4Addr::LOCALHOST, 80);
        travels(four, &[127, 0, 0, 1, 80, 0]);
        travels(SocketAddr::from(four), &[0, 127, 0, 0, 1, 80, 0]);
        let six = SocketAddrV6::new([0_u8; 16].into(), 1, 2, 3);
        let bytes = [&[0; 16], &[1, 0, 2, 0, 0, 0, 3, 0, 0, 0][..]].concat();
        travels(six, &bytes);
        travels(SocketAddr::from(six), &[&[1], &bytes[..]].concat());
    }),
    ("`ExitStatus`", || {
        let system = to_vec(&ExitStatus::default()).unwrap()[1];
        let other = system ^ 1;
        travels(ExitStatus::default(), &[system, 0, 0, 0, 0]);
        assert_eq!(refusal::<ExitStatus>(&[other, 0, 0, 0, 0]), ErrorKind::Unsupported);
        assert_eq!(refusal::<ExitStatus>(&[2, 0, 0, 0, 0]), ErrorKind::Invalid);
        let failed = from_slice::<ExitStatus>(&[1, system, 0, 1, 0, 0]).unwrap();
        assert!(!failed.success());
        assert_eq!(cerial::copy(&failed).unwrap(), failed);
    }),
    ("`process::Output`", || {
        let output = Output { status: ExitStatus::default(), stdout: b"out".into(), stderr: b"err".into() };
        let system = to_vec(&ExitStatus::default()).unwrap()[1];
        travels(output, &[&[system, 0, 0, 0, 0], &b"\x03out\x03err"[..]].concat());
    }),
    ("`io::Cursor<T>`", || {
        let mut cursor = io::Cursor::new(vec![1_u8, 2]);
        cursor.set_position(5);
        travels(cursor, &[2, 1, 2, 5, 0, 0, 0, 0, 0, 0, 0]);
    }),
    ("`io::Empty`, `io::Sink`", || {
        assert_eq!(to_vec(&(io::empty(), io::sink())).unwrap(), [1]);
        from_slice::<(io::Empty, io::Sink)>(&[1]).unwrap();
    }),
    ("`RandomState`, `BuildHasherDefault<H>`", || {
        assert_eq!(to_vec(&(RandomState::new(), BuildHasherDefault::<DefaultHasher>::new())).unwrap(), [1]);
        from_slice::<(RandomState, BuildHasherDefault<DefaultHasher>)>(&[1]).unwrap();
    }),
    ("`io::ErrorKind`", || {
        travels(io::ErrorKind::NotFound, &[0]);
        travels(io::ErrorKind::Other, &[38]);
        assert_eq!(refusal::<io::ErrorKind>(&[39]), ErrorKind::Invalid);
    }),
    ("`io::Error`", io_errors),
    (
        "`ParseIntError`, `ParseFloatError`, `ParseCharError`, `ParseBoolError`, `AddrParseError`, `IntErrorKind`, \
         `TryFromIntError`, `TryFromSliceError`, `CharTryFromError`, `StripPrefixError`, `BorrowError`, \
         `BorrowMutError`, `FromUtf16Error`, `FromBytesUntilNulError`, `TryFromFloatSecsError`, `fmt::Error`",
        few_errors,
    ),
    ("`Utf8Error`", || {
        for (text, bytes) in
            [(&b"ab\xff"[..], [2, 1]), (b"\xe2\x82 ", [0, 2]), (b"\xf0\x9f\x98 ", [0, 3]), (b"\xe2", [0, 0])]
        {
            let error = std::str::from_utf8(text).unwrap_err();
            travels(error, &[bytes[0], 0, 0, 0, 0, 0, 0, 0, bytes[1]]);
        }
    }),
    ("`FromUtf8Error`, `NulError`", || {
        travels(String::from_utf8(vec![b'a', 255]).unwrap_err(), &[2, b'a', 255]);
        travels(CString::new("a\0").unwrap_err(), &[2, b'a', 0]);
        assert_eq!(refusal::<std::ffi::NulError>(&[1, b'a']), ErrorKind::Invalid);
    }),
    ("`VarError`", || {
        travels(std::env::VarError::NotPresent, &[0]);
        travels(std::env::VarError::NotUnicode("a".into()), &[1, 1, b'a']);
    }),
    ("`SystemTimeError`", || {
        let later = SystemTime::UNIX_EPOCH + Duration::from_secs(5);
        let error = SystemTime::UNIX_EPOCH.duration_since(later).unwrap_err();
        shows(error, &[5, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    }),
    ("`mpsc::RecvError`, `mpsc::TryRecvError`, `mpsc::RecvTimeoutError`", || {
        travels(mpsc::RecvError, &[0]);
        travels([mpsc::TryRecvError::Empty, mpsc::TryRecvError::Disconnected], &[0, 1]);
        travels([mpsc::RecvTimeoutError::Timeout, mpsc::RecvTimeoutError::Disconnected], &[0, 1]);
    }),
    ("`mpsc::SendError<T>`, `mpsc::TrySendError<T>`", || {
        travels(mpsc::SendError(5_u8), &[5]);
        travels(mpsc::TrySendError::Full(5_u8), &[1, 5]);
        travels(mpsc::TrySendError::Disconnected(5_u8), &[0, 5]);
    }),
    ("`fn(A, B, …) -> R`, `Function<F>`", || {
        let name = b"\x1ait::types::rows::successor";
        let pointer = successor as fn(u8) -> u8;
        assert_eq!(taken::<fn(u8) -> u8>(&pointer, name)(5), 6);
        assert_eq!(taken::<Function<fn(u8) -> u8>>(&Function(pointer), name)(5), 6);
    }),
    ("`Infallible`", || {
        assert_eq!(refusal::<Infallible>(&[0]), ErrorKind::Invalid);
        travels(Ok::<u8, Infallible>(5), &[0, 5]);
    }),
];

#[cerial::function]
fn successor(number: u8) -> u8 {
    number + 1
}

fn numbers() {
    travels(5_u8, &[5]);
    travels(0x0102_u16, &[2, 1]);
    travels(0x0102_0304_u32, &[4, 3, 2, 1]);
    travels(0x0102_0304_0506_0708_u64, &[8, 7, 6, 5, 4, 3, 2, 1]);
    travels(-1_i8, &[255]);
    travels(-2_i16, &[254, 255]);
    travels(i32::MIN, &[0, 0, 0, 128]);
    travels(i64::MAX, &[255, 255, 255, 255, 255, 255, 255, 127]);
    travels(vec![1_u16, 2, 3], &[3, 1, 0, 2, 0, 3, 0]);
}

fn wide_numbers() {
    travels(u128::MAX - 1, &[254, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]);
    travels(vec![1_i128], &[1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
}

fn sizes() {
    travels(5_usize, &[5, 0, 0, 0, 0, 0, 0, 0]);
    travels(-1_isize, &[255; 8]);
    travels(vec![5_usize], &[1, 5, 0, 0, 0, 0, 0, 0, 0]);
}

fn floats() {
    travels(1.0_f32, &[0, 0, 0x80, 0x3f]);
    travels(-0.0_f64, &[0, 0, 0, 0, 0, 0, 0, 0x80]);
    let nan = f64::from_bits(0x7ff4_dead_beef_0001);
    let bytes = [1, 0, 0xef, 0xbe, 0xad, 0xde, 0xf4, 0x7f];
    assert_eq!(taken::<f64>(&nan, &bytes).to_bits(), nan.to_bits());
    assert_eq!(taken::<[f64; 1]>(&[nan], &bytes)[0].to_bits(), nan.to_bits());
    travels(vec![1.0_f32], &[1, 0, 0, 0x80, 0x3f]);
}

fn text() {
    travels(String::from("aß"), &[3, b'a', 0xc3, 0x9f]);
    travels(String::new(), &[0]);
    let long = "x".repeat(300);
    travels(long.clone(), &[&[0xac, 2], long.as_bytes()].concat());
    assert_eq!(taken::<String>("a", &[1, b'a']), "a");
    travels(Box::<str>::from("a"), &[1, b'a']);
}

fn stand_ins() {
    let (mut one, two) = (5_u16, 6_u16);
    assert_eq!(taken::<(u16, u16)>(&(&mut one, &two), &[5, 0, 6, 0]), (5, 6));
    travels(Box::new(5_u16), &[5, 0]);
    travels(Pin::new(Box::new(5_u16)), &[5, 0]);
    travels(Cow::Borrowed("a"), &[1, b'a']);
    travels(Cow::<[u8]>::Owned(vec![5]), &[1, 5]);
    travels(Cow::Owned::<u16>(5), &[5, 0]);
}

fn pointers() {
    travels(Rc::new(5_u16), &[1, 5, 0]);
    travels(Arc::<str>::from("a"), &[1, 1, b'a']);
    travels(Rc::<[u8]>::from([5]), &[1, 1, 5]);
    travels(Arc::<Path>::from(Path::new("a")), &[1, 1, b'a']);
    travels(Rc::<OsStr>::from(OsStr::new("a")), &[1, 1, b'a']);
    travels(Rc::<CStr>::from(c"a"), &[1, 1, b'a']);
    let shared = Rc::new(5_u16);
    let back: (Rc<u16>, Rc<u16>) = cerial::copy(&(shared.clone(), shared)).unwrap();
    assert!(Rc::ptr_eq(&back.0, &back.1));
}

fn errors_behind_traits() {
    let error: Box<dyn Error> = Box::new(u8::try_from(300).unwrap_err());
    assert!(listed::<Box<dyn Error>>(&error, &[1, 0], &["std::TryFromIntError"]).is::<TryFromIntError>());
    let error: Box<dyn Error + Send + Sync> = "a".into();
    let body = b"\x01\x01a\x03\"a\"\0";
    assert!(listed::<Box<dyn Error + Send + Sync>>(&error, body, &["cerial::OpaqueError"]).is::<OpaqueError>());
}

fn tuples() {
    travels((5_u8,), &[5]);
    travels((5_u8, 6_u16), &[5, 6, 0]);
    travels((true, "a".to_owned()), &[1, 1, b'a']);
    travels(
        (0_u8, 1_u8, 2_u8, 3_u8, 4_u8, 5_u8, 6_u8, 7_u8, 8_u8, 9_u8, 10_u8, 11_u8),
        &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
    );
}

fn sequences() {
    travels(vec![true, false], &[2, 1, 0]);
    travels(vec![(1_u8, 2_u16), (3, 4)], &[2, 1, 2, 0, 3, 4, 0]);
    travels(vec![(); 3], &[3]);
    travels(Box::<[u8]>::from([1, 2]), &[2, 1, 2]);
    assert_eq!(taken::<Vec<u8>>(&[1_u8, 2][..], &[2, 1, 2]), [1, 2]);
    let mut ring = VecDeque::from([1_u8, 2, 3, 4]);
    ring.rotate_left(1);
    ring.pop_back();
    ring.push_front(9);
    travels(ring, &[4, 9, 2, 3, 4]);
    travels(LinkedList::from(["a".to_owned()]), &[1, 1, b'a']);
}

fn heap() {
    let heap = BinaryHeap::from([1_u8, 5, 3]);
    assert_eq!(taken::<BinaryHeap<u8>>(&heap, &[3, 5, 1, 3]).into_sorted_vec(), [1, 3, 5]);
    assert_eq!(refusal::<BinaryHeap<u8>>(&[3, 1, 5, 3]), ErrorKind::NotCanonical);
}

fn hash_maps() {
    travels(HashMap::from([(1_u8, "a".to_owned())]), &[1, 1, 1, b'a']);
    travels(HashSet::from([5_u16]), &[1, 5, 0]);
    travels(HashSet::<u8, BuildHasherDefault<DefaultHasher>>::from_iter([5]), &[1, 5]);
    let many: HashMap<u16, u64> = (0..1000).map(|key| (key, u64::from(key) * 3)).collect();
    assert_eq!(cerial::copy(&many).unwrap(), many);
}

fn inclusive_range() {
    travels(1_u8..=5, &[1, 5]);
    let mut walked: RangeInclusive<u8> = 1..=2;
    assert_eq!(walked.by_ref().count(), 2);
    assert_eq!(to_vec(&walked).unwrap_err().kind(), ErrorKind::Unsupported);
}

fn instant() {
    let before = Instant::now();
    let past = before - Duration::from_millis(200);
    let bytes = to_vec(&past).unwrap();
    assert_eq!((bytes.len(), bytes[1]), (14, 0));
    let back: Instant = from_slice(&bytes).unwrap();
    assert!(back >= past && back <= past + before.elapsed(), "the age is kept, and the way is added");
    let ahead = Instant::now() + Duration::from_secs(3600);
    let bytes = to_vec(&ahead).unwrap();
    assert_eq!(bytes[1], 1);
    assert!(from_slice::<Instant>(&bytes).unwrap() >= ahead);
    assert_eq!(refusal::<Instant>(&[1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), ErrorKind::NotCanonical);
    let long_ago = [&[0], &[255; 8][..], &[0; 4]].concat();
    assert_eq!(refusal::<Instant>(&long_ago), ErrorKind::Unsupported);
}

fn io_errors() {
    shows(io::Error::other("broken"), b"\x26\x00\x06broken");
    shows(io::Error::new(io::ErrorKind::InvalidData, "bad"), b"\x14\x00\x03bad");
    let text = io::Error::from(io::ErrorKind::TimedOut).to_string();
    shows(io::Error::from(io::ErrorKind::TimedOut), &[&[21, 0, text.len() as u8], text.as_bytes()].concat());
    let system = std::fs::File::open("no/such/file").unwrap_err();
    let back: io::Error = from_slice(&to_vec(&system).unwrap()).unwrap();
    assert_eq!(back.raw_os_error(), system.raw_os_error());
    assert_eq!(back.to_string(), system.to_string());
    let foreign = [&[0, 1], &(-77_i32).to_le_bytes()[..], b"\x04gone"].concat();
    let back: io::Error = from_slice(&super::message(&foreign)).unwrap();
    assert_eq!((back.kind(), back.to_string()), (io::ErrorKind::NotFound, "gone".to_owned()));
}

fn few_errors() {
    travels("".parse::<u8>().unwrap_err(), &[0]);
    travels("-".parse::<u8>().unwrap_err(), &[1]);
    travels("-1000".parse::<i8>().unwrap_err(), &[3]);
    travels("0".parse::<NonZero<u8>>().unwrap_err(), &[4]);
    travels("1.x".parse::<f64>().unwrap_err(), &[1]);
    travels("ab".parse::<char>().unwrap_err(), &[1]);
    travels("no".parse::<bool>().unwrap_err(), &[0]);
    travels("1.2".parse::<Ipv4Addr>().unwrap_err(), &[1]);
    travels("1.2".parse::<SocketAddr>().unwrap_err(), &[3]);
    travels(IntErrorKind::PosOverflow, &[2]);
    travels(u8::try_from(-1_i32).unwrap_err(), &[0]);
    shows(<[u8; 2]>::try_from(&[1_u8][..]).unwrap_err(), &[0]);
    travels(char::try_from(u32::MAX).unwrap_err(), &[0]);
    travels(Path::new("a").strip_prefix("b").unwrap_err(), &[0]);
    let cell = RefCell::new(5);
    let guard = cell.borrow_mut();
    shows(cell.try_borrow().unwrap_err(), &[0]);
    shows(cell.try_borrow_mut().unwrap_err(), &[0]);
    drop(guard);
    shows(String::from_utf16(&[0xdc00]).unwrap_err(), &[0]);
    travels(CStr::from_bytes_until_nul(b"a").unwrap_err(), &[0]);
    travels(Duration::try_from_secs_f64(-5.0).unwrap_err(), &[0]);
    travels(Duration::try_from_secs_f64(f64::INFINITY).unwrap_err(), &[1]);
    travels(std::fmt::Error, &[0]);
    assert_eq!(refusal::<std::num::ParseIntError>(&[5]), ErrorKind::Invalid);
}
