//! Plain structs move by one copy; whatever their layout, their bytes are those of their fields in order.

use cerial::{Cerial, decode_into, from_slice, to_vec};

/// Four bytes for each field, so that nothing lies between them.
#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
struct Even {
    a: u32,
    b: f32,
    c: (i16, [u8; 2]),
}

/// The compiler may put the large field first, and C's rules leave a gap before it.
#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
struct Free {
    a: u8,
    b: u32,
    c: u16,
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Gap {
    a: u8,
    b: u32,
    c: u16,
}

/// There is padding at its end only.
#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Tail {
    a: u64,
    b: u16,
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
#[repr(C, packed)]
struct Packed {
    a: u8,
    b: u64,
    c: u16,
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
#[repr(C, align(16))]
struct Aligned(u64, u32);

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
#[cerial(transparent)]
struct Meters<T>(T);

/// As plain as what it holds.
#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Pair<T, U> {
    first: T,
    second: U,
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Partly {
    a: u32,
    #[cerial(skip)]
    left_out: u32,
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
#[repr(C)]
struct Flags {
    on: bool,
    off: bool,
}

/// The struct with these bytes travels alone, in vectors, arrays and structs, and into memory that is there.
fn travels<T: Cerial + Copy + PartialEq + std::fmt::Debug>(value: T, bytes: &[u8]) {
    let message = |count: &[u8], times: usize| [&[1], count, &bytes.repeat(times)].concat();
    assert_eq!(to_vec(&value).unwrap(), message(&[], 1));
    assert_eq!(from_slice::<T>(&message(&[], 1)).unwrap(), value);
    assert_eq!(to_vec(&[value; 3][..]).unwrap(), message(&[3], 3));
    assert_eq!(from_slice::<Vec<T>>(&message(&[3], 3)).unwrap(), [value; 3]);
    assert_eq!(to_vec(&[value; 5]).unwrap(), message(&[], 5));
    assert_eq!(from_slice::<[T; 5]>(&message(&[], 5)).unwrap(), [value; 5]);
    assert_eq!(from_slice::<Pair<T, T>>(&message(&[], 2)).unwrap(), Pair { first: value, second: value });
    assert_eq!(to_vec(&(value, 7_u8)).unwrap(), [&message(&[], 1)[..], &[7]].concat());
    let mut place = vec![value; 2];
    decode_into(&message(&[4], 4), &mut place).unwrap();
    assert_eq!(place, [value; 4]);
    for cut in 0..bytes.len() * 3 + 2 {
        assert!(from_slice::<Vec<T>>(&message(&[3], 3)[..cut]).is_err());
        assert!(from_slice::<[T; 3]>(&message(&[], 3)[..cut.min(bytes.len() * 3)]).is_err());
    }
}

#[test]
fn layouts_do_not_show_in_the_bytes() {
    travels(Even { a: 1, b: 1.0, c: (-1, [2, 3]) }, &[1, 0, 0, 0, 0, 0, 0x80, 0x3f, 0xff, 0xff, 2, 3]);
    travels(Free { a: 1, b: 2, c: 3 }, &[1, 2, 0, 0, 0, 3, 0]);
    travels(Gap { a: 1, b: 2, c: 3 }, &[1, 2, 0, 0, 0, 3, 0]);
    travels(Tail { a: 1, b: 2 }, &[1, 0, 0, 0, 0, 0, 0, 0, 2, 0]);
    travels(Packed { a: 1, b: 2, c: 3 }, &[1, 2, 0, 0, 0, 0, 0, 0, 0, 3, 0]);
    travels(Aligned(1, 2), &[1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0]);
    travels(Meters(Meters(3_u32)), &[3, 0, 0, 0]);
    travels(Pair { first: 1_u16, second: Meters(2_i16) }, &[1, 0, 2, 0]);
    travels(Pair { first: Tail { a: 1, b: 2 }, second: 3_u8 }, &[1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 3]);
    travels(Pair { first: 1_u8, second: 2_usize }, &[1, 2, 0, 0, 0, 0, 0, 0, 0]);
    travels(Pair { first: true, second: 'a' }, &[1, b'a', 0, 0, 0]);
    travels(Partly { a: 1, left_out: 0 }, &[1, 0, 0, 0]);
}

#[test]
fn structs_of_what_not_all_bytes_are_are_looked_at() {
    travels(Flags { on: true, off: false }, &[1, 0]);
    assert!(from_slice::<Flags>(&[1, 1, 2]).is_err());
    assert_eq!(from_slice::<Vec<Flags>>(&[1, 2, 1, 0, 1, 2]).unwrap_err().path().to_string(), "[1].off");
    assert_eq!(from_slice::<[Pair<u8, bool>; 2]>(&[1, 1, 0, 1, 9]).unwrap_err().path().to_string(), "[1].second");
}

#[test]
fn arrays_of_no_elements_are_no_bytes() {
    assert_eq!(to_vec(&[[0_u64; 0]; 3]).unwrap(), [1]);
    assert_eq!(from_slice::<[[u64; 0]; 3]>(&[1]).unwrap(), [[0_u64; 0]; 3]);
    assert_eq!(from_slice::<Vec<[Even; 0]>>(&[1, 2]).unwrap().len(), 2);
}

#[test]
fn a_fingerprint_in_front_of_a_plain_value_is_compared() {
    let options = cerial::Options::new().fingerprint(true);
    let value = Even { a: 1, b: 1.0, c: (-1, [2, 3]) };
    let bytes = options.to_vec(&value).unwrap();
    assert_eq!(from_slice::<Even>(&bytes).unwrap(), value);
    assert_eq!(options.from_slice::<Even>(&bytes).unwrap(), value);
    let kind = |result: Result<Even, cerial::Error>| result.unwrap_err().kind();
    let mut other = bytes.clone();
    other[1] ^= 1;
    assert_eq!(kind(from_slice(&other)), cerial::ErrorKind::Type);
    assert_eq!(kind(options.from_slice(&to_vec(&value).unwrap())), cerial::ErrorKind::Type);
    assert_eq!(kind(from_slice(&bytes[..bytes.len() - 1])), cerial::ErrorKind::End);
    assert_eq!(kind(from_slice(&[&bytes[..], &[0]].concat())), cerial::ErrorKind::Trailing);
    assert_eq!(kind(from_slice(&bytes[..5])), cerial::ErrorKind::End);
    assert_eq!(kind(from_slice(&[])), cerial::ErrorKind::End);
    assert_eq!(kind(from_slice(&[2])), cerial::ErrorKind::Header);
}

#[test]
fn an_empty_or_short_vector_is_a_level_of_nesting_too() {
    for value in [vec![vec![]], vec![vec![1_u8]], vec![vec![1; 100]]] {
        let bytes = cerial::to_vec(&value).unwrap();
        let decode = |levels| cerial::Options::new().max_depth(levels).from_slice::<Vec<Vec<u8>>>(&bytes);
        assert_eq!(decode(2).unwrap(), value);
        assert!(decode(1).unwrap_err().to_string().contains("nested deeper than 1 levels"));
    }
}
