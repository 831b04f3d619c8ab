//! Few bytes that ask for much.

use std::collections::{BTreeMap, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};

use cerial::{Decode, ErrorKind, Options, from_slice};

use super::{message, refusal};

/// 2^62, a length.
const HUGE: [u8; 9] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x40];
/// 2^40, a length.
const LARGE: [u8; 6] = [0x80, 0x80, 0x80, 0x80, 0x80, 0x20];

fn refused_at_once<T: Decode>() {
    for length in [&HUGE[..], &LARGE] {
        for tail in [0, 1, 100] {
            let kind = refusal::<T>(&[length, &vec![0; tail]].concat());
            assert!(matches!(kind, ErrorKind::End | ErrorKind::Memory), "{kind:?}: {}", std::any::type_name::<T>());
        }
    }
}

#[test]
fn a_length_beyond_the_bytes_is_refused_before_anything_is_allocated() {
    refused_at_once::<String>();
    refused_at_once::<Box<str>>();
    refused_at_once::<std::path::PathBuf>();
    refused_at_once::<std::ffi::CString>();
    refused_at_once::<Vec<u8>>();
    refused_at_once::<Vec<u128>>();
    refused_at_once::<Vec<(u8, u64)>>();
    refused_at_once::<Vec<Vec<String>>>();
    refused_at_once::<Vec<Option<[u64; 100]>>>();
    refused_at_once::<Vec<Box<u64>>>();
    refused_at_once::<Box<[String]>>();
    refused_at_once::<VecDeque<u16>>();
    refused_at_once::<LinkedList<u16>>();
    refused_at_once::<BinaryHeap<u16>>();
    refused_at_once::<HashMap<u16, String>>();
    refused_at_once::<HashMap<(), Box<u8>>>();
    refused_at_once::<HashSet<String>>();
    refused_at_once::<BTreeMap<String, ()>>();
    assert_eq!(refusal::<std::rc::Rc<Vec<u64>>>(&[&[1], &HUGE[..]].concat()), ErrorKind::End);
    #[cfg(feature = "serde")]
    refused_at_once::<cerial::Serde<Vec<u64>>>();
}

#[test]
fn elements_without_bytes_are_counted() {
    assert_eq!(refusal::<Vec<()>>(&HUGE), ErrorKind::Elements);
    assert_eq!(refusal::<Vec<[u8; 0]>>(&HUGE), ErrorKind::Elements);
    assert_eq!(refusal::<VecDeque<std::marker::PhantomData<u8>>>(&LARGE), ErrorKind::Elements);
    assert_eq!(refusal::<BinaryHeap<()>>(&LARGE), ErrorKind::Elements);
    // A Box takes memory, if no bytes.
    assert!(matches!(refusal::<Vec<Box<()>>>(&LARGE), ErrorKind::Elements | ErrorKind::Memory));
    assert!(matches!(refusal::<LinkedList<()>>(&LARGE), ErrorKind::Elements | ErrorKind::Memory));
    let ten = message(&[10]);
    assert_eq!(from_slice::<Vec<()>>(&ten).unwrap().len(), 10);
    assert_eq!(Options::new().max_elements(9).from_slice::<Vec<()>>(&ten).unwrap_err().kind(), ErrorKind::Elements);
}

#[test]
fn memory_is_charged_for_what_is_wider_in_memory_than_on_the_wire() {
    let wide = message(&[&[100][..], &[0; 100]].concat());
    let options = Options::new().max_memory(100 * 800);
    assert_eq!(options.from_slice::<Vec<Option<[u64; 100]>>>(&wide).unwrap_err().kind(), ErrorKind::Memory);
    assert!(from_slice::<Vec<Option<[u64; 100]>>>(&wide).is_ok());
    let boxes = Options::new().max_memory(7);
    assert_eq!(boxes.from_slice::<Box<u64>>(&message(&[0; 8])).unwrap_err().kind(), ErrorKind::Memory);
}

#[test]
fn a_broken_text_that_was_long_is_charged() {
    let error = message(&[&(1_u64 << 40).to_le_bytes()[..], &[1]].concat());
    // No text is as long as that where addresses have 32 bits.
    let kind = if usize::BITS == 64 { ErrorKind::Memory } else { ErrorKind::Unsupported };
    assert_eq!(from_slice::<std::str::Utf8Error>(&error).unwrap_err().kind(), kind);
}

/// A value that holds itself, as deep as the bytes say.
fn refused_as_too_deep<T: Decode>(level: &[u8]) {
    let bytes = message(&level.repeat(1_000_000 / level.len()));
    assert_eq!(from_slice::<T>(&bytes).err().expect("it is too deep").kind(), ErrorKind::Depth);
}

macro_rules! recursive {
    ($($name:ident = $inside:ty;)*) => {$(
        #[derive(Debug)]
        struct $name($inside);

        impl cerial::Schema for $name {
            fn schema(s: &mut cerial::SchemaBuilder) {
                s.structure(stringify!($name)).field::<$inside>("0");
            }
        }

        impl cerial::Encode for $name {
            fn encode(&self, encoder: &mut cerial::Encoder<'_>) -> Result<(), cerial::Error> {
                self.0.encode(encoder)
            }
        }

        impl Decode for $name {
            fn decode(decoder: &mut cerial::Decoder<'_>) -> Result<Self, cerial::Error> {
                Decode::decode(decoder).map(Self)
            }
        }
    )*};
}

recursive! {
    InBox = Option<Box<InBox>>;
    InVec = Vec<InVec>;
    InRing = VecDeque<InRing>;
    InList = LinkedList<InList>;
    InSlice = Box<[InSlice]>;
    InTree = BTreeMap<u8, InTree>;
    InRc = Option<std::rc::Rc<InRc>>;
}

#[test]
fn depth_is_limited_for_whatever_may_hold_itself() {
    refused_as_too_deep::<InBox>(&[1]);
    refused_as_too_deep::<InVec>(&[1]);
    refused_as_too_deep::<InRing>(&[1]);
    refused_as_too_deep::<InList>(&[1]);
    refused_as_too_deep::<InSlice>(&[1]);
    refused_as_too_deep::<InTree>(&[1, 0]);
}

#[test]
fn depth_is_limited_when_encoding_too() {
    let mut deep = InBox(None);
    for _ in 0..1000 {
        deep = InBox(Some(Box::new(deep)));
    }
    assert_eq!(cerial::to_vec(&deep).unwrap_err().kind(), ErrorKind::Depth);
    assert!(Options::new().max_depth(2000).to_vec(&deep).is_ok());
    let shared = InRc(Some(std::rc::Rc::new(InRc(None))));
    assert_eq!(cerial::to_vec(&shared).unwrap(), message(&[1, 1, 0]));
}
