//! Graphs: what was shared is shared, what pointed back points back, cycles are tied.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::rc::{self, Rc};
use std::sync::{self, Arc, Mutex, OnceLock, RwLock};

use cerial::{Cerial, Decode, Decoder, Encode, Encoder, ErrorKind, Schema, SchemaBuilder};

fn there_and_back<T: Encode + Decode>(value: &T) -> T {
    cerial::from_slice(&cerial::to_vec(value).unwrap()).unwrap()
}

#[derive(Cerial, Default)]
struct Node {
    name: String,
    parent: RefCell<rc::Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}

fn node(name: &str) -> Rc<Node> {
    Rc::new(Node { name: name.into(), ..Node::default() })
}

fn adopt(parent: &Rc<Node>, child: &Rc<Node>) {
    *child.parent.borrow_mut() = Rc::downgrade(parent);
    parent.children.borrow_mut().push(Rc::clone(child));
}

#[test]
fn a_tree_with_parents_comes_back_with_parents() {
    let (root, left, right, leaf) = (node("root"), node("left"), node("right"), node("leaf"));
    adopt(&root, &left);
    adopt(&root, &right);
    adopt(&left, &leaf);
    let back = there_and_back(&root);
    let (left, right) = (back.children.borrow()[0].clone(), back.children.borrow()[1].clone());
    let leaf = left.children.borrow()[0].clone();
    let parent = |node: &Rc<Node>| node.parent.borrow().upgrade().unwrap();
    assert!(Rc::ptr_eq(&parent(&left), &back) && Rc::ptr_eq(&parent(&right), &back));
    assert!(Rc::ptr_eq(&parent(&leaf), &left));
    assert_eq!((leaf.name.as_str(), Rc::strong_count(&back), Rc::weak_count(&back)), ("leaf", 1, 2));
}

#[test]
fn a_subtree_does_not_take_its_parent_along() {
    let (root, child) = (node(&"x".repeat(1000)), node("child"));
    adopt(&root, &child);
    assert!(cerial::to_vec(&child).unwrap().len() < 100);
    assert!(there_and_back(&child).parent.borrow().upgrade().is_none());
}

/// Points to itself without a cell: `Rc::new_cyclic` made it.
#[derive(Cerial)]
struct Knows {
    itself: rc::Weak<Knows>,
    number: u32,
}

#[derive(Cerial)]
struct KnowsInThreads {
    itself: sync::Weak<KnowsInThreads>,
    number: u32,
}

#[test]
fn a_bare_weak_field_comes_back_pointing_to_its_owner() {
    let knows = Rc::new_cyclic(|weak| Knows { itself: weak.clone(), number: 3 });
    let back = there_and_back(&knows);
    assert!(back.itself.ptr_eq(&Rc::downgrade(&back)));
    assert_eq!(back.number, 3);
    let knows = Arc::new_cyclic(|weak| KnowsInThreads { itself: weak.clone(), number: 4 });
    let back = there_and_back(&knows);
    assert!(back.itself.ptr_eq(&Arc::downgrade(&back)));
    assert_eq!(back.number, 4);
}

/// The list of the Rust Book's chapter 15: no `Option` anywhere.
#[derive(Cerial)]
enum List {
    Cons(i32, RefCell<Rc<List>>),
    Nil,
}

impl List {
    fn tail(&self) -> &RefCell<Rc<List>> {
        match self {
            List::Cons(_, tail) => tail,
            List::Nil => panic!("the list is at its end"),
        }
    }
}

#[test]
fn the_books_list_that_points_to_itself_comes_back_so() {
    let one = Rc::new(List::Cons(5, RefCell::new(Rc::new(List::Nil))));
    let other = Rc::new(List::Cons(10, RefCell::new(Rc::clone(&one))));
    *one.tail().borrow_mut() = Rc::clone(&other);
    let back = there_and_back(&one);
    let next = back.tail().borrow().clone();
    assert!(matches!(&*next, List::Cons(10, _)));
    assert!(Rc::ptr_eq(&next.tail().borrow(), &back));
    for list in [one, back] {
        *list.tail().borrow_mut() = Rc::new(List::Nil);
    }
}

