//! What is shared comes back shared, and a weak pointer finds its target again.

use std::cell::Cell;
use std::collections::{HashMap, LinkedList};
use std::path::Path;
use std::rc::{self, Rc};
use std::sync::{self, Arc};

use cerial::{Cerial, Decode, Encode, ErrorKind, Options, from_slice, to_vec};

fn back<T: Encode + Decode>(value: &T) -> T {
    from_slice(&to_vec(value).expect("it encodes")).expect("it decodes")
}

#[test]
fn one_object_stays_one() {
    let text = Rc::new(String::from("shared"));
    let (one, two, other) = back(&(text.clone(), text.clone(), Rc::new(text.to_string())));
    assert!(Rc::ptr_eq(&one, &two));
    assert!(!Rc::ptr_eq(&one, &other));
    assert_eq!((Rc::strong_count(&one), Rc::strong_count(&other)), (2, 1));
    assert_eq!(*one, *other);
}

#[test]
fn an_arc_stays_one_too() {
    let number = Arc::new(7_u64);
    let (one, two, weak) = back(&(number.clone(), number.clone(), Arc::downgrade(&number)));
    assert!(Arc::ptr_eq(&one, &two) && Arc::ptr_eq(&one, &weak.upgrade().expect("its target is there")));
    assert_eq!((Arc::strong_count(&one), Arc::weak_count(&one)), (2, 1));
}

#[test]
fn what_has_no_size_is_shared_as_well() {
    let text: Rc<str> = "text".into();
    let numbers: Arc<[u16]> = vec![1, 2, 3].into();
    let path: Rc<Path> = Path::new("a/b").into();
    let all = (text.clone(), text, numbers.clone(), numbers.clone(), path.clone(), path, Arc::downgrade(&numbers));
    let all = back(&all);
    assert!(Rc::ptr_eq(&all.0, &all.1) && Arc::ptr_eq(&all.2, &all.3) && Rc::ptr_eq(&all.4, &all.5));
    assert!(Arc::ptr_eq(&all.2, &all.6.upgrade().expect("its target is there")));
    assert_eq!((&*all.0, &*all.2, &*all.4), ("text", &[1, 2, 3][..], Path::new("a/b")));
}

#[test]
fn handles_in_a_row_are_written_as_handles_one_by_one() {
    // New ones among those that were met before; empty ones; few, and more than two bytes can number.
    for values in [1, 3, 200, 20_000_u64] {
        let all: Vec<Rc<u64>> = (0..values).map(Rc::new).collect();
        let texts: Vec<Arc<str>> = (0..values).map(|value| "t".repeat((value % 3) as usize).into()).collect();
        let order = || (0..4 * values).map(|index| (index * index / 7 % values.min(index + 1)) as usize);
        let row: (Vec<_>, Vec<_>) = order().map(|index| (Rc::clone(&all[index]), Arc::clone(&texts[index]))).unzip();
        let single: (LinkedList<_>, LinkedList<_>) = (row.0.iter().cloned().collect(), row.1.iter().cloned().collect());
        let bytes = to_vec(&row).unwrap();
        assert_eq!(bytes, to_vec(&single).unwrap(), "{values}");

        let (numbers, texts): (Vec<Rc<u64>>, Vec<Arc<str>>) = from_slice(&bytes).unwrap();
        let mut first = HashMap::new();
        for (number, text, index) in
            numbers.iter().zip(&texts).zip(order()).map(|((number, text), index)| (number, text, index))
        {
            let (first_number, first_text) = first.entry(index).or_insert((number, text));
            assert!(Rc::ptr_eq(number, first_number) && **number == index as u64);
            assert!(Arc::ptr_eq(text, first_text) && text.len() == index % 3);
        }
    }
}

#[test]
fn empty_objects_of_several_types_stay_apart() {
    let (text, bytes): (Arc<str>, Arc<[u8]>) = (Arc::default(), Arc::default());
    let all = (text.clone(), bytes.clone(), text.clone(), bytes, Arc::<[u32]>::default(), Arc::<[u32]>::default());
    let all = back(&all);
    assert!(Arc::ptr_eq(&all.0, &all.2) && Arc::ptr_eq(&all.1, &all.3) && Arc::ptr_eq(&all.4, &all.5));
}

#[test]
fn a_weak_pointer_may_come_before_its_target() {
    let (one, two) = (Rc::new(1_u8), Rc::new(2_u8));
    let weaks = vec![Rc::downgrade(&two), Rc::downgrade(&one), Rc::downgrade(&two)];
    let (weaks, strong) = back(&(weaks, vec![one, two]));
    let targets: Vec<Rc<u8>> = weaks.iter().filter_map(rc::Weak::upgrade).collect();
    assert!(Rc::ptr_eq(&targets[0], &strong[1]) && Rc::ptr_eq(&targets[1], &strong[0]));
    assert!(Rc::ptr_eq(&targets[0], &targets[2]));
}

#[test]
fn a_weak_pointer_alone_comes_back_empty() {
    let outside = Rc::new(5_u8);
    let dead = Rc::downgrade(&Rc::new(6_u8));
    let text: Rc<str> = "outside".into();
    let (absent, dead, none, text) =
        back(&(Rc::downgrade(&outside), dead, rc::Weak::<u8>::new(), Rc::downgrade(&text)));
    assert!(absent.upgrade().is_none() && dead.upgrade().is_none() && none.upgrade().is_none());
    assert!(text.upgrade().is_none());
    let (bytes, path) = (Arc::<[u8]>::default(), Arc::<Path>::from(Path::new("")));
    let (bytes, path) = back(&(Arc::downgrade(&bytes), Arc::downgrade(&path)));
    assert!(bytes.upgrade().is_none() && path.upgrade().is_none());
}

