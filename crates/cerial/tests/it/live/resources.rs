//! Resources of one's own: opened once, when first used, and never on the way.

use std::cell::{Cell, RefCell};
use std::io;
use std::rc::Rc;
use std::sync::Barrier;
use std::sync::atomic::{AtomicU32, Ordering};

use cerial::{Cerial, Fingerprint, Live, Resource, copy, from_slice, to_vec};

#[derive(Cerial)]
struct Recipe {
    address: String,
    #[cerial(skip)]
    password: Option<String>,
}

impl From<&str> for Recipe {
    fn from(address: &str) -> Self {
        Self { address: address.into(), password: Some("sesame".into()) }
    }
}

/// How often this address was opened is told by the number.
struct Line {
    address: String,
    password: Option<String>,
}

thread_local! {
    static OPENED: Cell<u32> = const { Cell::new(0) };
}

impl Resource for Line {
    type Recipe = Recipe;

    fn open(recipe: &Recipe) -> io::Result<Self> {
        OPENED.set(OPENED.get() + 1);
        match recipe.address.as_str() {
            "nowhere" => Err(io::ErrorKind::HostUnreachable.into()),
            "odd" => Err(io::Error::other("odd")),
            address => Ok(Self { address: address.into(), password: recipe.password.clone() }),
        }
    }

    fn recipe_now(&self, recipe: &Recipe) -> io::Result<Option<Recipe>> {
        match recipe.address.as_str() {
            "forgetful" => Err(io::Error::other("no idea")),
            _ => Ok(None),
        }
    }
}

#[test]
fn a_resource_is_opened_when_it_is_first_used_and_once() {
    let live = Live::<Line>::of("a");
    let there = copy(&live).unwrap();
    assert_eq!(OPENED.get(), 0);
    assert_eq!(there.get().unwrap().address, "a");
    assert_eq!(there.get().unwrap().address, "a");
    assert_eq!(there.into_inner().unwrap().address, "a");
    assert_eq!(OPENED.get(), 1);
    assert!(!live.is_open());
    assert_eq!(live.into_inner().unwrap().address, "a");
    assert_eq!(OPENED.get(), 2);
}

#[test]
fn a_resource_that_fails_to_open_is_tried_again() {
    let mut live = Live::<Line>::of("nowhere");
    assert!(live.get().is_err());
    assert!(live.get_mut().is_err());
    assert!(!live.is_open());
    assert_eq!(OPENED.get(), 2);
}

#[test]
fn an_error_names_the_type_where_nothing_more_is_said() {
    let error = Live::<Line>::open("nowhere").unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::HostUnreachable);
    let text = error.to_string();
    assert!(text.starts_with("can't open a ") && text.contains("Line: it can't be reached from here"), "{text}");
    let error = Live::<Line>::open("odd").unwrap_err();
    assert!(error.to_string().ends_with("Line"), "{error}");
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "odd");
}

#[test]
fn a_skipped_secret_serves_here_and_stays_here() {
    let live = Live::<Line>::of("a");
    let bytes = to_vec(&live).unwrap();
    assert!(!bytes.windows(6).any(|part| part == b"sesame"));
    assert!(!format!("{live:?}").contains("sesame"));
    assert_eq!(live.get().unwrap().password.as_deref(), Some("sesame"));
    assert_eq!(from_slice::<Live<Line>>(&bytes).unwrap().get().unwrap().password, None);
}

#[test]
fn a_resource_that_can_not_tell_how_to_open_it_again_does_not_travel() {
    let live = Live::<Line>::of("forgetful");
    assert!(to_vec(&live).is_ok(), "it is not open");
    live.get().unwrap();
    let error = to_vec(&(0_u8, live)).unwrap_err();
    assert_eq!((error.kind(), error.path().to_string().as_str()), (cerial::ErrorKind::Io, ".1"));
    assert_eq!(std::error::Error::source(&error).unwrap().to_string(), "no idea");
}

#[test]
fn the_shape_is_that_of_the_recipe() {
    assert_eq!(to_vec(&Live::<Line>::of("a")).unwrap(), to_vec(&Recipe::from("a")).unwrap());
    assert_ne!(Fingerprint::of::<Live<Line>>(), Fingerprint::of::<Recipe>());
    assert_ne!(Fingerprint::of::<Live<Line>>(), Fingerprint::of::<Live<std::fs::File>>());
}

#[test]
fn several_threads_get_the_same_one() {
    static OPENINGS: AtomicU32 = AtomicU32::new(0);
    struct Slow;
    impl Resource for Slow {
        type Recipe = ();
        fn open((): &()) -> io::Result<Self> {
            OPENINGS.fetch_add(1, Ordering::Relaxed);
            std::thread::yield_now();
            Ok(Self)
        }
    }
    let (live, start) = (Live::<Slow>::of(()), Barrier::new(8));
    let seen: Vec<usize> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8)
            .map(|_| {
                scope.spawn(|| {
                    start.wait();
                    std::ptr::from_ref(live.get().unwrap()).addr()
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(seen.iter().all(|address| *address == seen[0]));
    assert_eq!(OPENINGS.load(Ordering::Relaxed), 1);
}

/// A resource whose recipe reaches the node that holds it.
struct Handle;

#[derive(Cerial)]
struct Around(RefCell<Option<Rc<Node>>>);

impl Resource for Handle {
    type Recipe = Around;

    fn open(_: &Around) -> io::Result<Self> {
        Ok(Self)
    }
}

#[derive(Cerial)]
struct Node {
    handle: Live<Handle>,
}

#[test]
fn a_cycle_through_a_recipe_is_tied() {
    let node = Rc::new(Node { handle: Live::of(Around(RefCell::default())) });
    *node.handle.recipe().0.borrow_mut() = Some(Rc::clone(&node));
    let twin = copy(&node).unwrap();
    for node in [node, twin] {
        let inner = node.handle.recipe().0.take().unwrap();
        assert!(Rc::ptr_eq(&inner, &node));
    }
}
