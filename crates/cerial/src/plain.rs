//! Plain values: those whose bytes in memory are their encoding, so that they move by one copy.
//!
//! A type is plain if all its fields are numbers in the end, and lie in it in the order in which they are encoded, from
//! its first byte on and without gaps; there may be padding at its end. If there is none it is *whole*, and many of its
//! values move by one copy too. Nobody takes a type's word for it: a [`Plain`] is made here for numbers, arrays and
//! tuples, and by the derive, which sees all fields of a struct. On machines whose numbers don't lie least byte first,
//! no type is plain.
#![expect(
    unsafe_code,
    reason = "plain values are written and read by one copy of their bytes; safe code copies field by field, which \
              takes twice as long for large vectors, and tens of times where nothing is optimized"
)]

use std::marker::PhantomData;
use std::mem::{ManuallyDrop, MaybeUninit, offset_of, size_of, size_of_val};

use crate::few::none_has;
use crate::pages;

/// How many bytes of a `T` are plain: the first ones of each value, which are initialized, are its encoding, and may be
/// any bytes; the others are padding. 0 if `T` isn't plain. Safe code can't say so of a type that isn't.
pub struct Plain<T: ?Sized> {
    width: usize,
    of: PhantomData<fn(&T)>,
}

/// A field of a struct, as far as it matters for whether the struct is plain.
#[derive(Clone, Copy, Debug)]
pub struct PlainPart {
    offset: usize,
    width: usize,
}

/// A number that is its own bytes.
///
/// # Safety
/// Each byte of a value must be initialized: the type has no padding. Any bytes must be a value.
pub unsafe trait Number: Copy {}

macro_rules! numbers {
    ($($number:ty)*) => {$(
        // SAFETY: a primitive number fills its bytes, and has a value for all of them.
        unsafe impl Number for $number {}
    )*};
}

numbers!(u8 u16 u32 u64 u128 usize i8 i16 i32 i64 i128 isize f32 f64);

impl<T: ?Sized> std::fmt::Debug for Plain<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Plain").field(&self.width).finish()
    }
}

impl<T: ?Sized> Plain<T> {
    /// Nothing is known of `T`.
    pub const NO: Self = Self::new(0);

    const fn new(width: usize) -> Self {
        Self { width, of: PhantomData }
    }

    /// Whether `T` is plain.
    #[inline]
    pub(crate) const fn is_plain(&self) -> bool {
        self.width > 0
    }
}

impl<T> Plain<T> {
    /// Whether it is plain and has no padding.
    #[inline]
    pub(crate) const fn is_whole(&self) -> bool {
        self.width > 0 && self.width == size_of::<T>()
    }

    /// A struct: plain if all its fields are, and lie in it one after the other in this order, from its beginning on.
    ///
    /// # Safety
    /// `T` must be a struct or a tuple, and `parts` all its fields in the order in which they are encoded: each made of
    /// its offset and of what is known of its own type.
    #[must_use]
    pub const unsafe fn structure(parts: &[PlainPart]) -> Self {
        let (mut width, mut at) = (0, 0);
        while at < parts.len() {
            if parts[at].width == 0 || parts[at].offset != width {
                return Self::NO;
            }
            width += parts[at].width;
            at += 1;
        }
        Self::new(width)
    }
}

impl<T: Number> Plain<T> {
    /// A number of `width` bytes on the wire.
    pub(crate) const fn number(width: usize) -> Self {
        let least_first = cfg!(target_endian = "little");
        if least_first && width == size_of::<T>() { Self::new(width) } else { Self::NO }
    }
}

impl<T, const N: usize> Plain<[T; N]> {
    /// An array has no padding but that of its elements, and is encoded as they are.
    pub(crate) const fn array(elements: &Plain<T>) -> Self {
        // 0 where there are no elements.
        if elements.is_whole() { Self::new(size_of::<[T; N]>()) } else { Self::NO }
    }
}

impl PlainPart {
    /// A field that begins at this byte.
    #[must_use]
    pub const fn new<F>(offset: usize, field: &Plain<F>) -> Self {
        Self { offset, width: field.width }
    }
}

macro_rules! tuples {
    ($($whole:ty: $(($element:ident $at:tt))+;)+) => {$(
        impl<$($element),+> Plain<$whole> {
            /// A tuple of elements of which this is known.
            #[expect(non_snake_case, reason = "elements are named as their types are")]
            #[allow(clippy::too_many_arguments, reason = "as many as the tuple has elements")]
            pub(crate) const fn tuple($($element: &Plain<$element>),+) -> Self {
                // SAFETY: these are the tuple's elements in their order, each with its place and its type.
                unsafe { Self::structure(&[$(PlainPart::new(offset_of!($whole, $at), $element)),+]) }
            }
        }
    )+};
}

