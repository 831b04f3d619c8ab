//! How std's types travel: every row of the documented table, byte by byte.

mod hostile;
mod random;
mod refused;
mod rows;
mod table;

use cerial::{
    Cerial, Decode, Decoder, Encode, Error, ErrorKind, Schema, SchemaBuilder, decode_into, from_slice, to_vec,
};

/// Stands for a `T` that is passed over.
#[derive(Debug)]
struct Skipped<T>(std::marker::PhantomData<T>);

impl<T: Schema> Schema for Skipped<T> {
    fn schema(s: &mut SchemaBuilder) {
        s.same_as::<T>();
    }
}

impl<T: Decode> Decode for Skipped<T> {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
        T::skip(decoder).map(|()| Self(std::marker::PhantomData))
    }
}

/// The message that has these bytes as its body.
pub(crate) fn message(body: &[u8]) -> Vec<u8> {
    [&[1], body].concat()
}

/// Writes `value`, which must give these bytes, and takes them back; each cut and each byte more is an error, for
/// who takes a value and for who passes over it.
#[track_caller]
pub(crate) fn taken<T: Decode>(value: &(impl Encode + ?Sized), body: &[u8]) -> T {
    let bytes = to_vec(value).expect("it encodes");
    assert_eq!(bytes[1..], *body, "the bytes are other ones than documented");
    let back = from_slice::<T>(&bytes).expect("it decodes");
    from_slice::<Skipped<T>>(&bytes).expect("it is passed over");
    for cut in 0..bytes.len() {
        assert!(from_slice::<T>(&bytes[..cut]).is_err(), "cut after {cut} bytes");
        assert!(from_slice::<Skipped<T>>(&bytes[..cut]).is_err(), "passed over, cut after {cut} bytes");
    }
    let more = [&bytes, &[0][..]].concat();
    assert_eq!(from_slice::<T>(&more).err().expect("a byte too many").kind(), ErrorKind::Trailing);
    back
}

/// As [`taken`], for a type whose values can be compared; the value that comes back gives the same bytes.
#[track_caller]
pub(crate) fn travels<T: Cerial + PartialEq + std::fmt::Debug>(value: T, body: &[u8]) {
    let mut back = taken::<T>(&value, body);
    assert_eq!(back, value);
    assert_eq!(to_vec(&back).expect("it encodes again")[1..], *body);
    decode_into(&message(body), &mut back).expect("it decodes in place of itself");
    assert_eq!(back, value);
}

/// As [`taken`], for a type whose values can't be compared; its debug form must come back.
#[track_caller]
pub(crate) fn shows<T: Cerial + std::fmt::Debug>(value: T, body: &[u8]) {
    let back = taken::<T>(&value, body);
    assert_eq!(format!("{back:?}"), format!("{value:?}"));
    assert_eq!(to_vec(&back).expect("it encodes again")[1..], *body);
}

/// As [`taken`], for trait objects, whose types stand in a list behind the body.
#[track_caller]
fn listed<T: Decode>(value: &(impl Encode + ?Sized), body: &[u8], names: &[&str]) -> T {
    let mut list = vec![names.len() as u8];
    for name in names {
        list.extend([&[name.len() as u8], name.as_bytes()].concat());
    }
    list.extend([0, 0, 0]);
    let message = [&[0x81], body, &list, &(list.len() as u32).to_le_bytes()].concat();
    assert_eq!(to_vec(value).expect("it encodes"), message, "the bytes are other ones than documented");
    from_slice::<Skipped<T>>(&message).expect("it is passed over");
    for cut in 0..message.len() {
        assert!(from_slice::<T>(&message[..cut]).is_err(), "cut after {cut} bytes");
        assert!(from_slice::<Skipped<T>>(&message[..cut]).is_err(), "passed over, cut after {cut} bytes");
    }
    from_slice(&message).expect("it decodes")
}

/// What is said about bytes that are no `T`.
#[track_caller]
pub(crate) fn refusal<T: Decode>(body: &[u8]) -> ErrorKind {
    from_slice::<T>(&message(body)).err().expect("these bytes are no value").kind()
}
