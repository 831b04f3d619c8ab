//! Limits, and the verbs that obey them.

use std::io::{Read, Write};

use crate::decode::{self, Decode, Decoder};
use crate::depth;
use crate::encode::{self, Encode, Encoder};
use crate::error::{Error, ErrorKind};
use crate::explain::{ExplainError, Explanation};
use crate::fingerprint::Fingerprint;
use crate::limits::Limits;
use crate::schema::is_compact;

/// The default for elements that take no bytes.
const DEFAULT_ELEMENTS: u64 = 1 << 20;
/// The memory that any message may ask for …
const MEMORY_FLOOR: u64 = 64 << 20;
/// … and how much more for each of its bytes.
const MEMORY_PER_BYTE: u64 = 64;
/// Room for a small value, so that it takes one allocation.
const FIRST_ROOM: usize = 64;

/// Limits for encoding and decoding, and the verbs that obey them.
///
/// The defaults are safe on bytes from anywhere. The verbs of the crate's root use them.
///
/// ```
/// use cerial::Options;
///
/// let bytes = cerial::to_vec(&vec![vec![1_u8], vec![2]])?;
/// assert!(Options::new().max_depth(1).from_slice::<Vec<Vec<u8>>>(&bytes).is_err());
/// assert_eq!(Options::trusted().from_slice::<Vec<Vec<u8>>>(&bytes)?, [[1], [2]]);
/// # Ok::<(), cerial::Error>(())
/// ```
#[derive(Clone, Debug)]
#[must_use = "options do nothing until one of their verbs is called"]
pub struct Options {
    max_depth: u32,
    max_memory: Memory,
    max_elements: u64,
    fingerprint: bool,
    #[cfg(feature = "tracing")]
    trace: bool,
}

#[derive(Clone, Copy, Debug)]
enum Memory {
    /// Grows with the message.
    Scaled,
    Fixed(u64),
}

impl Default for Options {
    fn default() -> Self {
        Self::new()
    }
}

impl Options {
    /// Limits that are safe on bytes from anywhere: 128 levels of nesting, 64 MiB of memory and 64 bytes more for
    /// each byte of the message, 1,048,576 elements that take no bytes.
    pub const fn new() -> Self {
        Self {
            max_depth: depth::SAFE,
            max_memory: Memory::Scaled,
            max_elements: DEFAULT_ELEMENTS,
            fingerprint: false,
            #[cfg(feature = "tracing")]
            trace: false,
        }
    }

    /// No limits: for bytes that come from somebody who may as well run code here.
    ///
    /// They are still checked, and decoding them is still memory-safe, but a few bytes may ask for all memory.
    ///
    /// With the feature `stacker` values may be nested as deeply as memory allows: the stack grows. Without it a message
    /// gets 256 KiB of the stack after the first 128 levels, and deeper values are an error. Either way, a value of a
    /// type that recurses when it is dropped must not be deeper than that takes.
    pub const fn trusted() -> Self {
        Self { max_depth: u32::MAX, max_memory: Memory::Fixed(u64::MAX), max_elements: u64::MAX, ..Self::new() }
    }

    /// How deep values may be nested: each `Box`, collection and pointer is a level. Beyond 128 the stack is looked after
    /// as for [`trusted`](Self::trusted) bytes. A chain of shared pointers may be sixteen times as long.
    pub const fn max_depth(mut self, levels: u32) -> Self {
        self.max_depth = levels;
        self
    }

    /// How many bytes of memory a decoded message may take, in total. What allocators need for themselves isn't counted, nor
    /// the room of up to 15 bytes that short vectors and strings have behind what is in them, which most allocators would
    /// have left unused.
    pub const fn max_memory(mut self, bytes: u64) -> Self {
        self.max_memory = Memory::Fixed(bytes);
        self
    }

    /// How many elements of collections may take no bytes, in total (of others there can't be more than bytes).
    pub const fn max_elements(mut self, elements: u64) -> Self {
        self.max_elements = elements;
        self
    }

    /// Whether a message carries the [`Fingerprint`] of its type, in eight bytes. What has one is refused when it is
    /// decoded as another type, before anything is built; with this option what has none is refused too.
    ///
    /// ```
    /// use cerial::{ErrorKind, Options};
    ///
    /// let options = Options::new().fingerprint(true);
    /// let bytes = options.to_vec(&7_u32)?;
    /// assert_eq!(cerial::from_slice::<u32>(&bytes)?, 7);
    /// assert_eq!(cerial::from_slice::<i32>(&bytes).unwrap_err().kind(), ErrorKind::Type);
    /// assert_eq!(options.from_slice::<u32>(&cerial::to_vec(&7_u32)?).unwrap_err().kind(), ErrorKind::Type);
    /// # Ok::<(), cerial::Error>(())
    /// ```
    pub const fn fingerprint(mut self, carried: bool) -> Self {
        self.fingerprint = carried;
        self
    }

