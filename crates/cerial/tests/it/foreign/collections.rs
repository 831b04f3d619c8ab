//! Collections: what stands in for a type of std, and what has an order or a shape of its own.

use std::collections::HashMap;
use std::hash::RandomState;

use cerial::{ErrorKind, from_slice, to_vec};
use ndarray::{ArcArray2, Array, Array0, Array1, Array2, ArrayD, IxDyn, ShapeBuilder, arr0, arr2};
use smallvec::SmallVec;

use crate::types::{refusal, taken, travels};

pub(super) fn arrayvec() {
    use arrayvec::{ArrayString, ArrayVec};

    travels(ArrayVec::<u16, 3>::from_iter([1, 2]), &[2, 1, 0, 2, 0]);
    travels(ArrayVec::<String, 1>::from_iter(["a".to_owned()]), &[1, 1, b'a']);
    travels(ArrayVec::<(), 4>::from_iter([(), ()]), &[2]);
    travels(ArrayString::<4>::from("aß").unwrap(), &[3, b'a', 0xc3, 0x9f]);
    assert_eq!(refusal::<ArrayVec<u8, 2>>(&[3, 1, 2, 3]), ErrorKind::Invalid);
    assert_eq!(refusal::<ArrayString<2>>(b"\x03abc"), ErrorKind::Invalid);
    assert_eq!(refusal::<ArrayString<2>>(&[1, 0xff]), ErrorKind::Invalid);
    // What a Vec wrote, and what a Vec reads.
    assert_eq!(from_slice::<ArrayVec<u8, 4>>(&to_vec(&vec![1_u8, 2]).unwrap()).unwrap()[..], [1, 2]);
}

pub(super) fn bytes() {
    use bytes::{Bytes, BytesMut};

    travels(Bytes::from_static(b"ab"), b"\x02ab");
    travels(Bytes::new(), &[0]);
    travels(BytesMut::from(&b"ab"[..]), b"\x02ab");
    let part = Bytes::from(vec![7; 1 << 20]).slice(5..1 << 19);
    assert_eq!(cerial::copy(&part).unwrap(), part);
    assert_eq!(from_slice::<Vec<u8>>(&to_vec(&part).unwrap()).unwrap(), part);
}

pub(super) fn smallvec() {
    travels(SmallVec::<[u16; 2]>::from_slice(&[1]), &[1, 1, 0]);
    travels(SmallVec::<[u16; 2]>::from_slice(&[1, 2, 3]), &[3, 1, 0, 2, 0, 3, 0]);
    travels(SmallVec::<[String; 1]>::from_vec(vec!["a".into(), "b".into()]), b"\x02\x01a\x01b");
    let few: SmallVec<[u8; 4]> = from_slice(&to_vec(&vec![1_u8, 2]).unwrap()).unwrap();
    assert!(!few.spilled(), "what fits takes no memory of its own");
    let many: SmallVec<[u64; 4]> = (0..100_000).collect();
    assert_eq!(cerial::copy(&many).unwrap(), many);
}

pub(super) fn indexmap() {
    use indexmap::{IndexMap, IndexSet};

    type Map = IndexMap<u8, String, RandomState>;
    let map = Map::from_iter([(2, "b".to_owned()), (1, "a".to_owned())]);
    travels(map.clone(), b"\x02\x02\x01b\x01\x01a");
    let back: Map = cerial::copy(&map).unwrap();
    assert!(back.keys().eq(map.keys()), "the order is kept");
    travels(IndexSet::<u16, RandomState>::from_iter([5, 3]), &[2, 5, 0, 3, 0]);
    assert_eq!(refusal::<Map>(b"\x02\x02\x01b\x02\x01a"), ErrorKind::NotCanonical);
    assert_eq!(refusal::<IndexSet<u8, RandomState>>(&[2, 1, 1]), ErrorKind::NotCanonical);
}

pub(super) fn hashbrown() {
    use hashbrown::{HashMap as Brown, HashSet};

    travels(Brown::<u8, String, RandomState>::from_iter([(1, "a".to_owned())]), &[1, 1, 1, b'a']);
    travels(HashSet::<u16, RandomState>::from_iter([5]), &[1, 5, 0]);
    assert_eq!(refusal::<Brown<u8, u8, RandomState>>(&[2, 1, 0, 1, 5]), ErrorKind::NotCanonical);
    let many: HashMap<u16, u64> = (0..1000).map(|key| (key, u64::from(key) * 3)).collect();
    let brown: Brown<u16, u64, RandomState> = from_slice(&to_vec(&many).unwrap()).unwrap();
    assert!(brown.len() == 1000 && brown.iter().all(|(key, value)| many[key] == *value));
}

pub(super) fn ndarray() {
    let table = arr2(&[[1_u16, 2, 3], [4, 5, 6]]);
    let bytes = [2, 3, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0];
    travels(table.clone(), &bytes);
    // A view, one that lies in memory column by column, a shared one.
    assert_eq!(taken::<Array2<u16>>(&table.view(), &bytes), table);
    let columns = Array2::from_shape_vec((2, 3).f(), vec![1_u16, 4, 2, 5, 3, 6]).unwrap();
    assert_eq!(taken::<Array2<u16>>(&columns, &bytes), columns);
    assert_eq!(taken::<ArcArray2<u16>>(&table.to_shared(), &bytes), table);
    let turned = table.t();
    assert_eq!(taken::<Array2<u16>>(&turned, &[3, 2, 1, 0, 4, 0, 2, 0, 5, 0, 3, 0, 6, 0]), turned);
    travels(arr0(7_u8), &[7]);
    travels(Array1::from(vec!["a".to_owned()]), &[1, 1, b'a']);
    travels(table.mapv(|n| n as u8).into_dyn(), &[2, 2, 3, 1, 2, 3, 4, 5, 6]);
    // Empty ones keep their shape.
    travels(Array::<u8, _>::zeros((0, 5)), &[0, 5]);
    travels(ArrayD::<u8>::zeros(IxDyn(&[])), &[0, 0]);
    let large = Array1::from_iter((0..100_000).map(f64::from));
    assert_eq!(cerial::copy(&large).unwrap(), large);
    let failing = from_slice::<Array2<bool>>(&[1, 1, 2, 1, 7]).unwrap_err();
    assert_eq!(failing.path().to_string(), "[1]");
    assert_eq!(from_slice::<Array0<u8>>(&[1, 7]).unwrap(), arr0(7));
}
