//! One accepted encoding: what was decoded gives the same bytes again, and other bytes for the same are refused.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashSet};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use cerial::{Cerial, Decode, ErrorKind, from_slice, to_vec};
use proptest::collection::vec;
use proptest::prelude::*;

/// A graph of nodes that all hold and know each other as the numbers say.
#[derive(Cerial, Default)]
struct Graph {
    nodes: Vec<Rc<Node>>,
    known: Vec<Weak<Node>>,
    texts: (Vec<Arc<str>>, Vec<Rc<[u16]>>),
}

#[derive(Cerial, Default)]
struct Node {
    number: u16,
    holds: RefCell<Vec<Rc<Node>>>,
    knows: RefCell<Vec<Weak<Node>>>,
    alone: Option<Rc<u8>>,
}

impl Drop for Graph {
    /// Lets go of cycles.
    fn drop(&mut self) {
        for node in &self.nodes {
            node.holds.borrow_mut().clear();
        }
    }
}

/// Who holds whom and who knows whom, by numbers of nodes.
#[derive(Debug)]
struct Plan {
    nodes: usize,
    holds: Vec<(u8, u8)>,
    knows: Vec<(u8, u8)>,
    known: Vec<u8>,
    texts: usize,
}

impl Plan {
    fn any() -> impl Strategy<Value = Self> {
        let edges = || vec(any::<(u8, u8)>(), 0..12);
        let parts = (1_usize..8, edges(), edges(), vec(any::<u8>(), 0..4), 1_usize..3);
        parts.prop_map(|(nodes, holds, knows, known, texts)| Self { nodes, holds, knows, known, texts })
    }

    fn graph(&self) -> Graph {
        let make = |number| Rc::new(Node { number, alone: (number % 2 == 0).then(|| Rc::new(5)), ..Node::default() });
        let nodes: Vec<Rc<Node>> = (0..self.nodes as u16).map(make).collect();
        let at = |number: u8| &nodes[usize::from(number) % self.nodes];
        for (from, to) in &self.holds {
            at(*from).holds.borrow_mut().push(Rc::clone(at(*to)));
        }
        for (from, to) in &self.knows {
            at(*from).knows.borrow_mut().push(Rc::downgrade(at(*to)));
        }
        let known = self.known.iter().map(|number| Rc::downgrade(at(*number))).collect();
        let texts = (vec![Arc::from("text"); self.texts], vec![Rc::from([1, 2]); self.texts]);
        Graph { known, nodes, texts }
    }
}

proptest! {
    #[test]
    fn a_graph_that_was_decoded_gives_the_same_bytes(plan in Plan::any()) {
        let bytes = to_vec(&plan.graph()).expect("it encodes");
        let back: Graph = from_slice(&bytes).expect("it decodes");
        prop_assert_eq!(to_vec(&back).expect("it encodes again"), bytes);
    }

    /// A changed message may say that an object is shared which has only one handle: encoded again, it is inline. From
    /// then on nothing changes.
    #[test]
    fn a_changed_graph_that_is_accepted_settles_at_once(plan in Plan::any(), at: prop::sample::Index, byte: u8) {
        let mut bytes = to_vec(&plan.graph()).expect("it encodes");
        let at = at.index(bytes.len());
        bytes[at] = byte;
        if let Ok(back) = from_slice::<Graph>(&bytes) {
            let settled = to_vec(&back).expect("it encodes again");
            prop_assert!(settled.len() <= bytes.len());
            let again = from_slice::<Graph>(&settled).expect("it decodes again");
            prop_assert_eq!(to_vec(&again).expect("it encodes"), settled);
        }
    }
}

#[test]
fn an_object_that_nobody_else_in_the_message_holds_becomes_inline() {
    let held = Rc::new(5_u8);
    let bytes = to_vec(&vec![Rc::clone(&held)]).expect("it encodes");
    assert_eq!(bytes[0], 0x81);
    let back: Vec<Rc<u8>> = from_slice(&bytes).expect("it decodes");
    assert_eq!(to_vec(&back).expect("it encodes again"), [1, 1, 1, 5]);
}

