//! The bytes that are the same for every type: the header, and varints.

use crate::few::put_one_or_two;

/// The version of the format, in the low bits of the header.
pub(crate) const VERSION: u8 = 1;
/// Set in the header when shared objects and their section follow the root.
pub(crate) const SHARED: u8 = 0x80;
/// Set in the header when the fingerprint of the root's type follows it.
pub(crate) const FINGERPRINT: u8 = 0x40;

/// The version that a header says.
pub(crate) const fn version(header: u8) -> u8 {
    header & !(SHARED | FINGERPRINT)
}

/// The most bytes that a varint takes.
pub(crate) const VARINT_MOST: usize = 10;
/// The width of the section's length, the last thing of a message with shared objects.
pub(crate) const SECTION_LENGTH: usize = 4;

/// How a pointer stands in a body.
pub(crate) mod reference {
    /// No target: a `Weak` whose target is gone.
    pub(crate) const NONE: u64 = 0;
    /// In a strong place: the only handle there is, its body follows at once.
    pub(crate) const INLINE: u64 = 1;
    /// In a weak place: a target that was not met yet; the number of a forward follows.
    pub(crate) const FORWARD: u64 = 1;
    /// In a strong place: the first meeting with the next shared object.
    pub(crate) const NEW: u64 = 2;
    /// From here on: a shared object that was met before.
    pub(crate) const BACK: u64 = 3;
    /// Only handles are written inline down to this nesting; below, they get a body of their own.
    pub(crate) const INLINE_MOST: u32 = 32;

    /// The code for object `id` when `next` objects were met: counted from the end or from the start, whichever is
    /// nearer.
    pub(crate) const fn back(id: u32, next: u32) -> u64 {
        let (near, far) = (BACK + (next - 1 - id) as u64 * 2, BACK + id as u64 * 2 + 1);
        if near < far { near } else { far }
    }

    /// The object that a code stands for; `None` when it stands for none: each of the first `next` codes stands for one
    /// of as many objects.
    #[inline]
    pub(crate) fn target(code: u64, next: u32) -> Option<u32> {
        let number = code.checked_sub(BACK).filter(|number| *number < u64::from(next))? as u32;
        let steps = number / 2;
        Some(if number.is_multiple_of(2) { next - 1 - steps } else { steps })
    }
}

/// How the type behind a trait object stands in front of it.
pub(crate) mod tag {
    /// In front of a weak pointer: there is no target, and nothing follows.
    pub(crate) const NONE: u64 = 0;
    /// From here on: the number of a name in the section.
    pub(crate) const FIRST: u64 = 1;
}

/// Appends a number in as few bytes as it needs: seven bits each, least first, the high bit set on all but the last.
#[inline]
pub(crate) fn put_varint(out: &mut Vec<u8>, number: u64) {
    match short_varint(number) {
        Some((bytes, two)) => put_one_or_two(out, bytes, two),
        None => put_long_varint(out, number),
    }
}

/// A number that takes one byte or two, and whether both count.
#[inline]
pub(crate) fn short_varint(number: u64) -> Option<([u8; 2], bool)> {
    let (low, two) = (number as u16 & 0x3fff, number >= 0x80);
    // The upper seven bits stand one place further up.
    let bytes = (low + (low & 0x3f80)) | (u16::from(two) << 7);
    (number < 0x4000).then(|| (bytes.to_le_bytes(), two))
}

#[inline(never)]
fn put_long_varint(out: &mut Vec<u8>, mut number: u64) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Why there is no varint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VarintError {
    /// The bytes end before it does.
    End,
    /// It doesn't fit into 64 bits.
    TooLarge,
    /// It could have been shorter.
    NotShortest,
}

/// Reads a number off the front of `bytes`.
#[inline]
pub(crate) fn take_varint(bytes: &mut &[u8]) -> Result<u64, VarintError> {
    let (number, rest) = varint(bytes)?;
    *bytes = rest;
    Ok(number)
}

/// The number at the front of `bytes`, and what is behind it. It takes the bytes by value: where their address were
/// given away, they would go through memory for each number, and each would wait for the one before it.
#[inline]
pub(crate) fn varint(bytes: &[u8]) -> Result<(u64, &[u8]), VarintError> {
    match bytes {
        [first, rest @ ..] if *first < 0x80 => Ok((u64::from(*first), rest)),
        [first, second @ 1..0x80, rest @ ..] => Ok((u64::from(*first & 0x7f) | u64::from(*second) << 7, rest)),
        _ => long_varint(bytes),
    }
}

#[inline(never)]
fn long_varint(bytes: &[u8]) -> Result<(u64, &[u8]), VarintError> {
    let mut number = 0_u64;
    for (index, byte) in bytes.iter().enumerate().take(VARINT_MOST) {
        if index == VARINT_MOST - 1 && *byte > 1 {
            return Err(VarintError::TooLarge);
        }
        number |= u64::from(byte & 0x7f) << (7 * index);
        if *byte < 0x80 {
            if *byte == 0 && index > 0 {
                return Err(VarintError::NotShortest);
            }
            return Ok((number, &bytes[index + 1..]));
        }
    }
    Err(VarintError::End)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn varints_come_back_and_only_the_shortest_are_taken() {
        for number in (0..64).flat_map(|bit| [(1 << bit) - 1, 1 << bit, (1 << bit) + 1]).chain([u64::MAX]) {
            let mut out = Vec::new();
            put_varint(&mut out, number);
            let mut bytes = &out[..];
            assert_eq!(take_varint(&mut bytes), Ok(number));
            assert!(bytes.is_empty());
            for cut in 0..out.len() {
                assert_eq!(take_varint(&mut &out[..cut]), Err(VarintError::End));
            }
        }
        assert_eq!(take_varint(&mut &[0x80, 0][..]), Err(VarintError::NotShortest));
        assert_eq!(take_varint(&mut &[0xff; 10][..]), Err(VarintError::TooLarge));
        let mut most = [0xff; 10];
        most[9] = 1;
        assert_eq!(take_varint(&mut &most[..]), Ok(u64::MAX));
    }

    #[test]
    fn a_reference_has_one_code_for_each_target() {
        for next in 1..40 {
            let codes: Vec<u64> = (0..next).map(|id| reference::back(id, next)).collect();
            for (id, code) in codes.iter().enumerate() {
                assert_eq!(reference::target(*code, next), Some(id as u32));
            }
            let accepted = (reference::BACK..reference::BACK + 100).filter(|c| reference::target(*c, next).is_some());
            assert_eq!(accepted.count(), next as usize);
        }
    }
}
