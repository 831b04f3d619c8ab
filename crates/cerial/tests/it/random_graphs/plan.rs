//! A plan of a graph: plain numbers, which any bytes are.

use std::fmt;

/// How one node points to another, or to something that several nodes share.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// A strong pointer without a cell, to a node of a lower number.
    Below,
    /// The same, in an enum in boxes.
    Held,
    /// The same, in a cell that is set once.
    Once,
    /// A weak pointer without a cell.
    Bare,
    /// The same, in an enum in boxes.
    Looked,
    /// A weak pointer in a cell.
    Parent,
    /// A weak pointer whose target is gone.
    Dead,
    /// A strong pointer in a cell that may be empty.
    Next,
    /// One of the strong pointers of a list in a cell.
    All,
    /// One of the strong pointers of a map in a cell.
    Named,
    /// A strong pointer in a cell that can't be empty.
    Book,
    /// A strong pointer in a cell in a shared slice.
    Row,
    /// The other node's slice of cells is this one's too.
    SameRow,
    /// The other node's text is this one's too.
    SameText,
    /// The other node's numbers are this one's too.
    SameNumbers,
    /// A key of a map in a cell.
    Key,
    /// A strong pointer in a cell in a key.
    KeyOwner,
    /// A strong pointer in a cell in one of the containers.
    Within,
    /// The same, with a cell around the container.
    WithinCell,
}

use Way::{
    All, Bare, Below, Book, Dead, Held, Key, KeyOwner, Looked, Named, Next, Once, Parent, Row, SameNumbers, SameRow,
    SameText, Within, WithinCell,
};

const WAYS: [Way; 19] = [
    Below,
    Held,
    Once,
    Bare,
    Looked,
    Parent,
    Dead,
    Next,
    All,
    Named,
    Book,
    Row,
    SameRow,
    SameText,
    SameNumbers,
    Key,
    KeyOwner,
    Within,
    WithinCell,
];

/// The most nodes of a graph: walking it takes stack.
pub(crate) const MOST_NODES: usize = 24;
/// The most links of a graph.
const MOST_LINKS: usize = 120;

/// One link.
#[derive(Clone, Copy)]
pub(crate) struct Link {
    pub(crate) way: Way,
    pub(crate) from: usize,
    pub(crate) to: usize,
    /// Which of several forms the link has.
    pub(crate) form: usize,
}

impl fmt::Debug for Link {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {:?} {} ({})", self.from, self.way, self.to, self.form)
    }
}

/// A graph that can be built.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) nodes: usize,
    /// The nodes that the root holds.
    pub(crate) roots: Vec<usize>,
    /// The nodes that the root knows.
    pub(crate) known: Vec<usize>,
    pub(crate) links: Vec<Link>,
}

impl Plan {
    /// Makes a plan of any numbers.
    pub(crate) fn new(nodes: u8, roots: &[u8], known: &[u8], links: &[[u8; 3]]) -> Self {
        let nodes = usize::from(nodes) % MOST_NODES + 1;
        let node = |number: &u8| usize::from(*number) % nodes;
        let link = |(index, [way, from, to]): (usize, &[u8; 3])| Link {
            way: WAYS[usize::from(*way) % WAYS.len()],
            from: node(from),
            to: node(to),
            form: index + usize::from(*way) / WAYS.len(),
        };
        Self {
            nodes,
            roots: roots.iter().map(node).collect(),
            known: known.iter().map(node).collect(),
            links: links.iter().take(MOST_LINKS).enumerate().map(link).collect(),
        }
    }

    /// The links of this way that `from` has.
    pub(crate) fn links(&self, from: usize, way: Way) -> impl Iterator<Item = &Link> {
        self.links.iter().filter(move |link| link.from == from && link.way == way)
    }

    /// The nodes that `from` points to in this way.
    pub(crate) fn targets(&self, from: usize, way: Way) -> impl Iterator<Item = usize> {
        self.links(from, way).map(|link| link.to)
    }

    /// As [`targets`](Self::targets), those of lower numbers.
    pub(crate) fn below(&self, from: usize, way: Way) -> impl Iterator<Item = usize> {
        self.targets(from, way).filter(move |to| *to < from)
    }
}