/// A message with shared objects: the bodies with the root first, and the section without its length.
fn shared(bodies: &[&[u8]], section: &[u8]) -> Vec<u8> {
    let length = u32::try_from(section.len()).expect("it is short").to_le_bytes();
    [&[0x81], &bodies.concat()[..], section, &length].concat()
}

/// Why bytes are refused.
#[track_caller]
fn refused<T: Decode>(bytes: &[u8]) -> ErrorKind {
    from_slice::<T>(bytes).err().expect("there is another encoding of this value").kind()
}

type Pair = (Rc<u8>, Rc<u8>);
type Knowing = (Weak<u8>, Rc<u8>, Weak<u8>);

#[test]
fn these_messages_would_be_accepted() {
    // What the tests below break.
    assert!(from_slice::<Pair>(&shared(&[&[2, 3], &[7]], &[0, 0, 1, 1, 1, 0])).is_ok());
    assert!(from_slice::<Knowing>(&shared(&[&[1, 0, 2, 3], &[7]], &[0, 1, 1, 1, 1, 1, 0])).is_ok());
}

#[test]
fn long_varints_are_refused() {
    assert_eq!(refused::<Vec<u8>>(&[1, 0x81, 0, 5]), ErrorKind::NotCanonical);
    assert_eq!(refused::<Rc<u8>>(&[1, 0x81, 0, 5]), ErrorKind::NotCanonical);
    assert_eq!(refused::<Pair>(&shared(&[&[2, 0x83, 0], &[7]], &[0, 0, 1, 1, 1, 0])), ErrorKind::NotCanonical);
    assert_eq!(refused::<Pair>(&shared(&[&[2, 3], &[7]], &[0, 0, 1, 1, 0x81, 0, 0])), ErrorKind::NotCanonical);
    assert_eq!(refused::<Pair>(&shared(&[&[2, 3], &[7]], &[0x80, 0, 0, 1, 1, 1, 0])), ErrorKind::NotCanonical);
}

#[test]
fn bytes_left_over_are_refused_wherever_they_are() {
    assert_eq!(refused::<u8>(&[1, 5, 5]), ErrorKind::Trailing);
    assert_eq!(refused::<Pair>(&shared(&[&[2, 3, 9], &[7]], &[0, 0, 1, 1, 1, 0])), ErrorKind::Trailing);
    assert_eq!(refused::<Pair>(&shared(&[&[2, 3], &[7, 9]], &[0, 0, 1, 1, 2, 0])), ErrorKind::Trailing);
    assert_eq!(refused::<Pair>(&shared(&[&[2, 3], &[7]], &[0, 0, 1, 1, 1, 0, 9])), ErrorKind::Trailing);
    let after = [&shared(&[&[2, 3], &[7]], &[0, 0, 1, 1, 1, 0])[..], &[0]].concat();
    assert!(from_slice::<Pair>(&after).is_err());
}

#[test]
fn keys_that_come_twice_or_in_another_order_are_refused() {
    assert_eq!(refused::<BTreeMap<u8, u8>>(&[1, 2, 5, 0, 4, 0]), ErrorKind::NotCanonical);
    assert_eq!(refused::<BTreeSet<u8>>(&[1, 2, 5, 5]), ErrorKind::NotCanonical);
    assert_eq!(refused::<HashSet<u8>>(&[1, 2, 5, 5]), ErrorKind::NotCanonical);
    assert_eq!(refused::<BinaryHeap<u8>>(&[1, 2, 4, 5]), ErrorKind::NotCanonical);
}

