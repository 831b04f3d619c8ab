//! Chains that are far longer than a stack is deep, on a thread with 2 MiB.

use std::cell::RefCell;
use std::rc::Rc;

use cerial::{Cerial, Error, ErrorKind, Options};

/// What a thread has by default.
const STACK: usize = 2 << 20;

/// A chain of links that is built and taken apart without recursion.
trait Chain: Cerial + Default {
    /// How many links are tried: an object of its own takes some kilobytes of stack in a debug build.
    const LINKS: u64 = 1_000_000;

    fn push(self, value: u64) -> Self;
    fn pop(&mut self) -> Option<u64>;

    fn of(links: u64) -> Self {
        (0..links).rev().fold(Self::default(), Self::push)
    }
}

/// Dropping one takes no stack.
struct Held<C: Chain>(C);

impl<C: Chain> Held<C> {
    /// Takes it apart, and holds its values against those of a chain of so many links.
    #[track_caller]
    fn assert_whole(mut self, links: u64) {
        for value in 0..links {
            assert_eq!(self.0.pop(), Some(value));
        }
        assert_eq!(self.0.pop(), None);
    }
}

impl<C: Chain> Drop for Held<C> {
    fn drop(&mut self) {
        while self.0.pop().is_some() {}
    }
}

#[derive(Cerial, Default)]
struct Boxed(Option<Box<BoxedNode>>);

#[derive(Cerial)]
struct BoxedNode {
    value: u64,
    next: Boxed,
}

impl Chain for Boxed {
    fn push(self, value: u64) -> Self {
        Self(Some(Box::new(BoxedNode { value, next: self })))
    }

    fn pop(&mut self) -> Option<u64> {
        let node = *self.0.take()?;
        *self = node.next;
        Some(node.value)
    }
}

#[derive(Cerial, Default)]
struct Shared(Option<Rc<SharedNode>>);

#[derive(Cerial)]
struct SharedNode {
    value: u64,
    next: Shared,
}

impl Chain for Shared {
    fn push(self, value: u64) -> Self {
        Self(Some(Rc::new(SharedNode { value, next: self })))
    }

    fn pop(&mut self) -> Option<u64> {
        let node = Rc::into_inner(self.0.take()?)?;
        *self = node.next;
        Some(node.value)
    }
}

#[derive(Cerial, Default)]
struct InCells(Option<Rc<RefCell<CellNode>>>);

#[derive(Cerial)]
struct CellNode {
    value: u64,
    next: InCells,
}

impl Chain for InCells {
    fn push(self, value: u64) -> Self {
        Self(Some(Rc::new(RefCell::new(CellNode { value, next: self }))))
    }

    fn pop(&mut self) -> Option<u64> {
        let node = Rc::into_inner(self.0.take()?)?.into_inner();
        *self = node.next;
        Some(node.value)
    }
}

/// As [`Shared`], but each node is an object of its own for the message: somebody else holds it too.
#[derive(Cerial, Default)]
struct Twice(Option<(Rc<TwiceNode>, Rc<TwiceNode>)>);

#[derive(Cerial)]
struct TwiceNode {
    value: u64,
    next: Twice,
}

impl Chain for Twice {
    const LINKS: u64 = 100_000;

    fn push(self, value: u64) -> Self {
        let node = Rc::new(TwiceNode { value, next: self });
        Self(Some((Rc::clone(&node), node)))
    }

    fn pop(&mut self) -> Option<u64> {
        let (node, twin) = self.0.take()?;
        assert!(Rc::ptr_eq(&node, &twin));
        drop(twin);
        let node = Rc::into_inner(node)?;
        *self = node.next;
        Some(node.value)
    }
}

/// Each node knows the one before it.
#[derive(Cerial, Default)]
struct Doubly(Option<Rc<DoublyNode>>);

#[derive(Cerial)]
struct DoublyNode {
    value: u64,
    before: RefCell<std::rc::Weak<DoublyNode>>,
    next: Doubly,
}

impl Chain for Doubly {
    const LINKS: u64 = 100_000;

    fn push(self, value: u64) -> Self {
        Self(Some(Rc::new_cyclic(|node| {
            if let Some(next) = &self.0 {
                *next.before.borrow_mut() = node.clone();
            }
            DoublyNode { value, before: RefCell::default(), next: self }
        })))
    }

