//! What the fuzz targets do with the bytes that they get.
//!
//! Whatever comes, there is no panic, no leak and no more memory than the message may take; what is accepted can be
//! encoded again.

// The graphs are those of cerial's property tests.
#[path = "../../../crates/cerial/tests/it/random_graphs/counted.rs"]
mod counted;
#[path = "../../../crates/cerial/tests/it/random_graphs/plan.rs"]
mod plan;
#[macro_use]
#[path = "../../../crates/cerial/tests/it/random_graphs/worlds.rs"]
mod worlds;
mod derived;
mod mutate;
mod types;
#[path = "../../../crates/cerial/tests/it/random_graphs/walk.rs"]
mod walk;

use std::sync::LazyLock;

use cerial::{Cerial, Options};

use mutate::Change;
use plan::Plan;
use walk::{Trace, Walk};

world!(alone: Rc, rc, Cell, RefCell, RefCell, OnceCell<Strong>);
world!(threads: Arc, sync, Mutex, RwLock, Mutex, OnceLock<Strong>);
// What is set once may be part of any cycle in broken messages, so it holds what can be emptied.
world!(soft_alone: Rc, rc, Cell, RefCell, RefCell, OnceCell<Soft>);
world!(soft_threads: Arc, sync, Mutex, RwLock, Mutex, OnceLock<Soft>);

/// What is to be true of bytes as values of a type.
type Check = fn(&[u8]);

/// What single messages are decoded as: types by their names.
fn all() -> impl Iterator<Item = (&'static str, Check)> {
    let graphs: [(_, Check); 2] = [
        ("soft_alone::Graph", graph_or_error::<soft_alone::Graph>),
        ("soft_threads::Graph", graph_or_error::<soft_threads::Graph>),
    ];
    types::ALL.iter().copied().chain(graphs)
}

/// The types that bytes are decoded as.
pub fn names() -> impl Iterator<Item = &'static str> {
    all().map(|(name, _)| name)
}

/// A type's number: it is made of the name, so that an input means the same when there are more types.
#[must_use]
pub fn number(name: &str) -> [u8; 4] {
    let letters = name.bytes().filter(|letter| !letter.is_ascii_whitespace());
    letters.fold(0x811c_9dc5_u32, |hash, letter| (hash ^ u32::from(letter)).wrapping_mul(0x0100_0193)).to_le_bytes()
}

/// The first four bytes choose a type, by its number or by chance; the others are a message, as values of it.
pub fn decode(bytes: &[u8]) {
    /// By their numbers.
    static CHECKS: LazyLock<Vec<([u8; 4], Check)>> = LazyLock::new(|| {
        let mut checks: Vec<_> = all().map(|(name, check)| (number(name), check)).collect();
        checks.sort_by_key(|(number, _)| *number);
        checks
    });
    let Some((choice, message)) = bytes.split_first_chunk() else { return };
    let by_chance = |_| u32::from_le_bytes(*choice) as usize % CHECKS.len();
    let at = CHECKS.binary_search_by_key(choice, |(number, _)| *number).unwrap_or_else(by_chance);
    CHECKS[at].1(message);
}

/// A plan, and which world to build it in.
pub fn graphs(bytes: &[u8]) {
    let Some((world, plan)) = bytes.split_first() else { return };
    let plan = plan_of(plan);
    match world % 2 {
        0 => comes_back(|| alone::build(&plan)),
        _ => comes_back(|| threads::build(&plan)),
    }
}

/// Changes, then a plan: the message of its graph is changed and decoded.
pub fn mutations(bytes: &[u8]) {
    let [world, count, rest @ ..] = bytes else { return };
    let (changes, plan) = rest.split_at(rest.len().min(usize::from(*count % 8) * Change::BYTES));
    let changes: Vec<Change> = Change::all(changes);
    let plan = plan_of(plan);
    match world % 2 {
        0 => is_changed(&changes, soft_alone::build(&plan)),
        _ => is_changed(&changes, soft_threads::build(&plan)),
    }
}

/// Reads a plan: how many nodes, how many the root holds and knows, those, then the links.
fn plan_of(bytes: &[u8]) -> Plan {
    let [nodes, roots, known, rest @ ..] = bytes else { return Plan::new(0, &[0], &[], &[]) };
    let (roots, rest) = rest.split_at(rest.len().min(usize::from(*roots % 5)));
    let (known, rest) = rest.split_at(rest.len().min(usize::from(*known % 5)));
    Plan::new(*nodes, roots, known, rest.as_chunks().0)
}

/// Encodes a graph, decodes it, and looks at both before and after.
fn comes_back<G: Cerial + Trace, O: Trace>(build: impl FnOnce() -> (G, O)) {
    let alive = counted::alive();
    let (graph, outside) = build();
    let before = Walk::through(&graph);
    let bytes = cerial::to_vec(&graph).expect("it encodes");
    assert!(Walk::through(&graph) == before, "encoding has changed the graph");
    let back: G = cerial::from_slice(&bytes).expect("it decodes");
    Walk::break_up((graph, outside));
    let seen = Walk::through(&back);
    seen.assert_same(&before);
    seen.assert_alone();
    Walk::break_up(back);
    assert_eq!(counted::alive(), alive, "nodes leak");
}

/// Encodes a graph, changes the message, and decodes it.
fn is_changed<G: Cerial + Trace>(changes: &[Change], (graph, outside): (G, impl Trace)) {
    let mut bytes = cerial::to_vec(&graph).expect("it encodes");
    Walk::break_up((graph, outside));
    for change in changes {
        change.apply(&mut bytes);
    }
    graph_or_error::<G>(&bytes);
}

/// Bytes that are a graph, which is the same when it has travelled once more, or an error.
fn graph_or_error<G: Cerial + Trace>(bytes: &[u8]) {
    let alive = counted::alive();
    if let Ok(graph) = strict().from_slice::<G>(bytes) {
        let seen = Walk::through(&graph);
        seen.assert_alone();
        // The depth of a graph on its way out is another than on its way in, so it may be too deep now.
        let bytes = Options::new().max_depth(1000).to_vec(&graph).expect("what was decoded encodes");
        let back = Options::new().max_depth(1000).from_slice::<G>(&bytes).expect("it decodes again");
        Walk::through(&back).assert_same(&seen);
        Walk::break_up((graph, back));
    }
    assert_eq!(counted::alive(), alive, "nodes leak");
}

/// Limits that are reached soon.
fn strict() -> Options {
    Options::new().max_memory(1 << 20).max_elements(1 << 14)
}
