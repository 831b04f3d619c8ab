//! Many handles on few values.

use std::hint::black_box;
use std::rc::Rc;

use crate::random::Random;
use crate::turns::{Entrant, Kind};

const HANDLES: usize = 1_000_000;
const VALUES: usize = 1_000;

#[derive(
    Clone,
    Debug,
    PartialEq,
    cerial::Cerial,
    serde::Serialize,
    serde::Deserialize,
    fory::ForyStruct,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
)]
struct Leaf {
    id: u64,
    name: String,
}

fn values() -> Vec<Rc<Leaf>> {
    (0..VALUES).map(|id| Rc::new(Leaf { id: id as u64, name: format!("leaf{id}") })).collect()
}

/// Handles on the values, in an order that looks like chance.
fn handles() -> Vec<Rc<Leaf>> {
    let (values, mut random) = (values(), Random::new(5));
    (0..HANDLES).map(|_| Rc::clone(&values[random.below(VALUES as u64) as usize])).collect()
}

/// A copy with the same sharing, by what a program knows that has made it: each value's number is its index.
fn deep_clone(handles: &[Rc<Leaf>]) -> Vec<Rc<Leaf>> {
    let mut copies: Vec<Option<Rc<Leaf>>> = vec![None; VALUES];
    let copy = |handle: &Rc<Leaf>| {
        let copy = copies[handle.id as usize].get_or_insert_with(|| Rc::new(Leaf::clone(handle)));
        Rc::clone(copy)
    };
    handles.iter().map(copy).collect()
}

fn shared(handles: &Vec<Rc<Leaf>>) -> bool {
    handles.len() == HANDLES && Rc::strong_count(&handles[0]) > 1
}

pub(super) fn entrants() -> Vec<Entrant<'static>> {
    let all = Rc::new(handles());
    let [ours, cloned, for_fory, for_rkyv, bincoded, postcarded] = std::array::from_fn(|_| Rc::clone(&all));
    let fory = super::fory(|fory| fory.register::<Leaf>(100));
    let standard = bincode::config::standard;
    vec![
        Entrant::whole(
            "cerial",
            Kind::Other,
            move || cerial::to_vec(&*ours).expect("it encodes"),
            Vec::len,
            |bytes| cerial::from_slice::<Vec<Rc<Leaf>>>(bytes).expect("it decodes"),
            shared,
        ),
        Entrant::floor("clone with the sharing, and drop", move || drop(black_box(deep_clone(black_box(&cloned))))),
        Entrant::whole(
            "fory, track_ref",
            Kind::Other,
            move || fory.serialize(&*for_fory).expect("it encodes"),
            Vec::len,
            |bytes| fory.deserialize::<Vec<Rc<Leaf>>>(bytes).expect("it decodes"),
            shared,
        ),
        Entrant::whole(
            "rkyv, checked",
            Kind::Other,
            move || rkyv::to_bytes::<rkyv::rancor::Error>(&*for_rkyv).expect("it encodes"),
            |bytes| bytes.len(),
            |bytes| rkyv::from_bytes::<Vec<Rc<Leaf>>, rkyv::rancor::Error>(bytes).expect("it decodes"),
            shared,
        ),
        Entrant::whole(
            "serde's rc, bincode 2 (copies)",
            Kind::Other,
            move || bincode::serde::encode_to_vec(&*bincoded, standard()).expect("it encodes"),
            Vec::len,
            move |bytes| {
                bincode::serde::decode_from_slice::<Vec<Rc<Leaf>>, _>(bytes, standard()).expect("it decodes").0
            },
            |handles| handles.len() == HANDLES,
        ),
        Entrant::whole(
            "serde's rc, postcard (copies)",
            Kind::Other,
            move || postcard::to_stdvec(&*postcarded).expect("it encodes"),
            Vec::len,
            |bytes| postcard::from_bytes::<Vec<Rc<Leaf>>>(bytes).expect("it decodes"),
            |handles| handles.len() == HANDLES,
        ),
    ]
}