    fn pop(&mut self) -> Option<u64> {
        let node = self.0.take()?;
        if let Some(next) = &node.next.0 {
            assert!(std::rc::Weak::ptr_eq(&next.before.borrow(), &Rc::downgrade(&node)));
        }
        let node = Rc::into_inner(node)?;
        *self = node.next;
        Some(node.value)
    }
}

/// Runs on a thread with a stack of the default size, wherever this test runs.
fn on_a_small_stack(test: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(STACK).spawn(test);
    if let Err(panic) = thread.expect("a thread starts").join() {
        std::panic::resume_unwind(panic);
    }
}

fn there_and_back<C: Chain>(options: &Options, links: u64) -> Result<Held<C>, Error> {
    let chain = Held(C::of(links));
    let bytes = options.to_vec(&chain.0)?;
    options.from_slice(&bytes).map(Held)
}

#[cfg(feature = "stacker")]
fn comes_back<C: Chain>() {
    on_a_small_stack(|| {
        there_and_back::<C>(&Options::trusted(), C::LINKS).expect("the stack grows").assert_whole(C::LINKS);
        let links = C::LINKS / 10;
        let chain = Held(C::of(links));
        Held(cerial::copy(&chain.0).expect("a copy goes as deep")).assert_whole(links);
    });
}

/// An error about the depth, and not the end of the program.
fn is_refused<C: Chain>(options: Options) {
    on_a_small_stack(move || {
        let error = there_and_back::<C>(&options, C::LINKS).err().expect("it is too deep");
        assert_eq!(error.kind(), ErrorKind::Depth, "{error}");
        there_and_back::<C>(&options, 100).expect("it is not too deep").assert_whole(100);
    });
}

macro_rules! chains {
    ($($name:ident: $deep:ident, $no_stacker:ident, $limited:ident;)*) => {$(
        #[cfg(feature = "stacker")]
        #[test]
        fn $deep() {
            comes_back::<$name>();
        }

        #[cfg(not(feature = "stacker"))]
        #[test]
        fn $no_stacker() {
            is_refused::<$name>(Options::trusted());
        }

        #[test]
        fn $limited() {
            is_refused::<$name>(Options::new());
            is_refused::<$name>(Options::new().max_depth(1000));
        }
    )*};
}

chains! {
    Boxed: deep_boxes_travel_trusted, deep_boxes_without_a_growing_stack_are_refused, deep_boxes_are_beyond_limits;
    Shared: deep_pointers_travel_trusted, deep_pointers_without_a_growing_stack_are_refused, deep_pointers_are_beyond_limits;
    InCells: deep_cells_travel_trusted, deep_cells_without_a_growing_stack_are_refused, deep_cells_are_beyond_limits;
    Twice: deep_objects_travel_trusted, deep_objects_without_a_growing_stack_are_refused, deep_objects_are_beyond_limits;
    Doubly: deep_neighbours_travel_trusted, deep_neighbours_without_a_growing_stack_are_refused, deep_neighbours_are_beyond_limits;
}

#[test]
fn hostile_depth_stops_at_a_limit() {
    on_a_small_stack(|| {
        // A `Some` and a value, as often as it takes.
        let boxes = [&[1][..], &[1, 0, 0, 0, 0, 0, 0, 0, 0].repeat(1_000_000)].concat();
        let error = cerial::from_slice::<Boxed>(&boxes).err().expect("it is too deep");
        assert_eq!(error.kind(), ErrorKind::Depth);
        let error = Options::new().max_depth(10_000).from_slice::<Boxed>(&boxes).err().expect("it is too deep");
        assert_eq!(error.kind(), ErrorKind::Depth);
    });
}

#[test]
fn a_chain_that_ends_in_an_error_at_its_bottom_is_let_go() {
    on_a_small_stack(|| {
        let options = Options::trusted();
        let chain = Held(Boxed::of(200));
        let mut bytes = options.to_vec(&chain.0).expect("it is not too deep");
        *bytes.last_mut().expect("there are bytes") = 7;
        let error = options.from_slice::<Boxed>(&bytes).err().expect("an Option is 0 or 1");
        assert_eq!(error.kind(), ErrorKind::Invalid);
    });
}
