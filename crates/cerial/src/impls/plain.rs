//! Numbers in bulk: many of them in one copy.

#![expect(
    unsafe_code,
    reason = "a slice of numbers is written and read by one copy of its bytes; safe code copies one by one, which \
              takes tens of times as long where nothing is optimized"
)]

use std::mem::{size_of, size_of_val};

use crate::pages;

/// A number that is its own bytes.
///
/// # Safety
/// Each byte of a value must be initialized: the type has no padding. Any bytes must be a value.
pub(super) unsafe trait Number: Copy {}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        // SAFETY: a primitive number fills its bytes, and has a value for all of them.
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

/// The numbers that lie in these bytes, as [`bytes_of`] gives them; bytes behind the last whole number are left out.
pub(super) fn numbers_of<T: Number>(bytes: &[u8]) -> Vec<T> {
    const { assert!(size_of::<T>() > 0, "a number takes bytes") };
    let len = bytes.len() / size_of::<T>();
    let mut numbers = Vec::<T>::with_capacity(len);
    pages::advise_room(&mut numbers);
    // SAFETY: the vector has room for `len` numbers, which is `len * size_of::<T>()` bytes, no more than there are in
    // `bytes`; the two don't overlap, since the vector's memory is new; a byte needs no alignment. Any bytes are a
    // value of a `Number`, so after the copy the first `len` numbers are initialized.
    unsafe {
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), numbers.as_mut_ptr().cast::<u8>(), len * size_of::<T>());
        numbers.set_len(len);
    }
    numbers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_come_back_from_their_bytes() {
        let numbers = [1_u32, u32::MAX, 0x0102_0304];
        assert_eq!(numbers_of::<u32>(bytes_of(&numbers)), numbers);
        assert_eq!(numbers_of::<u32>(&bytes_of(&numbers)[..11]), numbers[..2]);
        assert!(numbers_of::<u128>(&[]).is_empty());
    }
}