    /// Whether each part that is encoded or decoded is told of by an event of `tracing`, at level `TRACE` for the target
    /// `cerial`: its `path`, its `type`, the `offset` of its first byte in the message, and its `size` in bytes. A part is
    /// told of when it is encoded, after its own parts; what is decoded is gone through before, as by
    /// [`explain`](Self::explain), and told in the order of its bytes. It costs nothing where nobody listens to that
    /// target.
    ///
    /// ```
    /// let options = cerial::Options::new().trace(true);
    /// let bytes = options.to_vec(&(7_u8, "seven"))?; // encoded path=".0" type="u8" offset=1 size=1 …
    /// let back: (u8, String) = options.from_slice(&bytes)?;
    /// # assert_eq!(back, (7, "seven".to_owned()));
    /// # Ok::<(), cerial::Error>(())
    /// ```
    #[cfg(feature = "tracing")]
    pub const fn trace(mut self, traced: bool) -> Self {
        self.trace = traced;
        self
    }

    #[cfg(feature = "tracing")]
    fn is_traced(&self) -> bool {
        self.trace && crate::trace::is_heard()
    }

    #[cfg(not(feature = "tracing"))]
    #[inline]
    fn is_traced(&self) -> bool {
        false
    }

    /// Tells what is in a message that is about to be decoded, as far as it can be read.
    #[cfg(feature = "tracing")]
    fn tell<T: Decode>(&self, bytes: &[u8]) {
        if self.is_traced() {
            Decoder::walked::<T>(bytes, self.limits(bytes.len())).0.tell();
        }
    }

    /// What one message of so many bytes may take.
    const fn limits(&self, message: usize) -> Limits {
        let memory = match self.max_memory {
            Memory::Scaled => MEMORY_FLOOR.saturating_add(MEMORY_PER_BYTE.saturating_mul(message as u64)),
            Memory::Fixed(bytes) => bytes,
        };
        Limits { depth: self.max_depth, memory, elements: self.max_elements, fingerprint: self.fingerprint }
    }

    /// Encodes a value into a new vector, like [`cerial::to_vec`](crate::to_vec).
    ///
    /// # Errors
    /// When something in the value can't be encoded: a borrowed cell, a poisoned lock, too deep a nesting.
    ///
    /// ```
    /// assert_eq!(cerial::Options::new().to_vec(&7_u16)?, [1, 7, 0]);
    /// # Ok::<(), cerial::Error>(())
    /// ```
    #[inline]
    pub fn to_vec<T: Encode + ?Sized>(&self, value: &T) -> Result<Vec<u8>, Error> {
        let mut bytes = Vec::with_capacity(FIRST_ROOM);
        self.encode_into(value, &mut bytes)?;
        Ok(bytes)
    }

    /// Appends a value's encoding to a vector, like [`cerial::encode_into`](crate::encode_into).
    ///
    /// # Errors
    /// As [`to_vec`](Self::to_vec); the vector is then as it was before.
    ///
    /// ```
    /// let mut bytes = vec![0xff];
    /// cerial::Options::new().encode_into("hi", &mut bytes)?;
    /// assert_eq!(bytes, [0xff, 1, 2, b'h', b'i']);
    /// # Ok::<(), cerial::Error>(())
    /// ```
    #[inline]
    pub fn encode_into<T: Encode + ?Sized>(&self, value: &T, bytes: &mut Vec<u8>) -> Result<(), Error> {
        if is_compact::<T>() && !self.fingerprint && !self.is_traced() {
            encode::fixed::message(value, bytes);
            return Ok(());
        }
        self.encode(value, bytes)
    }

    #[inline(never)]
    fn encode<T: Encode + ?Sized>(&self, value: &T, bytes: &mut Vec<u8>) -> Result<(), Error> {
        Encoder::message(value, bytes, self.max_depth, self.fingerprint.then(Fingerprint::of::<T>), self.is_traced())
    }

