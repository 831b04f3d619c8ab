//! One number for the shape of a type and of all types it reaches.
//!
//! The types that a type reaches form a graph, with circles where a type is recursive. Two types of equal shape must
//! get equal numbers however the graph was written down (`Vec<&str>` here, `Vec<String>` there), so the graph is
//! reduced first: types are put into classes by their own description, then the classes are split by the classes of
//! their parts until nothing splits any more. What is left, numbered from the root, is the same for equal shapes and
//! different for different ones; its bytes are hashed.

use std::any::TypeId;
use std::collections::HashMap;
use std::collections::hash_map::Entry;
use std::sync::{OnceLock, PoisonError, RwLock};

use crate::schema::{Part, Schema, SchemaBuilder};

/// One number for the shape of a type: eight bytes that are equal where two programs mean the same by a message.
///
/// It covers names and the order of fields and variants, and that of all types it reaches, recursive ones included.
/// It is computed once per type and program.
///
/// ```
/// use cerial::Fingerprint;
///
/// assert_eq!(Fingerprint::of::<&[Box<str>]>(), Fingerprint::of::<Vec<String>>());
/// assert_ne!(Fingerprint::of::<u32>(), Fingerprint::of::<i32>());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(u64);

impl Fingerprint {
    /// The fingerprint of a type.
    #[must_use]
    pub fn of<T: Schema + ?Sized>() -> Self {
        static KNOWN: OnceLock<RwLock<HashMap<TypeId, Fingerprint>>> = OnceLock::new();
        let known = KNOWN.get_or_init(RwLock::default);
        let key = typeid::of::<T>();
        if let Some(found) = known.read().unwrap_or_else(PoisonError::into_inner).get(&key) {
            return *found;
        }
        let found = Self(hash(&reduced(&Shapes::reached_from(Part::of::<T>()))));
        known.write().unwrap_or_else(PoisonError::into_inner).insert(key, found);
        found
    }

    /// The number itself.
    #[must_use]
    pub const fn to_bits(self) -> u64 {
        self.0
    }

    /// A fingerprint that came from elsewhere.
    #[must_use]
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }
}

impl std::fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Fingerprint({:016x})", self.0)
    }
}

/// One type's description: its label, and the numbers of its parts.
struct Shape {
    label: Vec<u8>,
    parts: Vec<usize>,
}

/// All types that one type reaches; the first is the type itself.
struct Shapes(Vec<Shape>);

impl Shapes {
    fn reached_from(root: Part) -> Self {
        let mut shapes: Vec<Shape> = Vec::new();
        let mut numbers: HashMap<TypeId, usize> = HashMap::new();
        let mut waiting = vec![(root, None::<(usize, usize)>)];
        while let Some((part, wanted_by)) = waiting.pop() {
            let (id, builder) = described(part);
            let number = match numbers.entry(id) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(free) => {
                    let number = shapes.len();
                    free.insert(number);
                    waiting.extend(builder.parts.iter().enumerate().map(|(at, part)| (*part, Some((number, at)))));
                    shapes.push(Shape { label: builder.label, parts: vec![usize::MAX; builder.parts.len()] });
                    number
                }
            };
            if let Some((owner, at)) = wanted_by {
                shapes[owner].parts[at] = number;
            }
        }
        Self(shapes)
    }
}

/// A type's own description, behind all types that only stand for it.
fn described(mut part: Part) -> (TypeId, SchemaBuilder) {
    let mut seen: Vec<TypeId> = Vec::new();
    loop {
        let mut builder = SchemaBuilder::default();
        (part.describe)(&mut builder);
        match builder.same_as {
            // A type that stands for itself, by whatever detour, has no shape.
            Some(next) if !seen.contains(&next.id) => {
                seen.push(next.id);
                part = next;
            }
            _ => return (part.id, builder),
        }
    }
}

/// The bytes of the reduced graph, numbered from the root.
fn reduced(Shapes(shapes): &Shapes) -> Vec<u8> {
    let class = classes(shapes);
    let mut bytes = Vec::new();
    let mut order = vec![0];
    let mut numbers = HashMap::from([(class[0], 0_u64)]);
    let mut done = 0;
    while let Some(&at) = order.get(done) {
        done += 1;
        let shape = &shapes[at];
        bytes.extend_from_slice(&(shape.label.len() as u64).to_le_bytes());
        bytes.extend_from_slice(&shape.label);
        for &part in &shape.parts {
            let next = numbers.len() as u64;
            let number = *numbers.entry(class[part]).or_insert_with(|| {
                order.push(part);
                next
            });
            bytes.extend_from_slice(&number.to_le_bytes());
        }
    }
    bytes
}

/// The class of each type: equal for types that no chain of labels and parts can tell apart.
fn classes(shapes: &[Shape]) -> Vec<usize> {
    let mut class = vec![0; shapes.len()];
    let mut count = 0;
    loop {
        let mut numbers: HashMap<(usize, &[u8], Vec<usize>), usize> = HashMap::new();
        let split: Vec<usize> = shapes
            .iter()
            .zip(&class)
            .map(|(shape, own)| {
                let parts = shape.parts.iter().map(|part| class[*part]).collect();
                let next = numbers.len();
                *numbers.entry((*own, &shape.label, parts)).or_insert(next)
            })
            .collect();
        if numbers.len() == count {
            return class;
        }
        count = numbers.len();
        class = split;
    }
}

/// FNV-1a over 64 bits, stirred once more at the end. It must never change: fingerprints are kept in files.
fn hash(bytes: &[u8]) -> u64 {
    const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0100_0000_01b3;
    let mut hash = bytes.iter().fold(OFFSET, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(PRIME));
    hash = (hash ^ (hash >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^ (hash >> 33)
}
