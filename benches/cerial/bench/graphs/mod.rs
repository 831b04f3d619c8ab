//! Values with shared pointers. Decoding is timed until the value is dropped, as the floors' copies are.

mod handles;
mod list;
mod objects;
mod tree;

use crate::table;
use crate::turns::{self, Entrant};

/// How often each format has its turn.
const ROUNDS: usize = 9;
/// Turns that warm up.
const WARM: usize = 1;

/// The stack for what recurses.
const DEEP: usize = 4 << 30;
/// The stack that a thread has by default.
const SHALLOW: usize = 2 << 20;

pub(crate) fn run(wanted: &(dyn Fn(&str) -> bool + Sync)) {
    if wanted("tree") {
        group("tree: 1,000,000 nodes, each with a weak pointer to its parent", DEEP, tree::entrants);
    }
    if wanted("handles") {
        group("handles: 1,000,000 Rc on 1,000 values", DEEP, handles::entrants);
    }
    if wanted("objects") {
        group("objects: 1,000,000 boxes of three types behind one trait", DEEP, objects::entrants);
    }
    if wanted("list") {
        group("list: 100,000 nodes, each the only owner of the next", DEEP, list::entrants);
        group("list: 1,000,000 nodes on a stack of 2 MiB, which is too small for all peers", SHALLOW, list::long);
    }
}

/// Everything is built, measured and dropped on a thread with a stack of this size: most peers recurse.
fn group(title: &str, stack: usize, entrants: fn() -> Vec<Entrant<'static>>) {
    let measure = || {
        let mut entrants = entrants();
        turns::run(ROUNDS, WARM, &mut entrants);
        table::print(title, &entrants);
    };
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(stack).spawn_scoped(scope, measure);
        thread.expect("a thread starts").join().expect("no peer panics");
    });
}

/// A fory that keeps graphs, without limits, and knows the types that `register` tells it.
fn fory(register: impl FnOnce(&mut fory::Fory) -> Result<(), fory::Error>) -> &'static fory::Fory {
    let builder = fory::Fory::builder().xlang(false).compatible(false).track_ref(true);
    let mut fory = builder
        .max_dyn_depth(100_000_000)
        .max_graph_memory_bytes(1 << 40)
        .max_unbacked_container_items(1 << 40)
        .build();
    register(&mut fory).expect("the numbers are free");
    Box::leak(Box::new(fory))
}
