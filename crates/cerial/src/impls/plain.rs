//! Numbers in bulk: many of them in one copy.

#![expect(unsafe_code, reason = "a slice of numbers is written by one copy of its bytes; safe code copies one by one")]

use std::mem::{size_of, size_of_val};

/// A number that is its own bytes.
///
/// # Safety
/// Each byte of a value must be initialized: the type has no padding.
pub(super) unsafe trait Number: Copy {}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        // SAFETY: a primitive number fills its bytes.
        unsafe impl Number for $number {}
    )*};
}

numbers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64);

/// The bytes of numbers as they lie in memory: least first on little-endian machines.
pub(super) fn bytes_of<T: Number>(numbers: &[T]) -> &[u8] {
    const { assert!(size_of::<T>() > 0, "a number takes bytes") };
    // SAFETY: the pointer and the length are those of one slice, whose bytes are all initialized since `T` is a
    // `Number`; a byte needs no alignment; the borrow of `numbers` lasts as long as the result.
    unsafe { std::slice::from_raw_parts(numbers.as_ptr().cast::<u8>(), size_of_val(numbers)) }
}
