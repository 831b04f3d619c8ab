//! How each type of the standard library travels, and those of some other crates. This module holds no code.
//!
//! *n* bytes means so many, least byte first. A *length* is a number in as few bytes as it needs: seven bits each,
//! least first, the high bit set on all but the last. Each value has one accepted encoding; what would decode to
//! the same value from other bytes is refused.
//!
//! | Type | How it travels |
//! |---|---|
//! | `u8` … `u64`, `i8` … `i64` | as wide as it is; slices, arrays and vectors of numbers, and of structs of numbers without padding, in one copy |
//! | `u128`, `i128` | 16 bytes |
//! | `usize`, `isize` | 8 bytes; what doesn't fit into the reading machine's is an error |
//! | `f32`, `f64` | 4 and 8 bytes, the bits of a NaN as they are |
//! | `bool` | a byte, 0 or 1 |
//! | `char` | 4 bytes, its code |
//! | `()` | nothing |
//! | `String`, `str`, `Box<str>` | its length in bytes, then UTF-8, which is checked |
//! | `OsString`, `OsStr` | as `String`; on Unix any bytes, which other systems refuse |
//! | `PathBuf`, `Path` | as `OsString` |
//! | `CString`, `CStr` | its length, then the bytes without the closing nul |
//! | `&T`, `&mut T`, `Box<T>`, `Pin<Box<T>>`, `Cow<T>` | as `T` |
//! | `Rc<T>`, `Arc<T>` | an only handle: 1, then the `T`; a shared one: a reference to the `T`, which comes once and apart; `T` may be `str`, `[U]`, `Path`, `OsStr`, `CStr` |
//! | `rc::Weak<T>`, `sync::Weak<T>` | a reference; empty where the target is not in the message |
//! | `Box<dyn Trait>`, `Rc<dyn Trait>`, `Arc<dyn Trait>` | the number of the type in the message's list of names; then as a `Box`, `Rc`, `Arc` of that type |
//! | `rc::Weak<dyn Trait>`, `sync::Weak<dyn Trait>` | 0 where the target is gone; else the number of the type, then as a `Weak` of it |
//! | `dyn Error` | as any `dyn Trait`; one whose type is not registered as an `OpaqueError`: its text, its debug form, its source as an `Option` of a `dyn Error` |
//! | `dyn Any` | as any `dyn Trait`; a `&'static str` comes back as a `String`; a type that is not registered is an error |
//! | `Cell<T>`, `RefCell<T>`, `Mutex<T>`, `RwLock<T>` | as `T`; one that is in use or poisoned is an error |
//! | `OnceCell<T>`, `OnceLock<T>` | as `Option<T>` |
//! | `(A, B, …)` | its elements, up to twelve |
//! | `[T; N]` | its elements |
//! | `Vec<T>`, `[T]`, `Box<[T]>`, `VecDeque<T>`, `LinkedList<T>` | its length, then its elements |
//! | `BinaryHeap<T>` | its length, then its elements in the heap's order, which is checked |
//! | `HashMap<K, V, S>`, `HashSet<T, S>` | its length, then its entries in the map's order; none may come twice; `S` is made anew |
//! | `BTreeMap<K, V>`, `BTreeSet<T>` | its length, then its entries, which must ascend |
//! | `Option<T>` | a byte: 0, or 1 and the `T` |
//! | `Result<T, E>` | a byte: 0 and the `T`, or 1 and the `E` |
//! | `Poll<T>` | a byte: 0, or 1 and the `T` |
//! | `Bound<T>` | a byte: 0 for unbounded, 1 for included, 2 for excluded; then the `T` |
//! | `ControlFlow<B, C>` | a byte: 0 and the `C`, or 1 and the `B` |
//! | `cmp::Ordering` | a byte: 0 for less, 1 for equal, 2 for greater |
//! | `atomic::Ordering` | a byte: relaxed, release, acquire, both, sequential |
//! | `SeekFrom` | a byte: 0 for the start, 1 for the end, 2 for the current place; then 8 bytes |
//! | `Shutdown` | a byte: 0 to read, 1 to write, 2 for both |
//! | `FpCategory` | a byte: NaN, infinite, zero, subnormal, normal |
//! | `fmt::Alignment` | a byte: left, right, center |
//! | `Range<T>`, `RangeFrom<T>`, `RangeTo<T>`, `RangeToInclusive<T>`, `RangeFull` | its bounds |
//! | `RangeInclusive<T>` | its bounds; one that was walked to its end has none, and is an error |
//! | `NonZero<N>` | as the number, which must not be zero |
//! | `Wrapping<T>`, `Saturating<T>`, `Reverse<T>`, `AssertUnwindSafe<T>` | as `T` |
//! | `AtomicBool`, `AtomicU8` … | as what it holds at that moment |
//! | `Condvar` | nothing; nobody waits on the one that is made anew |
//! | `Once` | a byte, 1 if it is done |
//! | `PhantomData<T>`, `PhantomPinned` | nothing, for any `T` |
//! | `Duration` | 8 bytes of seconds, 4 of nanoseconds, which don't make a second |
//! | `SystemTime` | 8 bytes of seconds since 1970, signed and rounded down, 4 of nanoseconds; what the reading clock can't tell apart is lost |
//! | `Instant` | its distance to now: a byte that is 1 if it is ahead, and a `Duration`; it comes back at the same distance to the reader's now, so time on the way is added to it |
//! | `Ipv4Addr`, `Ipv6Addr`, `IpAddr` | its octets; `IpAddr` has a byte 0 or 1 in front |
//! | `SocketAddrV4`, `SocketAddrV6`, `SocketAddr` | the address, 2 bytes of port, for V6 4 bytes of flow and 4 of scope; `SocketAddr` has a byte 0 or 1 in front |
//! | `ExitStatus` | a byte: 0 on Unix, 1 on Windows; the system's number in 4 bytes; that of the other is an error |
//! | `process::Output` | the `ExitStatus`, then both as `Vec<u8>` |
//! | `io::Cursor<T>` | the `T`, then its position in 8 bytes |
//! | `io::Empty`, `io::Sink` | nothing |
//! | `RandomState`, `BuildHasherDefault<H>` | nothing; it is made anew |
//! | `io::ErrorKind` | a byte; a kind that the writer doesn't know becomes `Other` |
//! | `io::Error` | the kind, the system's code as an `Option<i32>`, the text; the code comes back where it means the same; an error inside comes back as its text |
//! | `ParseIntError`, `ParseFloatError`, `ParseCharError`, `ParseBoolError`, `AddrParseError`, `IntErrorKind`, `TryFromIntError`, `TryFromSliceError`, `CharTryFromError`, `StripPrefixError`, `BorrowError`, `BorrowMutError`, `FromUtf16Error`, `FromBytesUntilNulError`, `TryFromFloatSecsError`, `fmt::Error` | a byte: which of the few there are |
//! | `Utf8Error` | 8 bytes: how far the text is valid; a byte: how long the broken character is, 0 at the end |
//! | `FromUtf8Error`, `NulError` | the bytes that were refused |
//! | `VarError` | an `Option<OsString>`: the text that is not Unicode |
//! | `SystemTimeError` | a `Duration` |
//! | `mpsc::RecvError`, `mpsc::TryRecvError`, `mpsc::RecvTimeoutError` | a byte: which of the few there are |
//! | `mpsc::SendError<T>`, `mpsc::TrySendError<T>` | the `T`; the latter with a byte in front, 1 if the queue was full |
//! | `fn(A, B, …) -> R`, `Function<F>` | as a `String`: the name that the function is registered by, see [below](#functions); up to eight values, others in a [`Function`](crate::Function) |
//! | `Infallible` | never |
//!
//! # Types of other crates
//!
//! Each by a feature of the crate's name. All others that speak serde travel in a [`Serde`](crate::Serde), or by
//! `#[cerial(serde)]`.
//!
//! | Feature | Type | How it travels |
//! |---|---|---|
//! | `arrayvec` | `ArrayVec<T, N>`, `ArrayString<N>` | as `Vec<T>` and `String`, which they may be read as; what doesn't fit is an error |
//! | `bytes` | `Bytes`, `BytesMut` | as `Vec<u8>`, which they may be read as; in one copy |
//! | `chrono` | `NaiveDate`, `NaiveTime`, `NaiveDateTime`, `DateTime<Z>`, `TimeDelta`, `FixedOffset`, `Utc`, `Weekday`, `Month` | a date: 4 bytes, its days since the year 1; a time: 4 bytes of seconds since midnight, 4 of nanoseconds; `DateTime<Z>`: date and time in UTC, then the zone's offset in 4 bytes of seconds, nothing for `Utc`; one in `Local` is in the reader's zone afterwards; `TimeDelta`: 8 bytes of seconds, rounded down, 4 of nanoseconds; a day, a month: a byte, Monday 0, January 1 |
//! | `hashbrown` | `HashMap<K, V, S>`, `HashSet<T, S>` | as std's, which they may be read as |
//! | `indexmap` | `IndexMap<K, V, S>`, `IndexSet<T, S>` | its length, then its entries in the map's order, which is kept; none may come twice; `S` is made anew |
//! | `jiff` | `Timestamp`, `Date`, `Time`, `DateTime`, `Weekday`, `Offset`, `SignedDuration`, `Span`, `ZonedDateTime` | `Timestamp`, `SignedDuration`: 8 bytes of seconds, 4 of nanoseconds, on one side of zero; a date: 2 bytes of year, a month, a day; a time: hour, minute, second, 4 bytes of nanoseconds; `Weekday`: a byte, Monday 0; `Offset`: 4 bytes of seconds; `Span`: its ten units from the years on, 2 bytes, four times 4, five times 8; `ZonedDateTime`: its text with the zone's name, which the reader must know |
//! | `ndarray` | `ArrayBase<S, D>`: arrays, shared ones, and views, which are read as arrays | the length of each axis, with `IxDyn` their number first; then the elements row by row, numbers in one copy |
//! | `once_cell` | `unsync::OnceCell<T>`, `sync::OnceCell<T>` | as `Option<T>`, as std's, which they may be read as |
//! | `ordered-float` | `OrderedFloat<F>`, `NotNan<F>` | as the float; many in one go |
//! | `rust_decimal` | `Decimal` | the 16 bytes that it has for itself |
//! | `serde_json` | `Value`, `Map`, `Number` | a byte for the kind: null, bool, number, text, array, object; then what it holds; an object: its entries as those of a `HashMap`, in the map's order, which is kept only with serde_json's `preserve_order`; a number: a byte and an `u64`, an `i64` below zero, an `f64`, or its digits if it is none of these |
//! | `smallvec` | `SmallVec<A>` | as `Vec<T>`, which it may be read as |
//! | `time` | `Date`, `Time`, `PrimitiveDateTime`, `UtcDateTime`, `OffsetDateTime`, `UtcOffset`, `Duration`, `Weekday`, `Month` | a date: 4 bytes, its Julian day; a time: hour, minute, second, 4 bytes of nanoseconds; both and an offset of 4 bytes of seconds; `Duration`: 8 bytes of seconds, 4 of nanoseconds, on one side of zero; a day, a month: a byte, Monday 0, January 1 |
//! | `url` | `Url` | its text, as the standard writes it |
//! | `uuid` | `Uuid` | its 16 bytes; many in one go |
//!
//! # Types of this crate
//!
//! - [`Serde<T>`](crate::Serde): its length in bytes, then what serde and postcard make of the `T`;
//! - [`Live<R>`](crate::Live): the recipe of a file, a connection or the like, which is opened again where it is used;
//! - [`Local<T>`](crate::Local): nothing.
//!
//! # What doesn't
//!
//! - What belongs to this process: threads and their handles, channels, files, sockets, child processes, guards of
//!   locks. A [`Live`](crate::Live) opens it again on the other side, where that can be done; a
//!   [`Local`](crate::Local) leaves it here.
//! - A pointer to a function that is not registered, and so a closure: bytes that name code by its place could be made
//!   to name any.
//! - `LazyCell`, `LazyLock`: they have such a function in them. A `OnceCell` and its `get_or_init` don't.
//! - `*const T`, `TypeId`, `Layout`, `Location`: what they say is not true elsewhere.
//! - Iterators: what they borrow stays here. Collect them.
//! - `TryReserveError`, `DecodeUtf16Error`, `IntoStringError`, `PoisonError`: nobody can make them again.
//!   Send their text.
//! - Hashers with state: std shows nobody what is in them.
//!
//! # Functions
//!
//! A pointer travels as the name of its function, among those that [`#[cerial::function]`](macro@crate::function) has
//! registered as functions of its type, in any crate of the program. It means the same in another build, and on another
//! system.
//!
//! ```
//! use cerial::{Cerial, Function};
//!
//! #[cerial::function]
//! fn least(one: u64, other: u64) -> u64 {
//!     one.min(other)
//! }
//!
//! #[cerial::function]
//! fn letters(text: &str) -> usize {
//!     text.chars().count()
//! }
//!
//! #[derive(Cerial)]
//! struct Rules {
//!     choose: fn(u64, u64) -> u64,
//!     measure: Function<fn(&str) -> usize>,
//! }
//!
//! let there: Rules = cerial::copy(&Rules { choose: least, measure: Function(letters) })?;
//! assert_eq!((there.choose)(1, 2), 1);
//! assert_eq!((*there.measure)("word"), 4);
//! # Ok::<(), cerial::Error>(())
//! ```
