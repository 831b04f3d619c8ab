//! Cycles through trait objects.

use std::cell::{Cell, RefCell};
use std::rc::{self, Rc};
use std::sync::{Arc, Mutex, Weak};

use cerial::{Cerial, ErrorKind, Options, from_slice, to_vec};

use super::{Shape, address, back, rect};

#[cerial::object]
trait Observer: cerial::Object {
    fn notify(&self, event: u32);
    fn seen(&self) -> u32;
    fn subject(&self) -> Option<Rc<Subject>>;
}

#[derive(Cerial)]
struct Subject {
    observers: RefCell<Vec<rc::Weak<dyn Observer>>>,
    kept: RefCell<Vec<Rc<dyn Observer>>>,
}

#[derive(Cerial)]
struct Counter {
    seen: Cell<u32>,
    subject: rc::Weak<Subject>,
}

#[derive(Cerial)]
struct Owner {
    seen: Cell<u32>,
    subject: RefCell<Option<Rc<Subject>>>,
    inner: Box<dyn Shape>,
}

#[cerial::object]
impl Observer for Counter {
    fn notify(&self, event: u32) {
        self.seen.set(self.seen.get() + event);
    }

    fn seen(&self) -> u32 {
        self.seen.get()
    }

    fn subject(&self) -> Option<Rc<Subject>> {
        self.subject.upgrade()
    }
}

#[cerial::object]
impl Observer for Owner {
    fn notify(&self, event: u32) {
        self.seen.set(self.seen.get() + 2 * event);
    }

    fn seen(&self) -> u32 {
        self.seen.get()
    }

    fn subject(&self) -> Option<Rc<Subject>> {
        self.subject.borrow().clone()
    }
}

impl Subject {
    fn notify(&self, event: u32) {
        self.observers.borrow().iter().filter_map(rc::Weak::upgrade).for_each(|observer| observer.notify(event));
    }
}

/// A subject with weak pointers to two observers; one that is gone; one observer is kept by the subject and owns it.
fn observed() -> Rc<Subject> {
    let subject = Rc::new(Subject { observers: RefCell::default(), kept: RefCell::default() });
    let counter: Rc<dyn Observer> = Rc::new(Counter { seen: Cell::new(1), subject: Rc::downgrade(&subject) });
    let owner: Rc<dyn Observer> = Rc::new(Owner {
        seen: Cell::new(2),
        subject: RefCell::new(Some(subject.clone())),
        inner: Box::new(super::Circle(9.0)),
    });
    let gone: Rc<dyn Observer> = Rc::new(Counter { seen: Cell::new(0), subject: rc::Weak::new() });
    let observers = [&owner, &gone, &counter].map(Rc::downgrade);
    subject.observers.borrow_mut().extend(observers);
    subject.kept.borrow_mut().extend([counter, owner]);
    subject
}

/// A strong cycle is never dropped by itself.
fn untie(subject: &Subject) {
    for observer in subject.kept.take() {
        if let Some(owner) = (&*observer as &dyn std::any::Any).downcast_ref::<Owner>() {
            drop(owner.subject.take());
        }
    }
}

#[test]
fn observers_know_their_subject_again() {
    let subject = observed();
    let twin = back(&subject);
    untie(&subject);
    assert_eq!(twin.observers.borrow().iter().filter(|observer| observer.upgrade().is_some()).count(), 2);
    twin.notify(10);
    let kept = twin.kept.borrow().clone();
    assert_eq!(kept.iter().map(|observer| observer.seen()).collect::<Vec<_>>(), [11, 22]);
    for observer in &kept {
        assert!(Rc::ptr_eq(&observer.subject().expect("it knows its subject"), &twin));
    }
    let owner = (&*kept[1] as &dyn std::any::Any).downcast_ref::<Owner>().expect("an Owner");
    assert_eq!(owner.inner.area(), 9.0);
    drop(kept);
    untie(&twin);
    assert_eq!(Rc::strong_count(&twin), 1);
}

#[test]
fn what_was_decoded_encodes_to_the_same_bytes() {
    let subject = observed();
    let twin = back(&subject);
    // The observer that is gone has lost its type.
    let bytes = to_vec(&twin).unwrap();
    let again = from_slice::<Rc<Subject>>(&bytes).unwrap();
    assert_eq!(to_vec(&again).unwrap(), bytes);
    [subject, twin, again].iter().for_each(|subject| untie(subject));
}

#[test]
fn a_strong_cycle_of_trait_objects_comes_back() {
    let (one, two) = (rect(1.0), rect(2.0));
    *one.peer.borrow_mut() = Some(two.clone());
    *two.peer.borrow_mut() = Some(one.clone());
    let shapes: Vec<Rc<dyn Shape>> = vec![two.clone(), one.clone()];
    let twins = back(&shapes);
    one.peer.take();
    assert_eq!((twins[0].area(), twins[1].area()), (4.0, 2.0));
    assert_eq!(address(&*twins[0].peer().unwrap()), address(&*twins[1]));
    assert_eq!(address(&*twins[1].peer().unwrap()), address(&*twins[0]));
    let any: Rc<dyn std::any::Any> = twins[0].clone();
    any.downcast::<super::Rect>().expect("a Rect").peer.take();
}