#[test]
fn objects_are_dense_and_each_is_met_once() {
    // An object that was not met yet, by either way of counting.
    assert_eq!(refused::<Pair>(&shared(&[&[2, 5], &[7]], &[0, 0, 1, 1, 1, 0])), ErrorKind::Reference);
    assert_eq!(refused::<Pair>(&shared(&[&[3, 2], &[7]], &[0, 0, 1, 1, 1, 0])), ErrorKind::Reference);
    // The longer way: object 0, counted from the start where it is the last one.
    assert_eq!(refused::<Pair>(&shared(&[&[2, 4], &[7]], &[0, 0, 1, 1, 1, 0])), ErrorKind::Reference);
    // More objects than the section has bodies.
    assert_eq!(refused::<Pair>(&shared(&[&[2, 2], &[7]], &[0, 0, 1, 1, 1, 0])), ErrorKind::Reference);
    // No target, in a strong place.
    assert_eq!(refused::<Pair>(&shared(&[&[2, 0], &[7]], &[0, 0, 1, 1, 1, 0])), ErrorKind::Reference);
    // A first meeting, in a weak place.
    assert_eq!(refused::<Knowing>(&shared(&[&[2, 3, 3], &[7]], &[0, 0, 1, 1, 1, 0])), ErrorKind::Reference);
}

#[test]
fn bodies_that_nothing_points_to_are_refused() {
    let unmet = shared(&[&[2, 3], &[7], &[8]], &[0, 0, 2, 2, 1, 0, 1, 0]);
    assert_eq!(refused::<Pair>(&unmet), ErrorKind::NotCanonical);
    assert_eq!(refused::<Pair>(&shared(&[&[2, 3], &[7], &[8]], &[0, 0, 2, 1, 1, 0, 1, 0])), ErrorKind::Reference);
    // Only a forward names it.
    assert!(from_slice::<Weak<u8>>(&shared(&[&[1, 0], &[7]], &[0, 1, 1, 1, 1, 1, 0])).is_err());
    // A section for nothing.
    assert_eq!(refused::<u8>(&shared(&[&[5]], &[0, 0, 0, 0])), ErrorKind::NotCanonical);
}

#[test]
fn the_section_counts_what_there_is() {
    // The root has met one object, and not none; the body none, and not one.
    assert!(from_slice::<Pair>(&shared(&[&[2, 3], &[7]], &[0, 0, 1, 0, 1, 1])).is_err());
    assert_eq!(refused::<Pair>(&shared(&[&[2, 3], &[7]], &[0, 0, 1, 1, 2, 0])), ErrorKind::Trailing);
    assert_eq!(refused::<Pair>(&shared(&[&[2, 3], &[7]], &[0, 0, 1, 1, 0, 0])), ErrorKind::End);
    assert_eq!(refused::<Pair>(&shared(&[&[2, 3], &[7]], &[0, 0, 1, 1, 9, 0])), ErrorKind::Reference);
}

#[test]
fn forwards_are_used_in_order_and_before_their_targets() {
    // Unused.
    assert_eq!(refused::<Pair>(&shared(&[&[2, 3], &[7]], &[0, 1, 1, 1, 1, 1, 0])), ErrorKind::NotCanonical);
    // Used after its target was met.
    let late = shared(&[&[1, 0, 2, 1, 0], &[7]], &[0, 1, 1, 1, 1, 1, 0]);
    assert_eq!(refused::<Knowing>(&late), ErrorKind::NotCanonical);
    // Out of order.
    let crossed = shared(&[&[1, 1, 2, 1, 0], &[7]], &[0, 2, 0, 1, 1, 1, 1, 0]);
    assert_eq!(refused::<Knowing>(&crossed), ErrorKind::NotCanonical);
    // Two for one target.
    let twice = shared(&[&[1, 0, 2, 1, 1], &[7]], &[0, 2, 1, 1, 1, 1, 1, 0]);
    assert_eq!(refused::<Knowing>(&twice), ErrorKind::NotCanonical);
    // Not listed.
    assert_eq!(refused::<Knowing>(&shared(&[&[1, 5, 2, 3], &[7]], &[0, 1, 1, 1, 1, 1, 0])), ErrorKind::Reference);
}

#[test]
fn more_handles_inline_than_are_ever_written_are_refused() {
    #[derive(Cerial)]
    struct Chain(Option<Rc<Chain>>);

    let chain = |links: usize| [&[1][..], &[1, 1].repeat(links), &[0]].concat();
    assert!(from_slice::<Chain>(&chain(32)).is_ok());
    assert_eq!(refused::<Chain>(&chain(33)), ErrorKind::NotCanonical);
}
