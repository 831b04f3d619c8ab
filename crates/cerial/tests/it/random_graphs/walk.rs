//! The walk through a graph: what is there, who is who by address, and how many handles each object has.

use std::any::{Any, TypeId};
use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, LinkedList, VecDeque};
use std::ops::{Bound, ControlFlow, Range, RangeInclusive};
use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::rc::{self, Rc};
use std::sync::mpsc::{SendError, TrySendError};
use std::sync::{self, Arc, Mutex, OnceLock, RwLock};
use std::task::Poll;

/// One step of a walk.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Step {
    Number(u64),
    Text(String),
    /// The object of that number; what is in it follows at the first meeting.
    Strong(usize),
    Weak(Option<usize>),
    Enter,
    Leave,
}

/// An object that was met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Object {
    address: usize,
    /// How many handles of each kind there are.
    strong: usize,
    weak: usize,
}

/// What a walk has seen. Two graphs are the same if their steps are; one is untouched if all is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    steps: Vec<Step>,
    objects: Vec<Object>,
}

impl Seen {
    /// Whether the other graph is the same, wherever it is.
    #[track_caller]
    pub(crate) fn assert_same(&self, other: &Self) {
        if self.steps != other.steps {
            let at = self.steps.iter().zip(&other.steps).take_while(|(one, other)| one == other).count();
            let around = |steps: &[Step]| format!("{:?}", &steps[at.saturating_sub(5)..steps.len().min(at + 5)]);
            panic!("the graphs part at step {at}: {} and {}", around(&self.steps), around(&other.steps));
        }
    }

    /// Whether an object is among those that were met.
    pub(crate) fn has<T>(&self, object: &T) -> bool {
        let address = std::ptr::from_ref(object).addr();
        self.objects.iter().any(|object| object.address == address)
    }

    /// Whether each object has as many handles as the walk has met: nobody else holds one.
    #[track_caller]
    pub(crate) fn assert_alone(&self) {
        for (number, object) in self.objects.iter().enumerate() {
            let strong = self.steps.iter().filter(|step| **step == Step::Strong(number)).count();
            let weak = self.steps.iter().filter(|step| **step == Step::Weak(Some(number))).count();
            assert_eq!((object.strong, object.weak), (strong, weak), "handles of object {number}, there and met");
        }
    }
}

/// A walk through a graph.
#[derive(Default)]
pub(crate) struct Walk {
    /// Whether cells are emptied on the way, so that no cycle is left.
    breaking: bool,
    /// What was in them; it lives until the walk is over, so that no address is used twice.
    taken: Vec<Box<dyn Any>>,
    numbers: HashMap<(TypeId, usize), usize>,
    steps: Vec<Step>,
    objects: Vec<Object>,
    /// The weak steps, with what they point to.
    weak: Vec<(usize, Option<(TypeId, usize)>)>,
}

impl Walk {
    /// Walks through a graph and leaves it as it is.
    pub(crate) fn through(graph: &impl Trace) -> Seen {
        let mut walk = Self::default();
        graph.trace(&mut walk);
        for (step, target) in walk.weak {
            walk.steps[step] = Step::Weak(target.and_then(|target| walk.numbers.get(&target)).copied());
        }
        Seen { steps: walk.steps, objects: walk.objects }
    }

    /// Takes a graph apart, so that nothing of it leaks.
    pub(crate) fn break_up(graph: impl Trace) {
        let mut walk = Self { breaking: true, ..Self::default() };
        graph.trace(&mut walk);
        drop(graph);
    }

    fn number(&mut self, number: u64) {
        self.steps.push(Step::Number(number));
    }