#[cerial::object]
trait Link: cerial::Object + Send + Sync {
    fn next(&self) -> Option<Arc<dyn Link>>;
    fn before(&self) -> Option<Arc<dyn Link>>;
    fn cut(&self);
}

#[derive(Cerial)]
struct Ring {
    next: Mutex<Option<Box<Arc<dyn Link>>>>,
    before: Weak<dyn Link>,
}

#[cerial::object]
impl Link for Ring {
    fn next(&self) -> Option<Arc<dyn Link>> {
        self.next.lock().unwrap().as_deref().cloned()
    }

    fn before(&self) -> Option<Arc<dyn Link>> {
        self.before.upgrade()
    }

    fn cut(&self) {
        drop(self.next.lock().unwrap().take());
    }
}

#[test]
fn a_ring_of_arcs_in_locks_comes_back() {
    let mut links: Vec<Arc<Ring>> = Vec::new();
    for _ in 0..5 {
        let before: Weak<dyn Link> = match links.last() {
            Some(last) => Arc::downgrade(&(last.clone() as _)),
            None => Weak::<Ring>::new(),
        };
        links.push(Arc::new(Ring { next: Mutex::default(), before }));
    }
    for (at, link) in links.iter().enumerate() {
        *link.next.lock().unwrap() = Some(Box::new(links[(at + 1) % links.len()].clone()));
    }
    let first: Arc<dyn Link> = links[0].clone();
    let twin = back(&first);
    links[0].cut();
    let second = twin.next().unwrap();
    assert_eq!(address(&*second.before().unwrap()), address(&*twin));
    let mut at = second;
    for _ in 1..5 {
        at = at.next().unwrap();
    }
    assert!(Arc::ptr_eq(&at, &twin));
    twin.cut();
}

#[cerial::object]
trait Stuck: cerial::Object {}

#[derive(Cerial)]
struct NoWayOut(RefCell<Vec<Rc<dyn Stuck>>>, Cell<u8>);

#[derive(Cerial)]
struct NeedsOne(RefCell<Rc<dyn Stuck>>);

#[cerial::object]
impl Stuck for NoWayOut {}

#[cerial::object]
impl Stuck for NeedsOne {}

#[test]
fn nothing_stands_in_for_a_trait_object() {
    let inner = Rc::new(NoWayOut(RefCell::default(), Cell::new(7)));
    let outer: Rc<dyn Stuck> = Rc::new(NeedsOne(RefCell::new(inner.clone())));
    // The vector's cell can tie this cycle.
    inner.0.borrow_mut().push(outer.clone());
    let bytes = to_vec(&outer).unwrap();
    let twin = from_slice::<Rc<dyn Stuck>>(&bytes).unwrap();
    // There is no other cell in that one.
    let only: Rc<NeedsOne> = Rc::new_cyclic(|_: &rc::Weak<NeedsOne>| NeedsOne(RefCell::new(inner.clone())));
    *only.0.borrow_mut() = only.clone();
    let error = from_slice::<Rc<dyn Stuck>>(&to_vec(&(only.clone() as Rc<dyn Stuck>)).unwrap()).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Cycle);
    assert!(error.to_string().contains("put an Option into the cell"), "{error}");
    inner.0.take();
    *only.0.borrow_mut() = inner;
    let any: Rc<dyn std::any::Any> = twin;
    let inner: Rc<dyn std::any::Any> = any.downcast::<NeedsOne>().expect("one").0.borrow().clone();
    inner.downcast::<NoWayOut>().expect("the other").0.take();
}

#[cerial::object]
trait Chain: cerial::Object {}

#[derive(Cerial)]
struct Boxed(Option<Box<dyn Chain>>);

#[derive(Cerial)]
struct Shared(Option<Rc<dyn Chain>>);

#[cerial::object]
impl Chain for Boxed {}

#[cerial::object]
impl Chain for Shared {}

#[test]
fn chains_of_trait_objects_obey_the_limits() {
    let mut boxed = Boxed(None);
    for _ in 0..300 {
        boxed = Boxed(Some(Box::new(boxed)));
    }
    assert_eq!(to_vec(&boxed).unwrap_err().kind(), ErrorKind::Depth);
    let bytes = Options::new().max_depth(400).to_vec(&boxed).unwrap();
    assert_eq!(from_slice::<Boxed>(&bytes).err().unwrap().kind(), ErrorKind::Depth);
    assert!(Options::new().max_depth(400).from_slice::<Boxed>(&bytes).is_ok());
    let mut shared = Shared(None);
    for _ in 0..100 {
        shared = Shared(Some(Rc::new(shared)));
    }
    assert!(back(&shared).0.is_some());
}
