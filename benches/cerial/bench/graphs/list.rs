//! A linked list: deep, and every node has one owner.

use std::hint::black_box;
use std::rc::Rc;

use crate::turns::{Entrant, Kind};

const NODES: u64 = 100_000;
/// So many are beyond any stack of a usual size.
const MANY: u64 = 1_000_000;

#[derive(Debug, cerial::Cerial, serde::Serialize, serde::Deserialize, fory::ForyStruct)]
struct Node {
    value: u64,
    next: Option<Rc<Node>>,
}

#[derive(rkyv::Archive, rkyv::Serialize, rkyv::Deserialize)]
#[rkyv(
    serialize_bounds(
        __S: rkyv::ser::Writer + rkyv::ser::Allocator + rkyv::ser::Sharing,
        __S::Error: rkyv::rancor::Source,
    ),
    deserialize_bounds(__D: rkyv::de::Pooling, __D::Error: rkyv::rancor::Source),
    bytecheck(bounds(
        __C: rkyv::validation::ArchiveContext + rkyv::validation::SharedContext,
        __C::Error: rkyv::rancor::Source,
    )),
)]
struct RkyvNode {
    value: u64,
    #[rkyv(omit_bounds)]
    next: Option<Rc<RkyvNode>>,
}

fn build() -> Node {
    let nil = Node { value: 0, next: None };
    (1..NODES).fold(nil, |next, value| Node { value, next: Some(Rc::new(next)) })
}

fn build_rkyv() -> RkyvNode {
    let nil = RkyvNode { value: 0, next: None };
    (1..NODES).fold(nil, |next, value| RkyvNode { value, next: Some(Rc::new(next)) })
}

fn whole(head: &Node) -> bool {
    std::iter::successors(Some(head), |node| node.next.as_deref()).count() == NODES as usize
}

pub(super) fn entrants() -> Vec<Entrant<'static>> {
    let list = Rc::new(build());
    let [ours, for_fory, bincoded, postcarded] = std::array::from_fn(|_| Rc::clone(&list));
    let for_rkyv = build_rkyv();
    let fory = super::fory(|fory| fory.register::<Node>(100));
    let standard = bincode::config::standard;
    vec![
        Entrant::whole(
            "cerial",
            Kind::Other,
            move || cerial::Options::trusted().to_vec(&*ours).expect("it encodes"),
            Vec::len,
            |bytes| cerial::Options::trusted().from_slice::<Node>(bytes).expect("it decodes"),
            whole,
        ),
        Entrant::floor("build and drop", || drop(black_box(build()))),
        Entrant::whole(
            "fory, track_ref",
            Kind::Other,
            move || fory.serialize(&*for_fory).expect("it encodes"),
            Vec::len,
            |bytes| fory.deserialize::<Node>(bytes).expect("it decodes"),
            whole,
        ),
        Entrant::whole(
            "rkyv, checked",
            Kind::Other,
            move || rkyv::to_bytes::<rkyv::rancor::Error>(&for_rkyv).expect("it encodes"),
            |bytes| bytes.len(),
            |bytes| rkyv::from_bytes::<RkyvNode, rkyv::rancor::Error>(bytes).expect("it decodes"),
            |head| head.value == NODES - 1,
        ),
        Entrant::whole(
            "serde's rc, bincode 2",
            Kind::Other,
            move || bincode::serde::encode_to_vec(&*bincoded, standard()).expect("it encodes"),
            Vec::len,
            move |bytes| bincode::serde::decode_from_slice::<Node, _>(bytes, standard()).expect("it decodes").0,
            whole,
        ),
        Entrant::whole(
            "serde's rc, postcard",
            Kind::Other,
            move || postcard::to_stdvec(&*postcarded).expect("it encodes"),
            Vec::len,
            |bytes| postcard::from_bytes::<Node>(bytes).expect("it decodes"),
            whole,
        ),
    ]
}

/// As [`Node`], but taken apart without recursion.
#[derive(cerial::Cerial)]
struct LongNode {
    value: u64,
    next: Option<Rc<LongNode>>,
}

impl Drop for LongNode {
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut node) = next.and_then(Rc::into_inner) {
            next = node.next.take();
        }
    }
}

fn build_long() -> LongNode {
    let nil = LongNode { value: 0, next: None };
    (1..MANY).fold(nil, |next, value| LongNode { value, next: Some(Rc::new(next)) })
}

pub(super) fn long() -> Vec<Entrant<'static>> {
    let list = build_long();
    vec![
        Entrant::whole(
            "cerial",
            Kind::Other,
            move || cerial::Options::trusted().to_vec(&list).expect("it encodes"),
            Vec::len,
            |bytes| cerial::Options::trusted().from_slice::<LongNode>(bytes).expect("it decodes"),
            |head| std::iter::successors(Some(head), |node| node.next.as_deref()).count() == MANY as usize,
        ),
        Entrant::floor("build and drop", || drop(black_box(build_long()))),
    ]
}