/// Something that can be in a ring, by a cell of each kind.
macro_rules! ring {
    ($test:ident, $name:ident, $Pointer:ident, $cell:ty, |$c:ident| $empty:expr, |$from:ident, $to:ident| $set:expr, |$of:ident| $get:expr, |$end:ident| $break:expr) => {
        #[test]
        fn $test() {
            #[derive(Cerial)]
            struct $name {
                number: u32,
                next: $cell,
            }
            let $c = ();
            let ring: Vec<$Pointer<$name>> =
                (0..3).map(|number| $Pointer::new($name { number, next: $empty })).collect();
            for (at, $from) in ring.iter().enumerate() {
                let $to = ring[(at + 1) % 3].clone();
                $set
            }
            let next = |$of: &$Pointer<$name>| -> $Pointer<$name> { $get };
            let first = there_and_back(&ring[0]);
            let (second, third) = (next(&first), next(&next(&first)));
            assert_eq!([first.number, second.number, third.number], [0, 1, 2]);
            assert!($Pointer::ptr_eq(&next(&third), &first));
            for $end in [&ring[0], &first] {
                $break
            }
        }
    };
}

ring!(
    a_ring_of_ref_cells_is_tied,
    InRefCell,
    Rc,
    RefCell<Option<Rc<InRefCell>>>,
    |_c| RefCell::new(None),
    |from, to| *from.next.borrow_mut() = Some(to),
    |of| of.next.borrow().clone().unwrap(),
    |end| drop(end.next.take())
);
ring!(
    a_ring_of_cells_is_tied,
    InCell,
    Rc,
    Cell<Option<Rc<InCell>>>,
    |_c| Cell::new(None),
    |from, to| from.next.set(Some(to)),
    |of| {
        let next = of.next.take();
        of.next.set(next.clone());
        next.unwrap()
    },
    |end| drop(end.next.take())
);
ring!(
    a_ring_of_mutexes_is_tied,
    InMutex,
    Arc,
    Mutex<Option<Arc<InMutex>>>,
    |_c| Mutex::new(None),
    |from, to| *from.next.lock().unwrap() = Some(to),
    |of| of.next.lock().unwrap().clone().unwrap(),
    |end| drop(end.next.lock().unwrap().take())
);
ring!(
    a_ring_of_read_write_locks_is_tied,
    InRwLock,
    Arc,
    RwLock<Vec<Arc<InRwLock>>>,
    |_c| RwLock::default(),
    |from, to| from.next.write().unwrap().push(to),
    |of| of.next.read().unwrap()[0].clone(),
    |end| end.next.write().unwrap().clear()
);

#[test]
fn rings_of_cells_that_are_set_once_are_tied() {
    // Such a ring can't be broken in safe code, so the cells hold something that can.
    #[derive(Cerial, Default)]
    struct Once {
        number: u32,
        next: OnceCell<RefCell<Option<Rc<Once>>>>,
        shared: OnceLock<u8>,
    }
    let (one, other) = (Rc::new(Once::default()), Rc::new(Once { number: 1, ..Once::default() }));
    assert!(one.next.set(RefCell::new(Some(Rc::clone(&other)))).is_ok());
    assert!(other.next.set(RefCell::new(Some(Rc::clone(&one)))).is_ok());
    one.shared.set(7).unwrap();
    let back = there_and_back(&one);
    let next = back.next.get().unwrap().borrow().clone().unwrap();
    assert!(Rc::ptr_eq(next.next.get().unwrap().borrow().as_ref().unwrap(), &back));
    assert_eq!((back.shared.get(), next.shared.get(), next.number), (Some(&7), None, 1));
    for once in [one, back] {
        drop(once.next.get().unwrap().take());
    }
}

#[derive(Cerial)]
struct Link {
    number: u32,
    next: RefCell<Option<Rc<Link>>>,
    previous: RefCell<rc::Weak<Link>>,
}

