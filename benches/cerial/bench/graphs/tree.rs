//! A tree whose nodes know their parents.
//!
//! rkyv is not among the entrants: it refuses a weak pointer to an object that is being written.

use std::cell::RefCell;
use std::hint::black_box;
use std::rc::{Rc, Weak};

use crate::turns::{Entrant, Kind};

const NODES: usize = 1_000_000;
/// How many children a node has.
const CHILDREN: usize = 10;

#[derive(cerial::Cerial, serde::Serialize, serde::Deserialize)]
struct Node {
    id: u64,
    name: String,
    /// serde's rc follows weak pointers too, up and down without an end.
    #[serde(skip)]
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}

/// fory's derive takes its own weak pointer, and a cell around the whole node.
#[derive(Debug, fory::ForyStruct)]
struct ForyNode {
    id: u64,
    name: String,
    parent: fory::RcWeak<RefCell<ForyNode>>,
    children: Vec<Rc<RefCell<ForyNode>>>,
}

fn name(id: usize) -> String {
    format!("node{id}")
}

/// The numbers of a node's children.
fn children(id: usize) -> std::ops::Range<usize> {
    let first = (id * CHILDREN + 1).min(NODES);
    first..(first + CHILDREN).min(NODES)
}

fn build(id: usize, parent: Weak<Node>) -> Rc<Node> {
    Rc::new_cyclic(|this| Node {
        id: id as u64,
        name: name(id),
        parent: RefCell::new(parent),
        children: RefCell::new(children(id).map(|child| build(child, this.clone())).collect()),
    })
}

fn build_fory(id: usize, parent: Option<&Rc<RefCell<ForyNode>>>) -> Rc<RefCell<ForyNode>> {
    let parent = parent.map_or_else(fory::RcWeak::new, fory::RcWeak::from);
    let node = Rc::new(RefCell::new(ForyNode { id: id as u64, name: name(id), parent, children: Vec::new() }));
    let children = children(id).map(|child| build_fory(child, Some(&node))).collect();
    node.borrow_mut().children = children;
    node
}

fn deep_clone(node: &Node, parent: Weak<Node>) -> Rc<Node> {
    Rc::new_cyclic(|this| Node {
        id: node.id,
        name: node.name.clone(),
        parent: RefCell::new(parent),
        children: RefCell::new(node.children.borrow().iter().map(|child| deep_clone(child, this.clone())).collect()),
    })
}

/// Whether the fourth child's parent is the root.
fn tied(root: &Rc<Node>) -> bool {
    let parent = root.children.borrow()[3].parent.borrow().upgrade();
    parent.is_some_and(|parent| Rc::ptr_eq(&parent, root))
}

pub(super) fn entrants() -> Vec<Entrant<'static>> {
    let root = build(0, Weak::new());
    let [ours, bincoded, postcarded, cloned] = std::array::from_fn(|_| Rc::clone(&root));
    let for_fory = build_fory(0, None);
    let fory = super::fory(|fory| fory.register::<ForyNode>(100));
    let standard = bincode::config::standard;
    vec![
        Entrant::whole(
            "cerial",
            Kind::Other,
            move || cerial::to_vec(&ours).expect("it encodes"),
            Vec::len,
            |bytes| cerial::from_slice::<Rc<Node>>(bytes).expect("it decodes"),
            tied,
        ),
        Entrant::floor("deep clone and drop", move || drop(black_box(deep_clone(black_box(&cloned), Weak::new())))),
        Entrant::whole(
            "fory, track_ref",
            Kind::Other,
            move || fory.serialize(&for_fory).expect("it encodes"),
            Vec::len,
            |bytes| fory.deserialize::<Rc<RefCell<ForyNode>>>(bytes).expect("it decodes"),
            |root| {
                let child = Rc::clone(&root.borrow().children[3]);
                let parent = child.borrow().parent.upgrade();
                parent.is_some_and(|parent| Rc::ptr_eq(&parent, root))
            },
        ),
        Entrant::whole(
            "serde's rc, bincode 2 (no parents)",
            Kind::Other,
            move || bincode::serde::encode_to_vec(&bincoded, standard()).expect("it encodes"),
            Vec::len,
            move |bytes| bincode::serde::decode_from_slice::<Rc<Node>, _>(bytes, standard()).expect("it decodes").0,
            |root| root.children.borrow()[3].id == 4,
        ),
        Entrant::whole(
            "serde's rc, postcard (no parents)",
            Kind::Other,
            move || postcard::to_stdvec(&postcarded).expect("it encodes"),
            Vec::len,
            |bytes| postcard::from_bytes::<Rc<Node>>(bytes).expect("it decodes"),
            |root| root.children.borrow()[3].id == 4,
        ),
    ]
}
