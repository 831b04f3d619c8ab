//! Few bytes, such as those of most text: looked at and copied in words that overlap.
//!
//! A loop over a few bytes goes round another number of times for each text or list, and a copy takes another way for each
//! length. No processor guesses that, and each wrong guess takes longer than all the rest. Four words, of which some may
//! be the same, cover any length from one of them to four.
#![expect(
    unsafe_code,
    reason = "what is copied goes to memory that holds no values yet, and four checks of where words lie take longer than \
              the words"
)]

/// Where four words of `N` bytes begin that cover `len` bytes, `N` to `4 * N`.
#[inline]
const fn starts<const N: usize>(len: usize) -> [usize; 4] {
    let step = len / (2 * N) * N;
    [0, step, len - N - step, len - N]
}

/// Four words that cover these bytes, if they are as long as one at least and as four at most.
#[inline]
fn words<const N: usize>(bytes: &[u8]) -> Option<[[u8; N]; 4]> {
    if !(N..=4 * N).contains(&bytes.len()) {
        return None;
    }
    let word = |start: usize| {
        // SAFETY: no word ends behind the bytes, which are from one word to four: the last one ends with them, and none
        // begins after it. A byte needs no alignment.
        unsafe { bytes.as_ptr().add(start).cast::<[u8; N]>().read() }
    };
    let [first, second, third, last] = starts::<N>(bytes.len());
    Some([word(first), word(second), word(third), word(last)])
}

/// Whether none of the first `len` bytes has any of the bits of `MASK`; `None` where there are fewer.
#[inline]
pub(crate) fn none_has<const MASK: u8>(bytes: &[u8], len: usize) -> Option<bool> {
    let none = |word: u128| word & const { u128::from_ne_bytes([MASK; 16]) } == 0;
    // Up to a word together with what follows, which is masked out.
    if len <= 16
        && let Some(word) = bytes.first_chunk()
    {
        let behind = u128::MAX.checked_shl(8 * len as u32).unwrap_or(0);
        return Some(none(u128::from_le_bytes(*word) & !behind));
    }
    let bytes = bytes.get(..len)?;
    Some(match words::<16>(bytes) {
        Some(words) => none(words.into_iter().fold(0, |all, word| all | u128::from_ne_bytes(word))),
        None => many_have_none::<MASK>(bytes),
    })
}

#[inline]
fn many_have_none<const MASK: u8>(bytes: &[u8]) -> bool {
    const MANY: usize = 32;
    let none = |bytes: &[u8]| bytes.iter().fold(0, |all, byte| all | byte) & MASK == 0;
    let (chunks, few) = bytes.as_chunks::<MANY>();
    match bytes.last_chunk::<MANY>() {
        Some(last) => chunks.iter().all(|chunk| none(chunk)) && none(last),
        None => none(few),
    }
}

/// Appends the first of two bytes, or both.
#[inline]
pub(crate) fn put_one_or_two(out: &mut Vec<u8>, bytes: [u8; 2], two: bool) {
    out.reserve(2);
    let start = out.len();
    // SAFETY: behind those that are there, the vector has room for two bytes. Both are initialized, so as many as are
    // counted are.
    unsafe {
        out.as_mut_ptr().add(start).cast::<[u8; 2]>().write(bytes);
        out.set_len(start + 1 + usize::from(two));
    }
}

/// Appends one byte and then others, which are mostly few.
#[inline]
pub(crate) fn put_after(out: &mut Vec<u8>, first: u8, bytes: &[u8]) {
    out.reserve(1 + bytes.len());
    let start = out.len();
    // SAFETY: behind those that are there, the vector has room for one byte and for as many as `bytes` has. They don't lie
    // in it, since it is borrowed mutably. All of that room is initialized by the writes.
    unsafe {
        let place = out.as_mut_ptr().add(start);
        place.write(first);
        copy(bytes, place.add(1));
        out.set_len(start + 1 + bytes.len());
    }
}

/// Copies bytes that are mostly few.
///
/// # Safety
/// As many bytes from `place` on must be one's own to write to, and none of them may be one of `bytes`.
#[inline]
unsafe fn copy(bytes: &[u8], place: *mut u8) {
    if let Some(words) = words::<16>(bytes) {
        // SAFETY: as the caller says; there are words only of bytes from one word to four. So below.
        unsafe { put_words(words, bytes.len(), place) }
    } else if let Some(words) = words::<4>(bytes) {
        // SAFETY: as above.
        unsafe { put_words(words, bytes.len(), place) }
    } else if let Some(words) = words::<1>(bytes) {
        // SAFETY: as above.
        unsafe { put_words(words, bytes.len(), place) }
    } else {
        // SAFETY: as the caller says.
        unsafe { std::ptr::copy_nonoverlapping(bytes.as_ptr(), place, bytes.len()) }
    }
}

/// Puts words to where they began in `len` bytes.
///
/// # Safety
/// `len` must be from one word to four, and as many bytes from `place` on must be one's own to write to.
#[inline]
unsafe fn put_words<const N: usize>(words: [[u8; N]; 4], len: usize, place: *mut u8) {
    let put = |start: usize, word: [u8; N]| {
        // SAFETY: no word ends behind `len` bytes: the last one ends there, and none begins after it. A byte needs no
        // alignment.
        unsafe { place.add(start).cast::<[u8; N]>().write(word) };
    };
    let ([first, second, third, last], [a, b, c, d]) = (starts::<N>(len), words);
    put(first, a);
    put(second, b);
    put(third, c);
    put(last, d);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn four_words_cover_all_lengths_from_one_to_four() {
        fn covered<const N: usize>() {
            for len in N..=4 * N {
                let mut seen = vec![false; len];
                for start in starts::<N>(len) {
                    seen[start..start + N].fill(true);
                }
                assert!(!seen.contains(&false), "{N} {len}");
            }
        }
        covered::<1>();
        covered::<4>();
        covered::<16>();
    }

    #[test]
    fn bytes_of_all_lengths_are_put_behind_others() {
        for len in 0..0x80_u8 {
            let bytes: Vec<u8> = (1..=len).collect();
            let mut out = vec![7];
            put_after(&mut out, len, &bytes);
            assert_eq!(out, [&[7, len], &bytes[..]].concat());
        }
    }

    #[test]
    fn each_bit_of_each_byte_is_seen_and_none_behind_them() {
        for (len, behind) in (0..200).flat_map(|len| [0, 1, 15, 16, 40].map(|behind| (len, behind))) {
            let mut bytes = vec![0x7f; len];
            bytes.resize(len + behind, 0xff);
            assert_eq!(none_has::<0x80>(&bytes, len), Some(true), "{len} bytes");
            for at in 0..len {
                bytes[at] = 0x80;
                assert_eq!(none_has::<0x80>(&bytes, len), Some(false), "byte {at} of {len}");
                bytes[at] = 0x7f;
            }
            bytes[..len].fill(1);
            assert_eq!(none_has::<0xfe>(&bytes, len), Some(true), "{len} bytes");
            for (at, bit) in (0..len).flat_map(|at| (1..8).map(move |bit| (at, bit))) {
                bytes[at] = 1 << bit;
                assert_eq!(none_has::<0xfe>(&bytes, len), Some(false), "bit {bit} of byte {at} of {len}");
                bytes[at] = 1;
            }
            assert_eq!(none_has::<0x80>(&bytes, len + behind + 1), None);
        }
    }
}
