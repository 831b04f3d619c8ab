//! Bits that no byte may have.

/// Whether none of the first `len` bytes has any of the bits of `MASK`; `None` where there are fewer.
///
/// A loop over a few bytes goes round another number of times for each text or list, no processor guesses that, and each
/// wrong guess takes longer than the look at all of them. So they are looked at as one number, together with what
/// follows them, which is masked out; and more of them in words that overlap.
#[inline]
pub(crate) fn none_has<const MASK: u8>(bytes: &[u8], len: usize) -> Option<bool> {
    let none = |word: u128| word & const { u128::from_ne_bytes([MASK; 16]) } == 0;
    if len <= 16
        && let Some(word) = bytes.first_chunk()
    {
        let behind = u128::MAX.checked_shl(8 * len as u32).unwrap_or(0);
        return Some(none(u128::from_le_bytes(*word) & !behind));
    }
    let bytes = bytes.get(..len)?;
    if let (Some(first), Some(last), ..=32) = (bytes.first_chunk(), bytes.last_chunk(), len) {
        return Some(none(u128::from_ne_bytes(*first) | u128::from_ne_bytes(*last)));
    }
    Some(many_have_none::<MASK>(bytes))
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

#[cfg(test)]
mod tests {
    use super::*;

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
