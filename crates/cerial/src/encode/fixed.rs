//! Values of one size for all: their room is made once, then they are put in without a question asked for each.

use super::{Encode, Encoder};
use crate::pages::advise_room;
use crate::wire;

/// How many bytes are made room for at once: few enough to stay in the nearest cache.
const CHUNK: usize = 4096;

/// What `encode_fixed` is for a type that has no fixed size.
#[cold]
pub(super) fn none<T: ?Sized>(bytes: usize) {
    panic!("{} has no fixed size, and is written to {bytes} bytes; declare FIXED and encode_fixed together", {
        std::any::type_name::<T>()
    });
}

/// Appends a message that is a value of a fixed size: such a value can't fail, and shares nothing.
#[inline]
pub(super) fn message<T: Encode + ?Sized>(value: &T, home: &mut Vec<u8>) {
    let start = home.len();
    home.resize(start + 1 + T::FIXED, 0);
    if let Some((header, body)) = home[start..].split_first_mut() {
        *header = wire::VERSION;
        value.encode_fixed(body);
    }
}

impl Encoder<'_> {
    /// Writes a value of a fixed size.
    #[doc(hidden)]
    #[inline]
    pub fn fixed<T: Encode>(&mut self, value: &T) {
        let start = self.out.len();
        self.out.resize(start + T::FIXED, 0);
        value.encode_fixed(&mut self.out[start..][..T::FIXED]);
    }

    /// Writes values of a fixed size.
    pub(super) fn fixed_slice<T: Encode>(&mut self, values: &[T]) {
        self.out.reserve(values.len() * T::FIXED);
        advise_room(&mut self.out);
        for chunk in values.chunks((CHUNK / T::FIXED).max(1)) {
            let start = self.out.len();
            self.out.resize(start + chunk.len() * T::FIXED, 0);
            for (value, bytes) in chunk.iter().zip(self.out[start..].chunks_exact_mut(T::FIXED)) {
                value.encode_fixed(bytes);
            }
        }
    }
}
