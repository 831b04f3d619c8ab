//! Values of one size for all: their room is made once, then they are put in without a question asked for each.

use super::{Encode, Encoder};
use crate::few::put_after;
use crate::pages::make_room;
use crate::plain;
use crate::wire;

/// How many bytes are made room for at once: few enough to stay in the nearest cache.
const CHUNK: usize = 4096;

/// What takes no more bytes is put together on the stack: the compiler keeps of it what is written.
const SMALL: usize = 64;

/// What `encode_fixed` is for a type that has no fixed size.
#[cold]
pub(super) fn none<T: ?Sized>(bytes: usize) {
    panic!("{} has no fixed size, and is written to {bytes} bytes; declare FIXED and encode_fixed together", {
        std::any::type_name::<T>()
    });
}

/// Appends a message that is a value of a fixed size: such a value can't fail, and shares nothing.
#[inline]
pub(crate) fn message<T: Encode + ?Sized>(value: &T, home: &mut Vec<u8>) {
    if T::PLAIN.is_plain() {
        return put_after(home, wire::VERSION, plain::bytes_of_one(&T::PLAIN, value));
    }
    if T::FIXED < SMALL {
        let mut message = [0; SMALL];
        message[0] = wire::VERSION;
        value.encode_fixed(&mut message[1..=T::FIXED]);
        home.extend_from_slice(&message[..=T::FIXED]);
        return;
    }
    let start = home.len();
    home.resize(start + 1 + T::FIXED, 0);
    if let Some((header, body)) = home[start..].split_first_mut() {
        *header = wire::VERSION;
        value.encode_fixed(body);
    }
}

/// Puts a value into as many bytes as it takes.
#[inline]
fn put<T: Encode + ?Sized>(value: &T, bytes: &mut [u8]) {
    if T::PLAIN.is_plain() {
        bytes.copy_from_slice(plain::bytes_of_one(&T::PLAIN, value));
    } else {
        value.encode_fixed(bytes);
    }
}

impl Encoder<'_> {
    /// Writes a value of a fixed size.
    #[doc(hidden)]
    #[inline]
    pub fn fixed<T: Encode>(&mut self, value: &T) {
        if T::PLAIN.is_plain() {
            self.out.extend_from_slice(plain::bytes_of_one(&T::PLAIN, value));
        } else if T::FIXED <= SMALL {
            let mut bytes = [0; SMALL];
            value.encode_fixed(&mut bytes[..T::FIXED]);
            self.out.extend_from_slice(&bytes[..T::FIXED]);
        } else {
            let start = self.out.len();
            self.out.resize(start + T::FIXED, 0);
            value.encode_fixed(&mut self.out[start..][..T::FIXED]);
        }
    }

    /// Writes values of a fixed size.
    pub(super) fn fixed_slice<T: Encode>(&mut self, values: &[T]) {
        make_room(&mut self.out, values.len() * T::FIXED);
        for chunk in values.chunks((CHUNK / T::FIXED).max(1)) {
            let start = self.out.len();
            self.out.resize(start + chunk.len() * T::FIXED, 0);
            for (value, bytes) in chunk.iter().zip(self.out[start..].chunks_exact_mut(T::FIXED)) {
                put(value, bytes);
            }
        }
    }
}
