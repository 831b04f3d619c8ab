//! Graphs that random ones have shown to be hard: what comes in the wrong order, and what is tied in vain.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::panic::catch_unwind;
use std::pin::Pin;
use std::rc::{self, Rc};
use std::sync::mpsc::{SendError, TrySendError};
use std::sync::{self, Arc};

use cerial::{
    Cerial, Decode, Decoder, Encode, Encoder, Error, ErrorKind, Options, Schema, SchemaBuilder, from_slice, to_vec,
};

thread_local! {
    static ALIVE: Cell<usize> = const { Cell::new(0) };
}

/// A part of each node that counts them.
struct Counted;

impl Default for Counted {
    fn default() -> Self {
        ALIVE.set(ALIVE.get() + 1);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        ALIVE.set(ALIVE.get() - 1);
    }
}

#[derive(Cerial, Default)]
struct Node {
    #[cerial(skip)]
    _counted: Counted,
    next: RefCell<Option<Rc<Node>>>,
    below: Option<Rc<Node>>,
}

impl Node {
    fn above(below: &Rc<Node>) -> Rc<Self> {
        Rc::new(Self { below: Some(Rc::clone(below)), ..Self::default() })
    }

    fn set(&self, next: &Rc<Node>) {
        *self.next.borrow_mut() = Some(Rc::clone(next));
    }

    fn get(&self) -> Rc<Node> {
        self.next.borrow().clone().expect("the cell is full")
    }
}

#[derive(Cerial)]
struct Child {
    parent: sync::Weak<Parent>,
    uncle: sync::Weak<Parent>,
}

#[derive(Cerial)]
struct Parent {
    me: sync::Weak<Parent>,
    children: Vec<Arc<Child>>,
}

#[test]
fn a_child_that_is_met_before_its_parents_finds_them() {
    let mut child = None;
    let parent = Arc::new_cyclic(|parent| {
        let uncle = Arc::new_cyclic(|uncle| {
            let made = Arc::new(Child { parent: parent.clone(), uncle: uncle.clone() });
            child = Some(Arc::clone(&made));
            Parent { me: uncle.clone(), children: vec![made] }
        });
        Parent { me: parent.clone(), children: uncle.children.clone() }
    });
    let uncle = child.as_ref().and_then(|child| child.uncle.upgrade());
    assert!(uncle.is_none(), "nobody holds it but the child, by a weak pointer");
    let child = child.expect("it was made");
    let (child, parent) = cerial::copy(&(child, parent)).expect("it travels");
    assert!(child.parent.ptr_eq(&Arc::downgrade(&parent)) && parent.me.ptr_eq(&child.parent));
    assert!(Arc::ptr_eq(&parent.children[0], &child));
    assert_eq!((Arc::strong_count(&child), Arc::strong_count(&parent), Arc::weak_count(&parent)), (2, 1, 2));
}

#[test]
fn a_weak_pointer_alone_opens_what_holds_its_owner() {
    #[derive(Cerial)]
    struct Leaf {
        branch: rc::Weak<Branch>,
    }
    #[derive(Cerial)]
    struct Branch {
        twig: Rc<Leaf>,
        leaf: Rc<Leaf>,
    }
    let branch = Rc::new_cyclic(|branch| {
        let leaf = Rc::new(Leaf { branch: branch.clone() });
        Branch { twig: Rc::new(Leaf { branch: branch.clone() }), leaf }
    });
    let message = (Rc::downgrade(&branch.leaf), branch.leaf.clone(), branch.twig.clone(), branch);
    let (weak, leaf, twig, branch) = cerial::copy(&message).expect("it travels");
    assert!(weak.ptr_eq(&Rc::downgrade(&leaf)) && Rc::ptr_eq(&leaf, &branch.leaf) && Rc::ptr_eq(&twig, &branch.twig));
    assert!(leaf.branch.ptr_eq(&Rc::downgrade(&branch)) && twig.branch.ptr_eq(&leaf.branch));
}

#[test]
fn a_cell_in_a_pinned_box_is_found_again() {
    type Place = RefCell<Option<Rc<Pinned>>>;
    #[derive(Cerial)]
    struct Pinned {
        one: Pin<Box<Place>>,
        many: Pin<Box<[Place]>>,
    }
    let pinned =
        Rc::new(Pinned { one: Box::pin(RefCell::default()), many: Box::into_pin(Box::from([RefCell::default()])) });
    pinned.one.replace(Some(pinned.clone()));
    pinned.many[0].replace(Some(pinned.clone()));
    let back = cerial::copy(&pinned).expect("it travels");
    for pinned in [pinned, back] {
        let (one, many) = (pinned.one.take().expect("it is full"), pinned.many[0].take().expect("it is full"));
        assert!(Rc::ptr_eq(&one, &pinned) && Rc::ptr_eq(&many, &pinned));
    }
}