tuples! {
    (A,): (A 0);
    (A, B): (A 0) (B 1);
    (A, B, C): (A 0) (B 1) (C 2);
    (A, B, C, D): (A 0) (B 1) (C 2) (D 3);
    (A, B, C, D, E): (A 0) (B 1) (C 2) (D 3) (E 4);
    (A, B, C, D, E, F): (A 0) (B 1) (C 2) (D 3) (E 4) (F 5);
    (A, B, C, D, E, F, G): (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6);
    (A, B, C, D, E, F, G, H): (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7);
    (A, B, C, D, E, F, G, H, I): (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8);
    (A, B, C, D, E, F, G, H, I, J): (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8) (J 9);
    (A, B, C, D, E, F, G, H, I, J, K): (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8) (J 9) (K 10);
    (A, B, C, D, E, F, G, H, I, J, K, L): (A 0) (B 1) (C 2) (D 3) (E 4) (F 5) (G 6) (H 7) (I 8) (J 9) (K 10) (L 11);
}

/// The bytes of a plain value, as many as are plain.
#[inline]
pub(crate) fn bytes_of_one<'v, T: ?Sized>(plain: &Plain<T>, value: &'v T) -> &'v [u8] {
    // SAFETY: so many bytes from the value's first on are initialized and in it, by what `Plain` means; a byte needs no
    // alignment; the borrow of `value` lasts as long as the result, and numbers don't change meanwhile.
    unsafe { std::slice::from_raw_parts(std::ptr::from_ref(value).cast::<u8>(), plain.width) }
}

/// The bytes of plain values without padding.
///
/// # Panics
/// When they are not that.
#[inline]
pub(crate) fn bytes_of<'v, T>(plain: &Plain<T>, values: &'v [T]) -> &'v [u8] {
    assert!(plain.is_whole(), "values with padding have bytes that nobody knows");
    // SAFETY: the pointer and the length are those of one slice, whose bytes are all initialized since `T` is whole; a
    // byte needs no alignment; the borrow of `values` lasts as long as the result, and numbers don't change meanwhile.
    unsafe { std::slice::from_raw_parts(values.as_ptr().cast::<u8>(), size_of_val(values)) }
}

/// The plain value that these bytes are; `None` if they are too few, or if it is not plain.
#[inline]
pub(crate) fn value_of<T>(plain: &Plain<T>, bytes: &[u8]) -> Option<T> {
    let bytes = bytes.get(..plain.width).filter(|bytes| !bytes.is_empty())?;
    let mut value = MaybeUninit::<T>::uninit();
    // SAFETY: the plain bytes of a value are in it, so it has room for them, and what is new doesn't overlap. They may be
    // any bytes, and the others are padding, so after the copy it is a value.
    unsafe {
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), value.as_mut_ptr().cast::<u8>(), plain.width);
        Some(value.assume_init())
    }
}

/// Puts the plain values that lie in these bytes, as [`bytes_of`] gives them, in the place of those in the vector; bytes
/// behind the last whole value are left out.
///
/// # Panics
/// When they have padding, or are not plain.
#[inline]
pub(crate) fn values_into<T>(plain: &Plain<T>, bytes: &[u8], values: &mut Vec<T>) {
    assert!(plain.is_whole(), "bytes are values only where there is no padding");
    values.clear();
    let len = bytes.len() / plain.width;
    if values.capacity() < len {
        values.reserve_exact(len);
        pages::advise_room(values);
    }
    // SAFETY: the vector has room for `len` values, each of which has as many bytes as are plain, which is no more than
    // there are in `bytes`; the two don't overlap, since the vector is borrowed mutably; a byte needs no alignment. Any
    // bytes are a value since `T` is plain, so after the copy the first `len` values are initialized.
    unsafe {
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), values.as_mut_ptr().cast::<u8>(), len * plain.width);
        values.set_len(len);
    }
}

/// The first `len` plain values in these bytes, if they are few, and take memory at all.
///
/// They are copied together with what follows them, and the vector has room for that: how many of them are values is
/// another number each time, no processor guesses it, and a wrong guess takes longer than to copy all. Allocators rarely
/// have less memory to give anyway.
#[inline]
pub(crate) fn first_values<T>(plain: &Plain<T>, bytes: &[u8], len: usize) -> Option<Vec<T>> {
    const FEW: usize = 16;
    let room = FEW / size_of::<T>().max(1);
    let bytes = bytes.first_chunk::<FEW>().filter(|_| plain.is_whole() && (1..=room).contains(&len))?;
    let mut values = Vec::<T>::with_capacity(room);
    // SAFETY: the vector has room for `room` values, which take no more bytes than there are; the two don't overlap, since
    // the vector is new; a byte needs no alignment. Any bytes are a value since `T` is plain and has no padding, so after
    // the copy `room` values are initialized, and `len` are no more.
    unsafe {
        std::ptr::copy_nonoverlapping(bytes.as_ptr(), values.as_mut_ptr().cast::<u8>(), room * size_of::<T>());
        values.set_len(len);
    }
    Some(values)
}

/// The bytes of `bool`s, each 0 or 1.
#[inline]
pub(crate) fn bytes_of_bools(bools: &[bool]) -> &[u8] {
    // SAFETY: a `bool` has the size and the alignment of a byte, and its bits are those of 0 or 1; the borrow lasts as long.
    unsafe { std::slice::from_raw_parts(bools.as_ptr().cast::<u8>(), bools.len()) }
}

