//! Bytes that could be a value, but are not the one accepted encoding of it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::time::{Duration, SystemTime};

use cerial::{ErrorKind, from_slice};

use super::{message, refusal};

#[test]
fn a_bool_and_an_option_are_0_or_1() {
    assert_eq!(refusal::<bool>(&[2]), ErrorKind::Invalid);
    assert_eq!(refusal::<Vec<bool>>(&[3, 1, 0, 255]), ErrorKind::Invalid);
    assert_eq!(refusal::<Option<u8>>(&[2, 0]), ErrorKind::Invalid);
    assert_eq!(refusal::<Result<u8, u8>>(&[2, 0]), ErrorKind::Invalid);
}

#[test]
fn a_char_is_no_surrogate_and_not_too_large() {
    assert_eq!(refusal::<char>(&[0, 0xd8, 0, 0]), ErrorKind::Invalid);
    assert_eq!(refusal::<[char; 1]>(&[0, 0, 0x11, 0]), ErrorKind::Invalid);
}

#[test]
fn text_is_utf_8() {
    assert_eq!(refusal::<String>(&[1, 0xff]), ErrorKind::Invalid);
    assert_eq!(refusal::<Box<str>>(&[2, 0xc0, 0x80]), ErrorKind::Invalid);
    assert_eq!(refusal::<std::rc::Rc<str>>(&[1, 1, 0xff]), ErrorKind::Invalid);
}

#[test]
fn a_c_string_has_no_nul_inside() {
    assert_eq!(refusal::<std::ffi::CString>(&[2, b'a', 0]), ErrorKind::Invalid);
}

#[test]
fn a_length_is_written_as_short_as_can_be() {
    assert_eq!(refusal::<Vec<u8>>(&[0x80, 0]), ErrorKind::NotCanonical);
    assert_eq!(refusal::<String>(&[0x81, 0, b'a']), ErrorKind::NotCanonical);
}

#[test]
fn the_keys_of_a_tree_ascend() {
    assert_eq!(refusal::<BTreeMap<u8, u8>>(&[2, 2, 0, 1, 0]), ErrorKind::NotCanonical);
    assert_eq!(refusal::<BTreeMap<u8, u8>>(&[2, 1, 0, 1, 0]), ErrorKind::NotCanonical);
    assert_eq!(refusal::<BTreeSet<u8>>(&[2, 2, 1]), ErrorKind::NotCanonical);
    let error = from_slice::<BTreeSet<u8>>(&message(&[3, 1, 2, 2])).unwrap_err();
    assert_eq!(error.path().to_string(), "[key 2]");
}

#[test]
fn no_key_comes_twice() {
    assert_eq!(refusal::<HashMap<u8, u8>>(&[2, 1, 0, 1, 5]), ErrorKind::NotCanonical);
    assert_eq!(refusal::<HashSet<u8>>(&[2, 1, 1]), ErrorKind::NotCanonical);
    assert_eq!(refusal::<HashSet<()>>(&[2]), ErrorKind::NotCanonical);
}

#[test]
fn nanoseconds_make_no_second() {
    assert_eq!(refusal::<Duration>(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 202, 154, 59]), ErrorKind::NotCanonical);
    assert_eq!(refusal::<SystemTime>(&[0, 0, 0, 0, 0, 0, 0, 0, 0, 202, 154, 59]), ErrorKind::NotCanonical);
}

#[test]
fn an_error_names_the_place() {
    let error = from_slice::<Vec<(bool, String)>>(&message(&[2, 1, 0, 1, 1, 0xff])).unwrap_err();
    assert_eq!(error.path().to_string(), "[1].1");
    let error = from_slice::<Vec<(u8, bool)>>(&message(&[2, 1, 0, 1, 7])).unwrap_err();
    assert_eq!(error.path().to_string(), "[1].1");
    let error = from_slice::<HashMap<bool, u8>>(&message(&[1, 7, 0])).unwrap_err();
    assert_eq!(error.path().to_string(), "[key 0]");
    let error = from_slice::<(u16, u32)>(&message(&[1, 0, 1])).unwrap_err();
    assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::End, ".1"));
}

#[test]
fn a_name_that_is_not_utf_8_travels_as_its_bytes_or_is_refused_where_none_can_be() {
    let name = [3, b'a', 0xff, b'b'];
    match from_slice::<std::path::PathBuf>(&message(&name)) {
        Ok(path) => {
            assert!(path.to_str().is_none());
            assert_eq!(cerial::to_vec(&path).unwrap(), message(&name));
        }
        Err(error) => assert_eq!(error.kind(), ErrorKind::Unsupported),
    }
}