#[test]
fn what_could_not_be_sent_is_in_a_cycle_too() {
    #[derive(Cerial)]
    struct Unsent {
        one: RefCell<Vec<SendError<Rc<Unsent>>>>,
        other: RefCell<Vec<TrySendError<Rc<Unsent>>>>,
        full: RefCell<TrySendError<Option<Rc<Unsent>>>>,
    }
    let full = RefCell::new(TrySendError::Full(None));
    let unsent = Rc::new(Unsent { one: RefCell::default(), other: RefCell::default(), full });
    unsent.one.borrow_mut().push(SendError(unsent.clone()));
    unsent.other.borrow_mut().push(TrySendError::Full(unsent.clone()));
    unsent.full.replace(TrySendError::Full(Some(unsent.clone())));
    let back = cerial::copy(&unsent).expect("it travels");
    for unsent in [unsent, back] {
        assert!(Rc::ptr_eq(&unsent.one.take()[0].0, &unsent));
        assert!(matches!(&unsent.other.take()[0], TrySendError::Full(held) if Rc::ptr_eq(held, &unsent)));
        let full = unsent.full.replace(TrySendError::Full(None));
        assert!(matches!(full, TrySendError::Full(Some(held)) if Rc::ptr_eq(&held, &unsent)));
    }
}

#[test]
fn a_cycle_that_is_tied_and_thrown_away_does_not_leak() {
    // The first node gives up the second only after the ring of the third and the fourth is tied.
    let first = Rc::new(Node::default());
    let second = Node::above(&first);
    let third = Rc::new(Node::default());
    let fourth = Node::above(&third);
    first.set(&second);
    second.set(&third);
    third.set(&fourth);
    fourth.set(&second);
    let back = cerial::copy(&first).expect("it travels");
    let (two, three) = (back.get(), back.get().get());
    assert!(Rc::ptr_eq(&three.get().get(), &two));
    for node in [first, second, third, fourth, back, two, three] {
        node.next.take();
    }
    assert_eq!(ALIVE.get(), 0, "nodes leak");
}

#[test]
fn a_broken_message_leaves_no_cycle_behind() {
    #[derive(Cerial)]
    struct Ring {
        ring: Rc<Node>,
        by_name: BTreeMap<String, RefCell<Option<Rc<Ring>>>>,
        end: bool,
    }
    let node = Rc::new(Node::default());
    node.set(&node);
    let by_name = BTreeMap::from([("me".to_owned(), RefCell::default())]);
    let ring = Rc::new(Ring { ring: Rc::clone(&node), by_name, end: true });
    ring.by_name["me"].replace(Some(ring.clone()));
    let mut bytes = to_vec(&(ring.clone(), true)).expect("it encodes");
    ring.by_name["me"].take();
    node.next.take();
    drop((ring, node));
    assert_eq!(ALIVE.get(), 0);
    // The root is a reference and the `true` behind it.
    assert_eq!(bytes[1..3], [2, 1]);
    bytes[2] = 2;
    let error = from_slice::<(Rc<Ring>, bool)>(&bytes).err().expect("2 is no bool");
    assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::Invalid, ".1"));
    assert_eq!(ALIVE.get(), 0, "the ring was tied and is left behind");
}

/// Its decoding panics.
struct Bomb;

impl Schema for Bomb {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Bomb");
    }
}

impl Encode for Bomb {
    fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
        Ok(())
    }
}

impl Decode for Bomb {
    fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
        panic!("in the middle")
    }
}

#[test]
fn a_panic_in_the_middle_leaves_no_cycle_and_no_unfinished_object_behind() {
    #[derive(Cerial)]
    struct Mined {
        tied: Rc<Node>,
        me: rc::Weak<Mined>,
        open: RefCell<Option<Rc<Mined>>>,
        shared: Arc<Deeper>,
        bomb: Option<Bomb>,
    }
    #[derive(Cerial)]
    struct Deeper {
        me: sync::Weak<Deeper>,
        bomb: Option<Bomb>,
    }
    let make = |deeper: bool| {
        let tied = Rc::new(Node::default());
        tied.set(&tied);
        let shared = Arc::new_cyclic(|me| Deeper { me: me.clone(), bomb: deeper.then_some(Bomb) });
        let bomb = (!deeper).then_some(Bomb);
        let mined = Rc::new_cyclic(|me| Mined { tied, me: me.clone(), open: RefCell::default(), shared, bomb });
        mined.open.replace(Some(Rc::clone(&mined)));
        let bytes = to_vec(&mined).expect("it encodes");
        mined.open.take();
        mined.tied.next.take();
        bytes
    };
    for bytes in [make(true), make(false)] {
        assert_eq!(ALIVE.get(), 0);
        let payload = catch_unwind(|| from_slice::<Rc<Mined>>(&bytes).map(drop)).expect_err("it panics");
        assert_eq!(payload.downcast_ref(), Some(&"in the middle"));
        assert_eq!(ALIVE.get(), 0, "the ring was tied and is left behind");
    }
}

/// A cell that is set once waits for its owner. What is decoded between sets it, by a weak pointer that it got hold of.
mod set_meanwhile {
    use std::cell::{OnceCell, RefCell};
    use std::rc::{Rc, Weak};

    use cerial::{Cerial, Decode, Decoder, Error, ErrorKind, Schema, SchemaBuilder, to_vec};