/// The `bool`s that the first `len` bytes are; `None` if one of them is none, or if there are fewer.
#[inline]
pub(crate) fn bools(bytes: &[u8], len: usize) -> Option<Vec<bool>> {
    const NO_BOOL: u8 = !1;
    if !none_has::<NO_BOOL>(bytes, len)? {
        return None;
    }
    let bytes = first_values(&Plain::number(1), bytes, len).or_else(|| bytes.get(..len).map(<[u8]>::to_vec))?;
    let mut bytes = ManuallyDrop::new(bytes);
    let (start, len, room) = (bytes.as_mut_ptr(), bytes.len(), bytes.capacity());
    // SAFETY: these are the parts of a vector that nobody drops. A `bool` has the size and the alignment of a byte, so its
    // allocation is that of as many `bool`s; and each byte is 0 or 1, as those of a `bool` must be.
    Some(unsafe { Vec::from_raw_parts(start.cast::<bool>(), len, room) })
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn number<T: Number>() -> Plain<T> {
        Plain::number(size_of::<T>())
    }

    #[test]
    fn numbers_come_back_from_their_bytes() {
        let plain = number::<u32>();
        if !plain.is_whole() {
            return;
        }
        let numbers = [1_u32, u32::MAX, 0x0102_0304];
        let mut back = vec![9; 7];
        values_into(&plain, bytes_of(&plain, &numbers), &mut back);
        assert_eq!(back, numbers);
        values_into(&plain, &bytes_of(&plain, &numbers)[..11], &mut back);
        assert_eq!(back, numbers[..2]);
        values_into(&number::<u128>(), &[], &mut Vec::new());
        assert_eq!(value_of(&plain, &[1, 0, 0, 0]), Some(1));
        assert_eq!(value_of(&plain, &[1, 0, 0]), None);
        assert_eq!(bytes_of_one(&plain, &7), [7, 0, 0, 0]);
    }

    #[test]
    fn first_values_are_few_and_have_many_bytes_behind_them() {
        let plain = number::<u32>();
        let numbers = [1, 2, 3, u32::MAX, 5];
        let bytes: Vec<u8> = numbers.iter().flat_map(|number: &u32| number.to_le_bytes()).collect();
        for (len, left) in (0..7).flat_map(|len| (0..=bytes.len()).map(move |left| (len, left))) {
            let expected = (plain.is_whole() && (1..=4).contains(&len) && left >= 16).then(|| numbers[..len].to_vec());
            assert_eq!(first_values(&plain, &bytes[..left], len), expected, "{len} of {left} bytes");
        }
        assert_eq!(first_values(&Plain::<[u64; 3]>::array(&number()), &[0; 40], 1), None);
    }

    #[test]
    fn bools_are_bytes_of_0_and_1() {
        for behind in [0, 40] {
            let bools = |bytes: &[u8]| bools(&[bytes, &vec![9; behind]].concat(), bytes.len());
            assert_eq!(bools(&[0, 1, 1]), Some(vec![false, true, true]));
            assert_eq!(bools(&[]), Some(Vec::new()));
            for byte in 2..=u8::MAX {
                assert_eq!(bools(&[0, byte, 1]), None);
            }
            assert_eq!(bools(&[1; 100]), Some(vec![true; 100]));
            assert_eq!(bytes_of_bools(&[true, false]), [1, 0]);
        }
        assert_eq!(super::bools(&[1, 1], 3), None);
    }

    #[test]
    fn what_has_gaps_or_another_order_is_not_plain() {
        #[repr(C)]
        struct Gap {
            small: u8,
            large: u32,
        }
        #[repr(C)]
        struct Tail {
            large: u32,
            small: u8,
        }
        let (small, large) = (number::<u8>(), number::<u32>());
        let part = |offset| PlainPart::new(offset, &large);
        // SAFETY: these are all their fields; `Tail` is once taken for a struct that is encoded the other way round.
        let [gap, tail, turned] = unsafe {
            [
                Plain::<Gap>::structure(&[PlainPart::new(0, &small), part(offset_of!(Gap, large))]).width,
                Plain::<Tail>::structure(&[part(0), PlainPart::new(offset_of!(Tail, small), &small)]).width,
                Plain::<Tail>::structure(&[PlainPart::new(offset_of!(Tail, small), &small), part(0)]).width,
            ]
        };
        let plain = if cfg!(target_endian = "little") { 5 } else { 0 };
        assert_eq!((gap, tail, turned), (0, plain, 0));
        let tail = Plain::<Tail>::new(tail);
        assert!(!tail.is_whole() && !Plain::<[Tail; 2]>::array(&tail).is_plain());
        assert!(!Plain::<(u8, String)>::tuple(&small, &Plain::NO).is_plain());
        // Its fields are read.
        assert_eq!(Gap { small: 1, large: 2 }.large + u32::from(Gap { small: 1, large: 2 }.small), 3);
        assert_eq!(Tail { large: 2, small: 1 }.large + u32::from(Tail { large: 2, small: 1 }.small), 3);
    }
}
