//! Values and bytes that nobody thought of.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::ops::Bound;
use std::time::Duration;

use cerial::{Cerial, from_slice, to_vec};
use proptest::collection::{btree_map, btree_set, hash_map, vec, vec_deque};
use proptest::prelude::*;

type Deep = Vec<(Option<String>, BTreeMap<u16, Vec<bool>>, Result<[u32; 3], Box<str>>)>;

fn deep() -> impl Strategy<Value = Deep> {
    let tree = btree_map(any::<u16>(), vec(any::<bool>(), 0..4), 0..4);
    let result = prop_oneof![any::<[u32; 3]>().prop_map(Ok), any::<String>().prop_map(|text| Err(text.into()))];
    vec((any::<Option<String>>(), tree, result), 0..5)
}

fn there_and_back<T: Cerial + PartialEq + std::fmt::Debug>(value: &T) {
    let bytes = to_vec(value).expect("it encodes");
    let back = from_slice::<T>(&bytes).expect("it decodes");
    assert_eq!(&back, value);
    assert_eq!(to_vec(&back).expect("it encodes again"), bytes);
}

/// Whatever is accepted is what would be written.
fn accepted_is_canonical<T: Cerial>(bytes: &[u8]) {
    if let Ok(value) = from_slice::<T>(bytes) {
        assert_eq!(to_vec(&value).expect("it encodes"), bytes, "{}", std::any::type_name::<T>());
    }
}

proptest! {
    #[test]
    fn numbers_come_back(value in any::<(u8, i16, u32, i64, u128, f64, char, bool)>()) {
        let bytes = to_vec(&value).expect("it encodes");
        prop_assert_eq!(bytes.len(), 1 + 1 + 2 + 4 + 8 + 16 + 8 + 4 + 1);
        there_and_back(&(value.0, value.1, value.2, value.3, value.4, value.5.to_bits(), value.6, value.7));
    }

    #[test]
    fn sequences_come_back(numbers in vec(any::<u64>(), 0..2000), ring in vec_deque(any::<(u8, u16)>(), 0..50)) {
        there_and_back(&numbers);
        there_and_back(&ring);
        there_and_back(&numbers.iter().map(u64::to_string).collect::<VecDeque<_>>());
    }

    #[test]
    fn maps_come_back(map in hash_map(any::<u32>(), any::<String>(), 0..50), set in btree_set(any::<String>(), 0..20)) {
        prop_assert_eq!(&cerial::copy(&map).expect("it travels"), &map);
        there_and_back(&set);
    }

    #[test]
    fn nested_values_come_back(value in deep()) {
        there_and_back(&value);
    }

    #[test]
    fn each_cut_of_nested_values_is_an_error(value in deep()) {
        let bytes = to_vec(&value).expect("it encodes");
        for cut in 0..bytes.len() {
            prop_assert!(from_slice::<Deep>(&bytes[..cut]).is_err());
        }
    }

    #[test]
    fn accepted_bytes_are_the_ones_that_would_be_written(body in vec(0_u8..5, 0..24)) {
        let bytes = super::message(&body);
        accepted_is_canonical::<Deep>(&bytes);
        accepted_is_canonical::<BTreeSet<Option<u8>>>(&bytes);
        accepted_is_canonical::<std::collections::BinaryHeap<u8>>(&bytes);
        accepted_is_canonical::<Vec<(char, bool)>>(&bytes);
        accepted_is_canonical::<[Option<Box<str>>; 3]>(&bytes);
        accepted_is_canonical::<(Duration, Bound<u8>, u8)>(&bytes);
        accepted_is_canonical::<Vec<std::rc::Rc<String>>>(&bytes);
        accepted_is_canonical::<std::net::SocketAddr>(&bytes);
    }

    #[test]
    fn a_changed_byte_gives_an_error_or_another_value(value in deep(), at in any::<prop::sample::Index>(), byte: u8) {
        let mut bytes = to_vec(&value).expect("it encodes");
        let at = at.index(bytes.len());
        bytes[at] = byte;
        accepted_is_canonical::<Deep>(&bytes);
    }

    #[test]
    fn any_bytes_are_refused_or_a_value(bytes in vec(any::<u8>(), 0..64)) {
        accepted_is_canonical::<Deep>(&bytes);
        let _ = from_slice::<HashMap<String, Vec<u16>>>(&bytes);
    }
}