    /// Notes a strong pointer; whether it is the first to its target.
    fn strong<T: ?Sized + 'static>(&mut self, target: &T, strong: usize, weak: usize) -> bool {
        let address = std::ptr::from_ref(target).cast::<()>().addr();
        let next = self.objects.len();
        let number = *self.numbers.entry((TypeId::of::<T>(), address)).or_insert(next);
        self.steps.push(Step::Strong(number));
        if number == next {
            self.objects.push(Object { address, strong, weak });
        }
        number == next
    }

    fn weak<T: ?Sized + 'static>(&mut self, target: Option<&T>) {
        let target = target.map(|target| (TypeId::of::<T>(), std::ptr::from_ref(target).cast::<()>().addr()));
        self.weak.push((self.steps.len(), target));
        self.steps.push(Step::Weak(None));
    }

    fn inside(&mut self, of: impl FnOnce(&mut Self)) {
        self.steps.push(Step::Enter);
        of(self);
        self.steps.push(Step::Leave);
    }

    /// Walks through the content of a cell, which is exchanged by `put`.
    fn cell<T: Content>(&mut self, put: impl Fn(T) -> T) {
        let content = put(T::empty());
        self.inside(|walk| content.trace(walk));
        if self.breaking {
            self.taken.push(Box::new(content));
        } else {
            put(content);
        }
    }
}

/// What a walk goes through.
pub(crate) trait Trace: 'static {
    fn trace(&self, walk: &mut Walk);
}

/// What is in a cell.
pub(crate) trait Content: Trace + Sized {
    /// What is there when the content is not.
    fn empty() -> Self;
}

macro_rules! numbers {
    ($($number:ident)*) => {$(
        impl Trace for $number {
            fn trace(&self, walk: &mut Walk) {
                walk.number(u64::from(*self));
            }
        }
    )*};
}

numbers!(u8 u16 u32);

impl Trace for str {
    fn trace(&self, walk: &mut Walk) {
        walk.steps.push(Step::Text(self.to_owned()));
    }
}

macro_rules! pointers {
    ($($Pointer:ident $weak:ident)*) => {$(
        impl<T: Trace + ?Sized> Trace for $Pointer<T> {
            fn trace(&self, walk: &mut Walk) {
                let weak = $Pointer::weak_count(self);
                if walk.strong(&**self, $Pointer::strong_count(self), weak) {
                    walk.inside(|walk| (**self).trace(walk));
                }
            }
        }

        impl<T: Trace + ?Sized> Trace for $weak::Weak<T> {
            fn trace(&self, walk: &mut Walk) {
                walk.weak(self.upgrade().as_deref());
            }
        }

        impl<T: Trace> Content for $weak::Weak<T> {
            fn empty() -> Self {
                Self::new()
            }
        }
    )*};
}

pointers!(Rc rc Arc sync);

macro_rules! sequences {
    ($($sequence:ident)*) => {$(
        impl<T: Trace> Trace for $sequence<T> {
            fn trace(&self, walk: &mut Walk) {
                walk.inside(|walk| self.iter().for_each(|value| value.trace(walk)));
            }
        }

        impl<T: Trace> Content for $sequence<T> {
            fn empty() -> Self {
                Self::default()
            }
        }
    )*};
}

sequences!(Vec VecDeque LinkedList Option);

impl<T: Trace> Trace for [T] {
    fn trace(&self, walk: &mut Walk) {
        walk.inside(|walk| self.iter().for_each(|value| value.trace(walk)));
    }
}

impl<T: Trace, const N: usize> Trace for [T; N] {
    fn trace(&self, walk: &mut Walk) {
        self[..].trace(walk);
    }
}

impl<K: Trace + Ord, V: Trace> Trace for BTreeMap<K, V> {
    fn trace(&self, walk: &mut Walk) {
        walk.inside(|walk| {
            for (key, value) in self {
                key.trace(walk);
                value.trace(walk);
            }
        });
    }
}

impl<K: Trace + Ord, V: Trace> Content for BTreeMap<K, V> {
    fn empty() -> Self {
        Self::default()
    }
}

impl<K: Trace + Ord, V: Trace> Trace for HashMap<K, V> {
    fn trace(&self, walk: &mut Walk) {
        // The order of a hash map is no part of it.
        let sorted: BTreeMap<&K, &V> = self.iter().collect();
        walk.inside(|walk| {
            for (key, value) in sorted {
                key.trace(walk);
                value.trace(walk);
            }
        });
    }
}

