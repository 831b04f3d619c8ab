//! The verbs: one function for each thing people do, with the default options.

use std::io::{Read, Write};

use crate::{Cerial, Decode, Encode, Error, ExplainError, Explanation, Options};

/// Encodes a value into a new vector.
///
/// # Errors
/// When something in the value can't be encoded: a borrowed cell, a poisoned lock, too deep a nesting.
///
/// ```
/// let bytes = cerial::to_vec(&(1_u8, "two"))?;
/// assert_eq!(bytes, [1, 1, 3, b't', b'w', b'o']);
/// # Ok::<(), cerial::Error>(())
/// ```
#[inline]
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Result<Vec<u8>, Error> {
    Options::new().to_vec(value)
}

/// Appends a value's encoding to a vector, which may be used again for the next one.
///
/// # Errors
/// As [`to_vec`]; the vector is then as it was before.
///
/// ```
/// let mut buffer = Vec::new();
/// for frame in [[1_u8, 2], [3, 4]] {
///     buffer.clear();
///     cerial::encode_into(&frame, &mut buffer)?;
///     assert_eq!(buffer[1..], frame);
/// }
/// # Ok::<(), cerial::Error>(())
/// ```
#[inline]
pub fn encode_into<T: Encode + ?Sized>(value: &T, bytes: &mut Vec<u8>) -> Result<(), Error> {
    Options::new().encode_into(value, bytes)
}

/// Encodes a value to a writer.
///
/// # Errors
/// As [`to_vec`], and when writing fails (kind [`Io`](crate::ErrorKind::Io)).
///
/// ```
/// let mut file = Vec::new();
/// cerial::to_writer(&Some(5_u8), &mut file)?;
/// assert_eq!(file, [1, 1, 5]);
/// # Ok::<(), cerial::Error>(())
/// ```
pub fn to_writer<T: Encode + ?Sized>(value: &T, writer: impl Write) -> Result<(), Error> {
    Options::new().to_writer(value, writer)
}

/// Decodes a value from the bytes of one message.
///
/// Vectors and strings may have room for more than what is in them: those of a few bytes for 16.
///
/// # Errors
/// When the bytes are not the canonical encoding of a value of this type, or when a default limit is reached.
///
/// ```
/// assert_eq!(cerial::from_slice::<Vec<u8>>(&[1, 2, 8, 9])?, [8, 9]);
/// assert!(cerial::from_slice::<Vec<u8>>(&[1, 200, 8, 9]).is_err());
/// # Ok::<(), cerial::Error>(())
/// ```
#[inline]
pub fn from_slice<T: Decode>(bytes: &[u8]) -> Result<T, Error> {
    Options::new().from_slice(bytes)
}

/// Decodes a value from the bytes of one message into the place of another, whose memory is used again: that of
/// vectors, strings and boxes, also in the fields of structs.
///
/// # Errors
/// As [`from_slice`]; the place then holds some value, partly the old one.
///
/// ```
/// let bytes = cerial::to_vec(&vec![1_u32, 2, 3])?;
/// let mut numbers: Vec<u32> = Vec::with_capacity(1000);
/// cerial::decode_into(&bytes, &mut numbers)?;
/// assert_eq!((&numbers[..], numbers.capacity()), (&[1, 2, 3][..], 1000));
/// # Ok::<(), cerial::Error>(())
/// ```
pub fn decode_into<T: Decode>(bytes: &[u8], place: &mut T) -> Result<(), Error> {
    Options::new().decode_into(bytes, place)
}

/// Decodes a value from a reader, which is read to its end.
///
/// # Errors
/// As [`from_slice`], and when reading fails (kind [`Io`](crate::ErrorKind::Io)).
///
/// ```
/// let bytes = cerial::to_vec("text")?;
/// assert_eq!(cerial::from_reader::<String>(bytes.as_slice())?, "text");
/// # Ok::<(), cerial::Error>(())
/// ```
pub fn from_reader<T: Decode>(reader: impl Read) -> Result<T, Error> {
    Options::new().from_reader(reader)
}

/// Tells what is where in a message: its parts with their paths, types, offsets and sizes, and the numbers of shared
/// objects.
///
/// # Errors
/// When the bytes are not a message that [`from_slice`] would take. What could be read is in the error.
///
/// ```
/// let bytes = cerial::to_vec(&(1_u8, vec!["two"]))?;
/// let table = cerial::explain::<(u8, Vec<String>)>(&bytes)?.to_string();
/// assert_eq!(
///     table,
///     r#"offset   size
///      0      1  header: version 1
///      1      6  value: (u8, Vec<String>)
///      1      1    .0: u8 = 1
///      2      5    .1: Vec<String> = 1 element
///      3      4      .1[0]: String = "two"
/// "#
/// );
/// # Ok::<(), cerial::Error>(())
/// ```
pub fn explain<T: Decode>(bytes: &[u8]) -> Result<Explanation, ExplainError> {
    Options::new().explain::<T>(bytes)
}

/// A deep copy that keeps the shape of the value's graph: what was shared is shared in the copy. It has no limits, like
/// [`Options::trusted`].
///
/// # Errors
/// As [`to_vec`], and where what was encoded can't be built again.
///
/// ```
/// use std::rc::Rc;
///
/// let name = Rc::new(String::from("shared"));
/// let twin = cerial::copy(&(name.clone(), name.clone()))?;
/// assert!(Rc::ptr_eq(&twin.0, &twin.1) && !Rc::ptr_eq(&twin.0, &name));
/// # Ok::<(), cerial::Error>(())
/// ```
pub fn copy<T: Cerial>(value: &T) -> Result<T, Error> {
    // The bytes are our own.
    let options = Options::trusted();
    options.from_slice(&options.to_vec(value)?)
}