#[derive(Cerial)]
struct Leaf {
    parent: sync::Weak<Branch>,
    name: String,
}

#[derive(Cerial)]
struct Branch {
    me: sync::Weak<Self>,
    leaves: Vec<Arc<Leaf>>,
}

fn branch(names: &[&str]) -> Arc<Branch> {
    Arc::new_cyclic(|me| Branch {
        me: me.clone(),
        leaves: names.iter().map(|name| Arc::new(Leaf { parent: me.clone(), name: (*name).into() })).collect(),
    })
}

#[test]
fn parents_are_found_without_cells() {
    let branch = back(&branch(&["a", "b"]));
    assert!(Arc::ptr_eq(&branch, &branch.me.upgrade().expect("it knows itself")));
    for leaf in &branch.leaves {
        assert!(Arc::ptr_eq(&branch, &leaf.parent.upgrade().expect("it knows its parent")), "{}", leaf.name);
    }
    assert_eq!((Arc::strong_count(&branch), Arc::weak_count(&branch)), (1, 3));
}

#[test]
fn a_child_does_not_drag_its_parent_along() {
    let branch = branch(&["a", &"long".repeat(100)]);
    let bytes = to_vec(&branch.leaves[0]).expect("it encodes");
    assert!(bytes.len() < 20, "{bytes:?}");
    let leaf: Arc<Leaf> = from_slice(&bytes).expect("it decodes");
    assert!(leaf.parent.upgrade().is_none());
}

#[test]
fn an_unfinished_object_is_never_seen_even_when_it_fails() {
    struct Thief;

    impl cerial::Schema for Thief {
        fn schema(s: &mut cerial::SchemaBuilder) {
            s.name("Thief");
        }
    }

    impl Encode for Thief {
        fn encode(&self, _: &mut cerial::Encoder<'_>) -> Result<(), cerial::Error> {
            Ok(())
        }
    }

    impl Decode for Thief {
        fn decode(_: &mut cerial::Decoder<'_>) -> Result<Self, cerial::Error> {
            Err(cerial::Error::custom("stolen"))
        }
    }

    struct Sends(sync::Weak<Held>);

    #[derive(Cerial)]
    struct Held {
        weak: Sends,
        thief: Thief,
    }

    thread_local! {
        static SENT: Cell<Option<sync::Weak<Held>>> = const { Cell::new(None) };
    }

    impl cerial::Schema for Sends {
        fn schema(s: &mut cerial::SchemaBuilder) {
            s.name("Sends");
        }
    }

    impl Encode for Sends {
        fn encode(&self, encoder: &mut cerial::Encoder<'_>) -> Result<(), cerial::Error> {
            self.0.encode(encoder)
        }
    }

    impl Decode for Sends {
        fn decode(decoder: &mut cerial::Decoder<'_>) -> Result<Self, cerial::Error> {
            let weak = sync::Weak::<Held>::decode(decoder)?;
            assert!(weak.upgrade().is_none(), "there is no value yet");
            Ok(Self(weak))
        }
    }

    impl Drop for Sends {
        fn drop(&mut self) {
            SENT.set(Some(self.0.clone()));
        }
    }

    let held = Arc::new_cyclic(|me| Held { weak: Sends(me.clone()), thief: Thief });
    let error = from_slice::<Arc<Held>>(&to_vec(&held).expect("it encodes")).err().expect("it is refused");
    assert_eq!(error.kind(), ErrorKind::Custom);
    assert!(error.to_string().contains(".thief: stolen"), "{error}");
    let sent = SENT.take().expect("the weak pointer was dropped");
    assert!(sent.upgrade().is_none());
}

#[test]
fn one_allocation_seen_as_two_types_is_an_error() {
    let text: Rc<str> = "shared".into();
    let bytes: Rc<[u8]> = text.clone().into();
    let error = to_vec(&(text, bytes)).expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Reference);
    assert_eq!(error.path().to_string(), ".1");
}

#[test]
fn one_object_asked_for_as_two_types_is_an_error() {
    let number = Rc::new(1_u32);
    let bytes = to_vec(&(number.clone(), number)).expect("it encodes");
    let error = from_slice::<(Rc<u32>, Rc<i32>)>(&bytes).expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Reference);
    let error = from_slice::<(Rc<u32>, Arc<u32>)>(&bytes).expect_err("it is refused");
    assert_eq!(error.kind(), ErrorKind::Reference);
    from_slice::<(Arc<u32>, Arc<u32>)>(&bytes).expect("what is an Arc everywhere is no lie");
}

#[derive(Cerial)]
struct Link {
    next: Option<Rc<Self>>,
}

impl Drop for Link {
    fn drop(&mut self) {
        let mut next = self.next.take();
        while let Some(mut link) = next.and_then(Rc::into_inner) {
            next = link.next.take();
        }
    }
}

#[test]
fn a_long_chain_is_refused_before_the_stack_ends() {
    let chain = (0..100_000).fold(None, |next, _| Some(Rc::new(Link { next })));
    let bytes = to_vec(&chain).expect("encoding needs no stack");
    let error = from_slice::<Option<Rc<Link>>>(&bytes).err().expect("it is refused");
    assert_eq!(error.kind(), ErrorKind::Depth);
    let chain = (0..100).fold(None, |next, _| Some(Rc::new(Link { next })));
    assert!(Options::new().from_slice::<Option<Rc<Link>>>(&to_vec(&chain).expect("it encodes")).is_ok());
}
