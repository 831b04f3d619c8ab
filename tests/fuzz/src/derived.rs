//! Derived types, one for each thing that the derive can do.

use cerial::Cerial;

/// Speaks only serde.
#[derive(serde::Serialize, serde::Deserialize)]
pub(crate) struct Foreign {
    number: u32,
    name: String,
}

#[derive(Cerial)]
pub(crate) struct Unit;

#[derive(Cerial)]
pub(crate) struct Fixed {
    one: u32,
    two: [u16; 3],
    three: (i64, u8),
}

#[derive(Cerial)]
pub(crate) struct Bits(bool, char, [bool; 2]);

#[derive(Cerial)]
#[cerial(transparent)]
pub(crate) struct Transparent(Vec<u16>);

#[derive(Cerial)]
pub(crate) struct Generic<A, B> {
    a: A,
    #[cerial(skip)]
    _skipped: u64,
    b: Option<B>,
}

#[derive(Cerial)]
pub(crate) struct Bridged {
    #[cerial(serde)]
    foreign: Foreign,
    after: u8,
}

#[derive(Cerial)]
pub(crate) enum Tree {
    Nothing,
    Leaf(u16),
    Both(Box<Tree>, Box<Tree>),
    Many { trees: Vec<Tree>, last: Option<Box<Tree>> },
}

#[derive(Cerial)]
pub(crate) enum Never {}

/// A trait whose objects travel.
#[cerial::object]
pub(crate) trait Trait: cerial::Object {}

#[cerial::object]
impl Trait for Fixed {}

#[cerial::object]
impl Trait for Tree {}
