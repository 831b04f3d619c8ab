//! Generic types: bounds are found, and nothing is asked for that isn't needed.

use std::borrow::Cow;
use std::collections::{BTreeSet, BinaryHeap, HashMap, HashSet};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::marker::PhantomData;
use std::rc::Rc;

use cerial::{Cerial, Decode, Encode};

use super::back;

#[derive(Cerial, Debug, PartialEq)]
struct Both<A, B = u8> {
    a: A,
    b: Vec<(B, [A; 2])>,
}

#[derive(Cerial, Debug, PartialEq)]
enum Either<L, R>
where
    L: Clone,
{
    Left(L),
    Right { value: Option<R> },
}

#[derive(Cerial, Debug, PartialEq)]
struct Grid<T, const W: usize, const H: usize>([[T; W]; H]);

#[derive(Cerial, Debug, PartialEq)]
struct Text<'a, 'b: 'a> {
    first: Cow<'a, str>,
    second: Cow<'b, [u16]>,
}

/// Not encodable by anybody.
#[derive(Debug, PartialEq)]
struct Marker;

#[derive(Cerial, Debug, PartialEq)]
struct Id<T>(u32, PhantomData<T>);

#[derive(Cerial, Debug)]
struct Tree<T> {
    value: T,
    children: Vec<Rc<Tree<T>>>,
}

#[derive(Cerial, Debug, PartialEq)]
struct Keyed<K: Eq + std::hash::Hash, V: Ord> {
    map: HashMap<K, V>,
    set: BTreeSet<V>,
}

#[derive(Cerial, Debug)]
struct UnboundKeys<K, V, S> {
    map: HashMap<(K, u8), Vec<V>, S>,
    set: HashSet<K>,
    order: BTreeSet<V>,
    heap: BinaryHeap<V>,
}

trait Shape {
    type Size;
}

#[derive(Debug, PartialEq)]
struct Circle;

impl Shape for Circle {
    type Size = f64;
}

#[derive(Cerial, Debug, PartialEq)]
struct Sized<S: Shape> {
    one: S::Size,
    more: Vec<<S as Shape>::Size>,
}

#[test]
fn parameters_of_every_kind_come_back_equal() {
    let both = || Both { a: "x".to_owned(), b: vec![(1_u8, ["y".to_owned(), "z".to_owned()])] };
    assert_eq!(back(&both()), both());
    assert_eq!(back(&Either::<u8, ()>::Left(1)), Either::Left(1));
    assert_eq!(back(&Either::<u8, _>::Right { value: Some('r') }), Either::Right { value: Some('r') });
    assert_eq!(back(&Grid([[1_u8, 2, 3], [4, 5, 6]])), Grid([[1, 2, 3], [4, 5, 6]]));
}

#[test]
fn borrowed_text_comes_back_owned() {
    let text = String::from("borrowed");
    let back: Text<'static, 'static> = back(&Text { first: "here".into(), second: vec![1].into() });
    assert_eq!(back, Text { first: "here".into(), second: vec![1].into() });
    let bytes = cerial::to_vec(&Text { first: Cow::Borrowed(&text), second: Cow::Borrowed(&[5]) });
    drop(text);
    let back = bytes.and_then(|bytes| cerial::from_slice::<Text<'static, 'static>>(&bytes));
    assert!(back.is_ok_and(|text| matches!(text.first, Cow::Owned(_)) && text.first == "borrowed"));
}

#[test]
fn a_phantom_asks_for_nothing() {
    assert_eq!(back(&Id::<Marker>(3, PhantomData)), Id(3, PhantomData));
}

#[test]
fn shared_nodes_of_a_generic_tree_stay_shared() {
    let leaf = Rc::new(Tree { value: 'l', children: vec![] });
    let tree = back(&Tree { value: 'r', children: vec![leaf.clone(), leaf] });
    assert!(Rc::ptr_eq(&tree.children[0], &tree.children[1]));
    assert_eq!((tree.value, tree.children[0].value), ('r', 'l'));
}

#[test]
fn keys_need_no_bounds_on_the_type() {
    let keyed = || Keyed { map: HashMap::from([("k".to_owned(), 1)]), set: BTreeSet::from([2, 3]) };
    assert_eq!(back(&keyed()), keyed());
    let unbound = back(&UnboundKeys::<u8, char, BuildHasherDefault<DefaultHasher>> {
        map: HashMap::from_iter([((1, 2), vec!['v'])]),
        set: HashSet::from([3]),
        order: BTreeSet::from(['a', 'b']),
        heap: BinaryHeap::from(['h']),
    });
    assert_eq!(unbound.map[&(1, 2)], ['v']);
    assert!(unbound.set.contains(&3) && unbound.order.contains(&'b') && unbound.heap.peek() == Some(&'h'));
}

#[test]
fn associated_types_travel_without_their_owner() {
    assert_eq!(back(&Sized::<Circle> { one: 1.5, more: vec![2.5] }), Sized { one: 1.5, more: vec![2.5] });
}

#[test]
fn what_can_only_be_encoded_makes_a_type_that_can_only_be_encoded() {
    /// Encodes as nothing and can't come back.
    struct OneWay;
    impl cerial::Schema for OneWay {
        fn schema(s: &mut cerial::SchemaBuilder) {
            s.name("OneWay");
        }
    }
    impl Encode for OneWay {
        fn encode(&self, _: &mut cerial::Encoder<'_>) -> Result<(), cerial::Error> {
            Ok(())
        }
    }
    let bytes = cerial::to_vec(&Either::<(), OneWay>::Right { value: Some(OneWay) });
    assert_eq!(bytes.ok().as_deref(), Some(&[1, 1, 1][..]));
}

#[test]
fn the_least_bytes_of_a_generic_type_are_those_of_its_arguments() {
    assert_eq!((Both::<u8>::LEAST, Both::<u64>::LEAST, Grid::<u16, 2, 2>::LEAST), (2, 9, 8));
    assert_eq!(Grid::<u64, { usize::MAX }, { usize::MAX }>::LEAST, usize::MAX);
}