#[test]
fn a_doubly_linked_list_comes_back_linked_both_ways() {
    let links: Vec<Rc<Link>> = (0..50)
        .map(|number| Rc::new(Link { number, next: RefCell::default(), previous: RefCell::default() }))
        .collect();
    for pair in links.windows(2) {
        *pair[0].next.borrow_mut() = Some(Rc::clone(&pair[1]));
        *pair[1].previous.borrow_mut() = Rc::downgrade(&pair[0]);
    }
    let mut link = there_and_back(&links[0]);
    let mut count = 1;
    while let Some(next) = { link.next.borrow().clone() } {
        assert!(Rc::ptr_eq(&next.previous.borrow().upgrade().unwrap(), &link));
        assert_eq!(next.number, count);
        count += 1;
        link = next;
    }
    assert_eq!(count, 50);
}

#[test]
fn weak_pointers_met_before_their_targets_find_them() {
    let (one, other, gone) = (node("one"), node("other"), Rc::downgrade(&node("gone")));
    let weaks = vec![Rc::downgrade(&other), gone, Rc::downgrade(&one), rc::Weak::new()];
    let (weaks, strongs) = there_and_back(&(weaks, vec![one, other]));
    assert!(weaks[0].ptr_eq(&Rc::downgrade(&strongs[1])) && weaks[2].ptr_eq(&Rc::downgrade(&strongs[0])));
    assert!(weaks[1].upgrade().is_none() && weaks[3].upgrade().is_none());
}

#[test]
fn a_weak_pointer_alone_is_empty() {
    let target = node("target");
    let back = there_and_back(&Rc::downgrade(&target));
    assert!(back.upgrade().is_none());
}

/// A subject and its observers, who know the subject.
#[derive(Cerial, Default)]
struct Subject {
    observers: RefCell<Vec<rc::Weak<Observer>>>,
}

#[derive(Cerial)]
struct Observer {
    subject: Rc<Subject>,
    seen: Cell<u32>,
}

#[test]
fn observers_that_hold_their_subject_are_known_to_it() {
    let subject = Rc::new(Subject::default());
    let observers: Vec<Rc<Observer>> =
        (0..3).map(|seen| Rc::new(Observer { subject: Rc::clone(&subject), seen: Cell::new(seen) })).collect();
    subject.observers.borrow_mut().extend(observers.iter().map(Rc::downgrade));
    let back = there_and_back(&observers);
    for (at, observer) in back.iter().enumerate() {
        assert!(Rc::ptr_eq(&observer.subject, &back[0].subject));
        assert!(observer.subject.observers.borrow()[at].ptr_eq(&Rc::downgrade(observer)));
        assert_eq!(observer.seen.get(), at as u32);
    }
}

/// Equal and hashed by its number; it can be in a cycle.
#[derive(Cerial)]
struct Key {
    number: u32,
    owner: RefCell<Option<Rc<Keyed>>>,
}

impl PartialEq for Key {
    fn eq(&self, other: &Self) -> bool {
        self.number == other.number
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.number.cmp(&other.number)
    }
}

impl std::hash::Hash for Key {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.number.hash(state);
    }
}

#[derive(Cerial, Default)]
struct Keyed {
    map: RefCell<HashMap<Rc<Key>, u32>>,
    set: RefCell<BTreeSet<Rc<Key>>>,
}

#[test]
fn a_map_in_a_cell_whose_key_reaches_the_cycle_is_filled_last() {
    let keyed = Rc::new(Keyed::default());
    let key = Rc::new(Key { number: 1, owner: RefCell::new(Some(Rc::clone(&keyed))) });
    keyed.map.borrow_mut().insert(Rc::clone(&key), 5);
    keyed.set.borrow_mut().insert(Rc::clone(&key));
    let back: Rc<Keyed> = cerial::from_slice(&cerial::to_vec(&keyed).unwrap()).unwrap();
    let found = back.map.borrow().keys().next().unwrap().clone();
    assert_eq!(back.map.borrow().get(&found), Some(&5));
    assert!(Rc::ptr_eq(back.set.borrow().iter().next().unwrap(), &found));
    assert!(Rc::ptr_eq(found.owner.borrow().as_ref().unwrap(), &back));
    for key in [&key, &found] {
        key.owner.take();
    }
}

/// A map without a cell around it, in a cycle that its key closes.
#[derive(Cerial)]
struct Bare {
    map: HashMap<BareKey, u32>,
}