impl<K: Trace + Ord, V: Trace> Content for HashMap<K, V> {
    fn empty() -> Self {
        Self::default()
    }
}

/// What a cell holds can be exchanged through a shared reference.
pub(crate) trait Exchange<T> {
    /// Puts a content in; the one before comes out.
    fn exchange(&self, content: T) -> T;

    /// Changes the content.
    fn change(&self, change: impl FnOnce(&mut T))
    where
        T: Content,
    {
        let mut content = self.exchange(T::empty());
        change(&mut content);
        self.exchange(content);
    }
}

macro_rules! cells {
    ($($cell:ident: |$self:ident, $content:ident| $exchange:expr;)*) => {$(
        impl<T> Exchange<T> for $cell<T> {
            fn exchange(&self, $content: T) -> T {
                let $self = self;
                $exchange
            }
        }

        impl<T: Content> Trace for $cell<T> {
            fn trace(&self, walk: &mut Walk) {
                walk.cell(|content| self.exchange(content));
            }
        }

        impl<T: Content> Content for $cell<T> {
            fn empty() -> Self {
                Self::new(T::empty())
            }
        }
    )*};
}

cells! {
    Cell: |cell, content| cell.replace(content);
    RefCell: |cell, content| cell.replace(content);
    Mutex: |lock, content| std::mem::replace(&mut *lock.lock().expect("it is not poisoned"), content);
    RwLock: |lock, content| std::mem::replace(&mut *lock.write().expect("it is not poisoned"), content);
}

/// Types of which each value holds one or two others in some place.
macro_rules! holders {
    ($([$($param:ident)*] $type:ty: |$value:ident, $walk:ident| $trace:expr;)*) => {$(
        impl<$($param: Trace),*> Trace for $type {
            fn trace(&self, $walk: &mut Walk) {
                let $value = self;
                $walk.inside(|$walk| $trace);
            }
        }
    )*};
}

holders! {
    [T] Box<T>: |value, walk| (**value).trace(walk);
    [T] Box<[T]>: |value, walk| value.iter().for_each(|value| value.trace(walk));
    [T] Pin<Box<T>>: |value, walk| (**value).trace(walk);
    [T] Pin<Box<[T]>>: |value, walk| value.iter().for_each(|value| value.trace(walk));
    [T] OnceCell<T>: |value, walk| value.get().into_iter().for_each(|value| value.trace(walk));
    [T] OnceLock<T>: |value, walk| value.get().into_iter().for_each(|value| value.trace(walk));
    [T] Reverse<T>: |value, walk| value.0.trace(walk);
    [T] AssertUnwindSafe<T>: |value, walk| value.0.trace(walk);
    [T] SendError<T>: |value, walk| value.0.trace(walk);
    [A B] (A, B): |value, walk| { value.0.trace(walk); value.1.trace(walk) };
    [T] Range<T>: |value, walk| { value.start.trace(walk); value.end.trace(walk) };
    [T] RangeInclusive<T>: |value, walk| { value.start().trace(walk); value.end().trace(walk) };
    [T E] Result<T, E>: |value, walk| match value {
        Ok(value) => value.trace(walk),
        Err(error) => {
            walk.number(1);
            error.trace(walk);
        }
    };
    [T] Poll<T>: |value, walk| if let Poll::Ready(value) = value { value.trace(walk) };
    [T] Bound<T>: |value, walk| match value {
        Bound::Unbounded => {}
        Bound::Included(value) => value.trace(walk),
        Bound::Excluded(value) => {
            walk.number(2);
            value.trace(walk);
        }
    };
    [B C] ControlFlow<B, C>: |value, walk| match value {
        ControlFlow::Continue(value) => value.trace(walk),
        ControlFlow::Break(value) => {
            walk.number(1);
            value.trace(walk);
        }
    };
    [T] TrySendError<T>: |value, walk| match value {
        TrySendError::Full(value) => value.trace(walk),
        TrySendError::Disconnected(value) => {
            walk.number(1);
            value.trace(walk);
        }
    };
}