    /// Encodes a value to a writer, like [`cerial::to_writer`](crate::to_writer).
    ///
    /// # Errors
    /// As [`to_vec`](Self::to_vec), and when writing fails (kind [`Io`](ErrorKind::Io)).
    ///
    /// ```
    /// let mut file = Vec::new();
    /// cerial::Options::new().to_writer(&true, &mut file)?;
    /// assert_eq!(file, [1, 1]);
    /// # Ok::<(), cerial::Error>(())
    /// ```
    pub fn to_writer<T: Encode + ?Sized>(&self, value: &T, mut writer: impl Write) -> Result<(), Error> {
        writer.write_all(&self.to_vec(value)?).map_err(|source| {
            Error::new(ErrorKind::Io, "the writer failed; the value itself was encoded").caused_by(source)
        })
    }

    /// Decodes a value from the bytes of one message, like [`cerial::from_slice`](crate::from_slice).
    ///
    /// # Errors
    /// When the bytes are not the canonical encoding of a value of this type, or when a limit is reached.
    ///
    /// ```
    /// assert_eq!(cerial::Options::new().from_slice::<u16>(&[1, 7, 0])?, 7);
    /// # Ok::<(), cerial::Error>(())
    /// ```
    #[inline]
    pub fn from_slice<T: Decode>(&self, bytes: &[u8]) -> Result<T, Error> {
        #[cfg(feature = "tracing")]
        self.tell::<T>(bytes);
        if !is_compact::<T>() {
            return self.decode(bytes);
        }
        // A value of a fixed size needs no limits. There is one way to it, so that nothing is between the bytes and the
        // place where it is wanted.
        match decode::fixed::message(bytes, self.fingerprint) {
            Some(value) => Ok(value),
            None => Err(self.clone().refusal::<T>(bytes)),
        }
    }

    /// Why a message is not that of a `T`.
    #[cold]
    #[inline(never)]
    fn refusal<T: Decode>(self, bytes: &[u8]) -> Error {
        let refused = self.decode::<T>(bytes).map(drop);
        refused.err().unwrap_or_else(|| Error::custom("a value was refused, and then it was not"))
    }

    #[inline(never)]
    fn decode<T: Decode>(&self, bytes: &[u8]) -> Result<T, Error> {
        Decoder::message(bytes, self.limits(bytes.len()))
    }

    /// Tells what is where in a message, like [`cerial::explain`](crate::explain). The explanation itself counts for the
    /// limit of memory.
    ///
    /// # Errors
    /// When the bytes are not a message that [`from_slice`](Self::from_slice) would take. What could be read is in the
    /// error.
    ///
    /// ```
    /// let explanation = cerial::Options::trusted().explain::<Vec<bool>>(&[1, 2, 0, 1])?;
    /// assert!(explanation.to_string().contains("[1]: bool = true"));
    /// # Ok::<(), cerial::Error>(())
    /// ```
    pub fn explain<T: Decode>(&self, bytes: &[u8]) -> Result<Explanation, ExplainError> {
        Decoder::explain::<T>(bytes, self.limits(bytes.len()))
    }

    /// Decodes a value into the place of another, like [`cerial::decode_into`](crate::decode_into).
    ///
    /// # Errors
    /// As [`from_slice`](Self::from_slice); the place then holds some value, partly the old one.
    ///
    /// ```
    /// let mut name = String::from("a name that was longer");
    /// cerial::Options::new().decode_into(&[1, 2, b'm', b'e'], &mut name)?;
    /// assert_eq!(name, "me");
    /// # Ok::<(), cerial::Error>(())
    /// ```
    pub fn decode_into<T: Decode>(&self, bytes: &[u8], place: &mut T) -> Result<(), Error> {
        #[cfg(feature = "tracing")]
        self.tell::<T>(bytes);
        Decoder::message_into(bytes, self.limits(bytes.len()), place)
    }

    /// Decodes a value from a reader, which is read to its end, like [`cerial::from_reader`](crate::from_reader).
    ///
    /// # Errors
    /// As [`from_slice`](Self::from_slice), and when reading fails (kind [`Io`](ErrorKind::Io)).
    ///
    /// ```
    /// assert_eq!(cerial::Options::new().from_reader::<bool>(&[1, 1][..])?, true);
    /// # Ok::<(), cerial::Error>(())
    /// ```
    pub fn from_reader<T: Decode>(&self, mut reader: impl Read) -> Result<T, Error> {
        let mut bytes = Vec::new();
        reader
            .read_to_end(&mut bytes)
            .map_err(|source| Error::new(ErrorKind::Io, "the reader failed before its end").caused_by(source))?;
        self.from_slice(&bytes)
    }
}
