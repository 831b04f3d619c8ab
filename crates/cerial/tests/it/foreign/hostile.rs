//! Few bytes that ask for much.

use std::hash::RandomState;

use cerial::{Decode, ErrorKind, Options, from_slice};

use crate::types::{message, refusal};

/// 2^62 and 2^40, as lengths.
const LENGTHS: [&[u8]; 2] =
    [&[0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40], &[0x80, 0x80, 0x80, 0x80, 0x80, 0x20]];

fn refused_at_once<T: Decode>(kinds: &[ErrorKind]) {
    for length in LENGTHS {
        for tail in [0, 1, 100] {
            let kind = refusal::<T>(&[length, &vec![1; tail]].concat());
            assert!(kinds.contains(&kind), "{kind:?}: {}", std::any::type_name::<T>());
        }
    }
}

#[test]
fn a_foreign_length_beyond_the_bytes_is_refused_before_anything_is_allocated() {
    const SHORT: &[ErrorKind] = &[ErrorKind::End, ErrorKind::Memory];
    refused_at_once::<bytes::Bytes>(SHORT);
    refused_at_once::<bytes::BytesMut>(SHORT);
    refused_at_once::<smallvec::SmallVec<[u64; 4]>>(SHORT);
    refused_at_once::<smallvec::SmallVec<[String; 4]>>(SHORT);
    refused_at_once::<arrayvec::ArrayVec<u64, 4>>(SHORT);
    refused_at_once::<arrayvec::ArrayString<4>>(SHORT);
    refused_at_once::<indexmap::IndexMap<u16, String, RandomState>>(SHORT);
    refused_at_once::<indexmap::IndexSet<String, RandomState>>(SHORT);
    refused_at_once::<hashbrown::HashMap<u16, String, RandomState>>(SHORT);
    refused_at_once::<hashbrown::HashSet<String, RandomState>>(SHORT);
    refused_at_once::<serde_json::Map<String, serde_json::Value>>(SHORT);
    refused_at_once::<url::Url>(SHORT);
    refused_at_once::<jiff::ZonedDateTime>(SHORT);
    refused_at_once::<ndarray::ArrayD<u8>>(SHORT);
    // An axis may be longer than addresses are wide.
    const AXES: &[ErrorKind] = &[ErrorKind::End, ErrorKind::Memory, ErrorKind::Invalid];
    refused_at_once::<ndarray::Array1<u64>>(if usize::BITS == 64 { SHORT } else { AXES });
    refused_at_once::<ndarray::Array2<u8>>(AXES);
}

#[test]
fn axes_that_multiply_to_more_than_memory_are_refused() {
    let square = [LENGTHS[0], LENGTHS[0]].concat();
    assert_eq!(refusal::<ndarray::Array2<u8>>(&square), ErrorKind::Invalid);
    assert_eq!(refusal::<ndarray::Array2<()>>(&square), ErrorKind::Invalid);
    // Empty, and yet too long for any memory.
    let empty = [&[0], LENGTHS[0], LENGTHS[0]].concat();
    assert_eq!(refusal::<ndarray::Array3<u8>>(&empty), ErrorKind::Invalid);
    let plane = [LENGTHS[1], &[1]].concat();
    let kind = if usize::BITS == 64 { ErrorKind::Elements } else { ErrorKind::Invalid };
    assert_eq!(refusal::<ndarray::Array2<()>>(&plane), kind);
}

#[test]
fn many_axes_are_charged() {
    let flat = message(&[&[200, 1], &[1; 200][..], &[7]].concat());
    assert_eq!(from_slice::<ndarray::ArrayD<u8>>(&flat).unwrap().ndim(), 200);
    let tight = Options::new().max_memory(1000);
    assert_eq!(tight.from_slice::<ndarray::ArrayD<u8>>(&flat).unwrap_err().kind(), ErrorKind::Memory);
}

#[test]
fn what_a_map_takes_beside_its_entries_is_charged() {
    let entries = message(&[&[100][..], &(0..100).flat_map(|key| [key, 0]).collect::<Vec<u8>>()].concat());
    let tight = Options::new().max_memory(1000);
    type Map = indexmap::IndexMap<u8, u8, RandomState>;
    assert_eq!(tight.from_slice::<Map>(&entries).unwrap_err().kind(), ErrorKind::Memory);
    assert_eq!(from_slice::<Map>(&entries).unwrap().len(), 100);
}

#[test]
fn json_is_limited_in_depth() {
    let deep = message(&[4, 1].repeat(500_000));
    assert_eq!(from_slice::<serde_json::Value>(&deep).unwrap_err().kind(), ErrorKind::Depth);
    let deep = message(&[5, 1, 0].repeat(300_000));
    assert_eq!(from_slice::<serde_json::Value>(&deep).unwrap_err().kind(), ErrorKind::Depth);
}
