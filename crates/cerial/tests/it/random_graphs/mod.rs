//! Random graphs come back as they were: the same objects, shared by the same handles.
//!
//! They are compared by a walk over addresses, never by equality. Handles are counted too, so that nothing is left
//! behind in the decoder; nodes are counted, so that nothing leaks.

mod counted;
mod plan;
#[macro_use]
mod worlds;
mod walk;

use proptest::collection::vec;
use proptest::prelude::*;

use plan::Plan;
use walk::{Trace, Walk};

world!(alone: Rc, rc, Cell, RefCell, RefCell, OnceCell<Strong>);
world!(threads: Arc, sync, Mutex, RwLock, Mutex, OnceLock<Strong>);

fn plan() -> impl Strategy<Value = Plan> {
    let few = || vec(any::<u8>(), 0..4);
    let links = vec(any::<[u8; 3]>(), 0..40);
    (any::<u8>(), few(), few(), links).prop_map(|(nodes, roots, known, links)| Plan::new(nodes, &roots, &known, &links))
}

/// Encodes a graph, decodes it, and looks at both before and after.
fn comes_back<G: cerial::Cerial + Trace, O: Trace>(build: impl FnOnce() -> (G, O)) {
    let alive = counted::alive();
    let (graph, outside) = build();
    let before = Walk::through(&graph);
    let bytes = cerial::to_vec(&graph).expect("it encodes");
    assert!(Walk::through(&graph) == before, "encoding has changed the graph");
    let back: G = cerial::from_slice(&bytes).expect("it decodes");
    assert!(Walk::through(&graph) == before, "decoding has changed the graph that was encoded");
    Walk::break_up((graph, outside));

    let seen = Walk::through(&back);
    seen.assert_same(&before);
    seen.assert_alone();
    let again: G = cerial::copy(&back).expect("it travels again");
    Walk::through(&again).assert_same(&before);
    Walk::break_up((back, again));
    assert_eq!(counted::alive(), alive, "nodes leak");
}

proptest! {
    #[test]
    fn a_random_graph_of_a_thread_comes_back_as_it_was(plan in plan()) {
        comes_back(|| alone::build(&plan));
    }

    #[test]
    fn a_random_graph_that_threads_share_comes_back_as_it_was(plan in plan()) {
        comes_back(|| threads::build(&plan));
    }
}
