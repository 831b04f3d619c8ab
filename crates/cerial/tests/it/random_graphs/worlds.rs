//! Worlds of graphs, built after plans: one for a thread alone, one that threads may share.

/// The module of a world: its types, and how a plan becomes a graph of them.
///
/// All nodes are made inside each other, the last one outermost, so that each can point to all others by weak pointers
/// without a cell, and to those of lower numbers by strong ones. Then the cells are filled.
macro_rules! world {
    ($world:ident: $Pointer:ident, $weak:ident, $Swap:ident, $List:ident, $Slot:ident, $Once:ident<$Kept:ident>) => {
        pub(crate) mod $world {
            #![allow(unused_imports, reason = "each world needs its own pointers and cells")]

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

            use cerial::Cerial;

            use super::counted::Counted;
            use super::plan::{Link, Plan, Way};
            use super::walk::{Content, Exchange, Trace, Walk};

            type Strong = $Pointer<Node>;
            type Weak = $weak::Weak<Node>;
            type Place = $Slot<Option<Strong>>;

            #[derive(Cerial)]
            pub(crate) struct Graph {
                known: Vec<Weak>,
                texts: Vec<$weak::Weak<str>>,
                roots: Vec<Strong>,
            }

            #[derive(Cerial)]
            struct Node {
                number: u32,
                #[cerial(skip)]
                _counted: Counted,
                text: $Pointer<str>,
                below: Vec<Strong>,
                bare: Vec<Weak>,
                branch: Branch,
                once: $Once<$Kept>,
                next: $Swap<Option<Strong>>,
                all: $List<Vec<Strong>>,
                named: $List<HashMap<$Pointer<str>, Strong>>,
                parent: $Slot<Weak>,
                keys: $List<BTreeMap<$Pointer<Key>, u8>>,
                row: Option<$Pointer<[Place]>>,
                numbers: Option<$Pointer<[u16]>>,
                within: Vec<Within<Place>>,
                within_cell: $List<Vec<Within<Strong>>>,
            }

            #[derive(Cerial)]
            enum Branch {
                End,
                Held(Box<Branch>, Strong),
                Looked { rest: Box<Branch>, weak: Weak },
                Book($Slot<Strong>, Box<Branch>),
            }

            /// Keys are the same if their numbers are.
            #[derive(Cerial)]
            struct Key {
                number: u8,
                #[cerial(skip)]
                _counted: Counted,
                owner: Place,
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

            /// What is set once, where that may be part of a cycle which must be broken.
            #[allow(dead_code, reason = "not every world has it")]
            #[derive(Cerial)]
            struct Soft(Place);

            impl From<Strong> for Soft {
                fn from(strong: Strong) -> Self {
                    Self($Slot::new(Some(strong)))
                }
            }

            /// Each of the containers.
            #[derive(Cerial)]
            #[cerial(bound = "T: Cerial + 'static")]
            enum Within<T> {
                Ring(VecDeque<T>),
                List(LinkedList<T>),
                Pair([T; 2]),
                Tuple((T, u8)),
                Map(HashMap<u8, T>),
                Tree(BTreeMap<u8, T>),
                Boxed(Box<T>),
                Pinned(Pin<Box<T>>),
                Slice(Box<[T]>),
                PinnedSlice(Pin<Box<[T]>>),
                Result(Result<T, T>),
                Poll(Poll<T>),
                Bound(Bound<T>),
                Flow(ControlFlow<T, T>),
                Range(Range<T>),
                Inclusive(RangeInclusive<T>),
                Reverse(Reverse<T>),
                Unwind(AssertUnwindSafe<T>),
                Send(SendError<T>),
                TrySend(TrySendError<T>),
                Only($Pointer<T>),
                Once($Once<T>),
                Cells($Slot<$List<$Swap<Option<T>>>>),
            }

            impl<T> Within<T> {
                fn of(link: &Link, make: impl Fn() -> T) -> Self {
                    match link.form % 27 {
                        0 => Self::Ring([make(), make()].into()),
                        1 => Self::List([make(), make()].into()),
                        2 => Self::Pair([make(), make()]),
                        3 => Self::Tuple((make(), 7)),
                        4 => Self::Map([(9, make()), (3, make())].into()),
                        5 => Self::Tree([(9, make()), (3, make())].into()),
                        6 => Self::Boxed(Box::new(make())),
                        7 => Self::Pinned(Box::pin(make())),
                        8 => Self::Slice([make(), make()].into()),
                        9 => Self::Result(Ok(make())),
                        10 => Self::Result(Err(make())),
                        11 => Self::Poll(Poll::Ready(make())),
                        12 => Self::Bound(Bound::Included(make())),
                        13 => Self::Bound(Bound::Excluded(make())),
                        14 => Self::Flow(ControlFlow::Continue(make())),
                        15 => Self::Flow(ControlFlow::Break(make())),
                        16 => Self::Range(make()..make()),
                        17 => Self::Inclusive(make()..=make()),
                        18 => Self::Reverse(Reverse(make())),
                        19 => Self::Unwind(AssertUnwindSafe(make())),
                        20 => Self::Send(SendError(make())),
                        21 => Self::TrySend(TrySendError::Full(make())),
                        22 => Self::TrySend(TrySendError::Disconnected(make())),
                        23 => Self::Only($Pointer::new(make())),
                        24 => Self::Once(make().into()),
                        25 => Self::PinnedSlice(Box::into_pin(Box::from([make()]))),
                        _ => Self::Cells($Slot::new($List::new($Swap::new(Some(make()))))),
                    }
                }
            }

            impl Within<Place> {
                /// Puts a pointer into a cell of it.
                fn fill(&self, target: Strong) {
                    let place = match self {
                        Self::Ring(places) => places.back(),
                        Self::List(places) => places.front(),
                        Self::Pair([_, place]) | Self::Tuple((place, _)) => Some(place),
                        Self::Map(places) => places.get(&9),
                        Self::Tree(places) => places.get(&9),
                        Self::Boxed(place) => Some(&**place),
                        Self::Pinned(place) => Some(&**place),
                        Self::Slice(places) => places.first(),
                        Self::PinnedSlice(places) => places.first(),
                        Self::Poll(Poll::Pending) | Self::Bound(Bound::Unbounded) => None,
                        Self::Result(Ok(place) | Err(place))
                        | Self::Poll(Poll::Ready(place))
                        | Self::Bound(Bound::Included(place) | Bound::Excluded(place))
                        | Self::Flow(ControlFlow::Continue(place) | ControlFlow::Break(place))
                        | Self::Range(Range { end: place, .. })
                        | Self::Reverse(Reverse(place))
                        | Self::Unwind(AssertUnwindSafe(place))
                        | Self::Send(SendError(place))
                        | Self::TrySend(TrySendError::Full(place) | TrySendError::Disconnected(place)) => Some(place),
                        Self::Inclusive(places) => Some(places.start()),
                        Self::Only(place) => Some(&**place),
                        Self::Once(place) => place.get(),
                        Self::Cells(cells) => {
                            let place = $Slot::new(Some(target.clone()));
                            cells.change(|lists| lists.change(|swap| drop(swap.exchange(Some(place)))));
                            None
                        }
                    };
                    if let Some(place) = place {
                        place.exchange(Some(target));
                    }
                }
            }

            impl Node {
                /// A node that knows nobody.
                fn stub(number: u32) -> Self {
                    Self {
                        number,
                        _counted: Counted::default(),
                        text: "".into(),
                        below: Vec::new(),
                        bare: Vec::new(),
                        branch: Branch::End,
                        once: Default::default(),
                        next: Default::default(),
                        all: Default::default(),
                        named: Default::default(),
                        parent: Default::default(),
                        keys: Default::default(),
                        row: None,
                        numbers: None,
                        within: Vec::new(),
                        within_cell: Default::default(),
                    }
                }
            }

            /// A graph that is being built.
            struct Site<'p> {
                plan: &'p Plan,
                /// By number; empty for those that are not begun.
                weak: Vec<Weak>,
                /// By number; those that are there.
                strong: Vec<Strong>,
                texts: Vec<$Pointer<str>>,
                numbers: Vec<$Pointer<[u16]>>,
                rows: Vec<$Pointer<[Place]>>,
                keys: Vec<$Pointer<Key>>,
            }

            impl<'p> Site<'p> {
                fn new(plan: &'p Plan) -> Self {
                    let all = || 0..plan.nodes;
                    // Some are empty: std has one allocation for all empty slices.
                    let text = |number: usize| if number % 5 == 4 { String::new() } else { format!("node {number}") };
                    let key = |number| Key { number, _counted: Counted::default(), owner: $Slot::new(None) };
                    Self {
                        plan,
                        weak: vec![Weak::new(); plan.nodes],
                        strong: Vec::new(),
                        texts: all().map(|number| text(number).into()).collect(),
                        numbers: all().map(|number| vec![number as u16; number % 3].into()).collect(),
                        rows: all().map(|number| (0..number % 4).map(|_| $Slot::new(None)).collect()).collect(),
                        keys: all().map(|number| $Pointer::new(key(number as u8))).collect(),
                    }
                }

                /// Makes a node, and all of lower numbers inside of it.
                fn make(&mut self, number: usize) -> Strong {
                    $Pointer::new_cyclic(|me| {
                        self.weak[number] = me.clone();
                        if number > 0 {
                            let below = self.make(number - 1);
                            self.strong.push(below);
                        }
                        self.node(number)
                    })
                }

                /// A node without what is in its cells.
                fn node(&self, number: usize) -> Node {
                    let plan = self.plan;
                    let dead = || $Pointer::downgrade(&$Pointer::new(Node::stub(0)));
                    let bare = plan.targets(number, Way::Bare).map(|to| self.weak[to].clone());
                    let row = plan.targets(number, Way::SameRow).chain(plan.links(number, Way::Row).map(|link| link.from));
                    Node {
                        text: self.texts[plan.targets(number, Way::SameText).next().unwrap_or(number)].clone(),
                        below: plan.below(number, Way::Below).map(|to| self.strong[to].clone()).collect(),
                        bare: bare.chain(plan.links(number, Way::Dead).map(|_| dead())).collect(),
                        branch: self.branch(number),
                        once: plan.below(number, Way::Once).next().map_or_else(Default::default, |to| {
                            $Once::from($Kept::from(self.strong[to].clone()))
                        }),
                        row: row.last().map(|to| self.rows[to].clone()),
                        numbers: plan.targets(number, Way::SameNumbers).last().map(|to| self.numbers[to].clone()),
                        within: plan.links(number, Way::Within).map(|link| Within::of(link, || $Slot::new(None))).collect(),
                        ..Node::stub(number as u32)
                    }
                }

                fn branch(&self, number: usize) -> Branch {
                    let plan = self.plan;
                    let mut branch = Branch::End;
                    for to in plan.below(number, Way::Held) {
                        branch = Branch::Held(Box::new(branch), self.strong[to].clone());
                    }
                    for to in plan.targets(number, Way::Looked) {
                        branch = Branch::Looked { rest: Box::new(branch), weak: self.weak[to].clone() };
                    }
                    for _ in plan.links(number, Way::Book) {
                        branch = Branch::Book($Slot::new(Content::empty()), Box::new(branch));
                    }
                    branch
                }

                /// Fills the cells of a node.
                fn fill(&self, number: usize) {
                    let (plan, node) = (self.plan, &self.strong[number]);
                    let targets = |way| plan.targets(number, way).map(|to| &self.strong[to]);
                    node.next.exchange(targets(Way::Next).last().cloned());
                    node.all.exchange(targets(Way::All).cloned().collect());
                    let named = plan.targets(number, Way::Named);
                    node.named.exchange(named.map(|to| (self.texts[to].clone(), self.strong[to].clone())).collect());
                    node.parent.exchange(plan.targets(number, Way::Parent).last().map_or_else(Weak::new, |to| self.weak[to].clone()));
                    let keys = plan.targets(number, Way::Key).map(|to| (self.keys[to].clone(), number as u8));
                    node.keys.exchange(keys.collect());
                    self.keys[number].owner.exchange(targets(Way::KeyOwner).last().cloned());
                    for (place, target) in self.rows[number].iter().zip(targets(Way::Row)) {
                        place.exchange(Some(target.clone()));
                    }
                    node.within.iter().zip(targets(Way::Within)).for_each(|(within, target)| within.fill(target.clone()));
                    let held = plan.links(number, Way::WithinCell);
                    node.within_cell.exchange(held.map(|link| Within::of(link, || self.strong[link.to].clone())).collect());
                    let (mut branch, mut books) = (&node.branch, targets(Way::Book));
                    while let (Branch::Book(book, rest), Some(target)) = (branch, books.next()) {
                        book.exchange(target.clone());
                        branch = rest;
                    }
                }
            }

            /// Builds a graph; beside it the nodes that it doesn't hold, but may know, and those that hold it.
            pub(crate) fn build(plan: &Plan) -> (Graph, impl Trace) {
                let mut site = Site::new(plan);
                let last = site.make(plan.nodes - 1);
                site.strong.push(last);
                (0..plan.nodes).for_each(|number| site.fill(number));
                let strong = |number: &usize| site.strong[*number].clone();
                let graph = Graph {
                    known: plan.known.iter().map(|number| site.weak[*number].clone()).collect(),
                    texts: plan.known.iter().map(|number| $Pointer::downgrade(&site.texts[*number])).collect(),
                    roots: plan.roots.iter().map(strong).collect(),
                };
                let inside = Walk::through(&graph);
                let outside = site.strong.iter().filter(|node| !inside.has(&**node)).cloned().collect::<Vec<_>>();
                (graph, outside)
            }

            impl Content for Strong {
                fn empty() -> Self {
                    Self::new(Node::stub(u32::MAX))
                }
            }

            fields!(Graph: known texts roots);
            fields!(Node: number text below bare branch once next all named parent keys row numbers within within_cell);
            fields!(Key: number owner);
            fields!(Soft: 0);
            variants!(Within: Ring List Pair Tuple Map Tree Boxed Pinned Slice PinnedSlice Result Poll Bound Flow Range
                Inclusive Reverse Unwind Send TrySend Only Once Cells);

            impl Trace for Branch {
                fn trace(&self, walk: &mut Walk) {
                    match self {
                        Self::End => {}
                        Self::Held(rest, strong) => {
                            rest.trace(walk);
                            strong.trace(walk);
                        }
                        Self::Looked { rest, weak } => {
                            rest.trace(walk);
                            weak.trace(walk);
                        }
                        Self::Book(book, rest) => {
                            book.trace(walk);
                            rest.trace(walk);
                        }
                    }
                }
            }
        }
    };
}

/// The walk through the fields of a struct.
macro_rules! fields {
    ($type:ident: $($field:tt)*) => {
        impl Trace for $type {
            fn trace(&self, walk: &mut Walk) {
                $(self.$field.trace(walk);)*
            }
        }
    };
}

/// The walk through an enum whose variants have one field each.
macro_rules! variants {
    ($type:ident: $($variant:ident)*) => {
        impl<T: Trace> Trace for $type<T> {
            fn trace(&self, walk: &mut Walk) {
                match self {
                    $(Self::$variant(value) => value.trace(walk),)*
                }
            }
        }
    };
}