#[derive(Cerial, PartialEq, Eq, Hash)]
struct BareKey {
    number: u32,
    owner: BareOwner,
}

/// Never looked at by `Hash` and `Eq`.
#[derive(Cerial)]
struct BareOwner(rc::Weak<Bare>);

impl PartialEq for BareOwner {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for BareOwner {}

impl std::hash::Hash for BareOwner {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

#[test]
fn a_key_that_reaches_its_own_map_without_a_cell_is_an_error_with_the_way_out() {
    let bare = Rc::new_cyclic(|weak| Bare {
        map: HashMap::from([(BareKey { number: 1, owner: BareOwner(weak.clone()) }, 2)]),
    });
    let error = cerial::from_slice::<Rc<Bare>>(&cerial::to_vec(&bare).unwrap()).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Cycle, "{error}");
    assert!(error.to_string().contains("put a cell around the map"), "{error}");
    assert!(error.path().to_string().contains(".map"), "{error}");
}

/// Decoded by hand, around a strong pointer.
struct ByHand(RefCell<Option<Rc<Holder>>>);

#[derive(Cerial)]
struct Holder {
    by_hand: ByHand,
}

impl Schema for ByHand {
    fn schema(s: &mut SchemaBuilder) {
        s.structure("ByHand").field::<Option<Rc<Holder>>>("0");
    }
}

impl Encode for ByHand {
    fn encode(&self, encoder: &mut Encoder<'_>) -> Result<(), cerial::Error> {
        self.0.borrow().encode(encoder)
    }
}

impl Decode for ByHand {
    fn decode(decoder: &mut Decoder<'_>) -> Result<Self, cerial::Error> {
        Option::decode(decoder).map(|held| ByHand(RefCell::new(held)))
    }
}

#[test]
fn a_hand_written_decode_gets_no_unfinished_object() {
    let holder = Rc::new(Holder { by_hand: ByHand(RefCell::default()) });
    *holder.by_hand.0.borrow_mut() = Some(Rc::clone(&holder));
    let bytes = cerial::to_vec(&holder).unwrap();
    holder.by_hand.0.take();
    let error = cerial::from_slice::<Rc<Holder>>(&bytes).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Cycle);
    assert!(error.to_string().contains("hand-written Decode"), "{error}");
}

#[test]
fn a_type_without_a_placeholder_can_not_tie_a_cycle() {
    #[derive(Cerial)]
    #[cerial(no_placeholder)]
    struct Never {
        next: RefCell<Inner>,
    }
    #[derive(Cerial)]
    #[cerial(no_placeholder)]
    struct Inner(Vec<Rc<Never>>);
    let never = Rc::new(Never { next: RefCell::new(Inner(Vec::new())) });
    never.next.borrow_mut().0.push(Rc::clone(&never));
    let bytes = cerial::to_vec(&never).unwrap();
    never.next.borrow_mut().0.clear();
    let error = cerial::from_slice::<Rc<Never>>(&bytes).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Cycle);
    assert!(error.to_string().contains("Option"), "{error}");
}

#[test]
fn a_placeholder_of_ones_own_is_used_and_gone_in_the_end() {
    thread_local!(static MADE: Cell<u32> = const { Cell::new(0) });
    thread_local!(static DROPPED: Cell<u32> = const { Cell::new(0) });
    #[derive(Cerial)]
    #[cerial(placeholder = "Held::stand_in")]
    struct Held {
        number: u32,
        next: Vec<Rc<RefCell<Held>>>,
    }
    impl Held {
        fn stand_in() -> Self {
            MADE.set(MADE.get() + 1);
            Held { number: u32::MAX, next: Vec::new() }
        }
    }
    impl Drop for Held {
        fn drop(&mut self) {
            if self.number == u32::MAX {
                DROPPED.set(DROPPED.get() + 1);
            }
        }
    }
    let held = Rc::new(RefCell::new(Held { number: 1, next: Vec::new() }));
    held.borrow_mut().next.push(Rc::clone(&held));
    let back: Rc<RefCell<Held>> = cerial::from_slice(&cerial::to_vec(&held).unwrap()).unwrap();
    assert_eq!(back.borrow().number, 1);
    assert!(Rc::ptr_eq(&back.borrow().next[0], &back));
    assert!(MADE.get() > 0);
    assert_eq!(MADE.get(), DROPPED.get(), "no placeholder is left behind");
    for held in [held, back] {
        let next = std::mem::take(&mut held.borrow_mut().next);
        drop(next);
    }
}