    /// As it is written: a ring that can be broken.
    #[derive(Cerial)]
    struct Source {
        held: Rc<SourceHeld>,
        setter: (),
    }

    #[derive(Cerial)]
    struct SourceHeld {
        me: Weak<SourceHeld>,
        owner: RefCell<Option<Rc<Source>>>,
    }

    /// As it is read. The bytes are the same.
    #[derive(Cerial)]
    struct Owner {
        held: Rc<Held>,
        setter: Setter,
    }

    #[derive(Cerial)]
    struct Held {
        me: Seen,
        owner: OnceCell<Rc<Owner>>,
    }

    thread_local! {
        static SEEN: RefCell<Weak<Held>> = const { RefCell::new(Weak::new()) };
    }

    struct Seen(Weak<Held>);
    struct Setter;

    macro_rules! by_hand {
        ($($type:ident, |$value:ident, $encoder:ident| $encode:expr;)*) => {$(
            impl Schema for $type {
                fn schema(s: &mut SchemaBuilder) {
                    s.name(stringify!($type));
                }
            }

            impl cerial::Encode for $type {
                fn encode(&self, $encoder: &mut cerial::Encoder<'_>) -> Result<(), Error> {
                    let $value = self;
                    $encode
                }
            }
        )*};
    }

    by_hand! {
        Seen, |seen, encoder| seen.0.encode(encoder);
        Setter, |_setter, _encoder| Ok(());
    }

    impl Decode for Seen {
        fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
            let weak = Weak::decode(decoder)?;
            SEEN.set(Weak::clone(&weak));
            Ok(Self(weak))
        }
    }

    impl Decode for Setter {
        fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
            let held = SEEN.take().upgrade().expect("it is finished");
            let other = Rc::new(Held { me: Seen(Weak::new()), owner: OnceCell::new() });
            assert!(held.owner.set(Rc::new(Owner { held: other, setter: Self })).is_ok(), "it waits");
            Ok(Self)
        }
    }

    #[test]
    fn a_cell_that_is_set_once_and_was_set_meanwhile_is_an_error() {
        let held = Rc::new_cyclic(|me| SourceHeld { me: me.clone(), owner: RefCell::default() });
        let source = Rc::new(Source { held: Rc::clone(&held), setter: () });
        held.owner.replace(Some(Rc::clone(&source)));
        let bytes = to_vec(&source).expect("it encodes");
        held.owner.take();
        let error = cerial::from_slice::<Rc<Owner>>(&bytes).err().expect("it can't be set once more");
        assert_eq!(error.kind(), ErrorKind::Cycle, "{error}");
        assert!(error.to_string().contains("set by somebody else"), "{error}");
        assert!(error.path().to_string().ends_with(".owner"), "{error}");
    }
}

#[test]
fn many_weak_pointers_before_their_targets_are_found_in_time() {
    let strong: Vec<Rc<u8>> = (0..200_000).map(|number| Rc::new(number as u8)).collect();
    let weak: Vec<rc::Weak<u8>> = strong.iter().map(Rc::downgrade).collect();
    // A look through all pointers for each object would take minutes.
    let (weak, strong) = cerial::copy(&(weak, strong)).expect("it travels");
    assert!(weak.iter().zip(&strong).all(|(weak, strong)| weak.ptr_eq(&Rc::downgrade(strong))));
}

#[test]
fn a_million_shared_objects_take_no_more_for_each_than_a_thousand() {
    /// Whether objects that are held twice come back with so many bytes of memory for each of them.
    fn come_back(count: u32, each: u64) -> bool {
        let objects: Vec<Rc<u32>> = (0..count).map(Rc::new).collect();
        let bytes = to_vec(&[objects.clone(), objects]).expect("it encodes");
        assert!(bytes.len() < count as usize * 16, "{} bytes", bytes.len());
        let back = Options::new().max_memory(each * u64::from(count)).from_slice::<[Vec<Rc<u32>>; 2]>(&bytes);
        back.is_ok_and(|[one, other]| one.iter().zip(&other).all(|(one, other)| Rc::ptr_eq(one, other)))
    }
    let each = (1..1000).find(|each| come_back(1_000, *each)).expect("some hundred bytes for each");
    assert!(come_back(1_000_000, each) && !come_back(1_000_000, each - 1), "{each} bytes are not enough, or too many");
}

#[test]
fn two_forwards_to_one_object_are_refused() {
    let object = Rc::new(7_u8);
    let bytes = to_vec(&(Rc::downgrade(&object), object)).expect("it encodes");
    assert_eq!(bytes, [0x81, 1, 0, 2, 7, 0, 1, 1, 1, 1, 1, 0, 7, 0, 0, 0]);
    let twice = [0x81, 1, 0, 2, 7, 0, 2, 1, 1, 1, 1, 1, 0, 8, 0, 0, 0];
    let error = from_slice::<(rc::Weak<u8>, Rc<u8>)>(&twice).expect_err("it is written otherwise");
    assert_eq!(error.kind(), ErrorKind::NotCanonical);
}