#[test]
fn a_cell_in_use_is_an_error_with_its_path_and_stays_as_it_is() {
    #[derive(Cerial)]
    struct Cells {
        one: RefCell<u8>,
        locks: Vec<Mutex<u8>>,
    }
    let cells = Cells { one: RefCell::new(1), locks: vec![Mutex::new(2), Mutex::new(3)] };
    {
        let _borrowed = cells.one.borrow_mut();
        let error = cerial::to_vec(&cells).unwrap_err();
        assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::Borrowed, ".one"));
    }
    {
        let _locked = cells.locks[1].lock().unwrap();
        let error = cerial::to_vec(&cells).unwrap_err();
        assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::Borrowed, ".locks[1]"));
    }
    std::thread::scope(|scope| {
        let poison = scope.spawn(|| {
            let _locked = cells.locks[0].lock().unwrap();
            panic!("poison");
        });
        assert!(poison.join().is_err());
    });
    let error = cerial::to_vec(&cells).unwrap_err();
    assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::Poisoned, ".locks[0]"));
    assert_eq!(*cells.one.borrow(), 1);
}

#[test]
fn a_panic_while_a_cell_is_encoded_leaves_its_content() {
    #[derive(Debug, PartialEq)]
    struct Panics(u8);
    impl Schema for Panics {
        fn schema(s: &mut SchemaBuilder) {
            s.name("Panics");
        }
    }
    impl Encode for Panics {
        fn encode(&self, _: &mut Encoder<'_>) -> Result<(), cerial::Error> {
            panic!("in the middle")
        }
    }
    impl Decode for Panics {
        fn decode(decoder: &mut Decoder<'_>) -> Result<Self, cerial::Error> {
            decoder.byte().map(Panics)
        }
    }
    let cell = Cell::new(vec![Panics(3)]);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| cerial::to_vec(&cell)));
    assert!(result.is_err());
    assert_eq!(cell.into_inner(), [Panics(3)]);
}

#[test]
fn a_very_long_list_is_an_error_by_default_and_no_overflow() {
    #[derive(Cerial)]
    struct Long {
        next: Option<Rc<Long>>,
    }
    impl Drop for Long {
        fn drop(&mut self) {
            let mut next = self.next.take();
            while let Some(mut long) = next.and_then(Rc::into_inner) {
                next = long.next.take();
            }
        }
    }
    let long = (0..1_000_000).fold(Rc::new(Long { next: None }), |next, _| Rc::new(Long { next: Some(next) }));
    let bytes = cerial::to_vec(&long).unwrap();
    let error = cerial::from_slice::<Rc<Long>>(&bytes).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Depth, "{error}");
}

#[test]
fn broken_messages_of_graphs_are_errors_or_values() {
    let (root, child) = (node("root"), node("child"));
    adopt(&root, &child);
    let keyed = Rc::new(Keyed::default());
    let key = Rc::new(Key { number: 1, owner: RefCell::new(Some(Rc::clone(&keyed))) });
    keyed.map.borrow_mut().insert(Rc::clone(&key), 5);
    let bytes = cerial::to_vec(&(root, keyed)).unwrap();
    key.owner.take();
    type Graph = (Rc<Node>, Rc<Keyed>);
    let mut values = 0;
    for at in 0..bytes.len() {
        assert!(cerial::from_slice::<Graph>(&bytes[..at]).is_err(), "cut at {at}");
        for bit in 0..8 {
            let mut bytes = bytes.clone();
            bytes[at] ^= 1 << bit;
            if let Ok((_, keyed)) = cerial::from_slice::<Graph>(&bytes) {
                values += 1;
                keyed.map.take().into_keys().for_each(|key| drop(key.owner.take()));
            }
        }
    }
    assert!(values > 0, "letters of a name may change");
}
