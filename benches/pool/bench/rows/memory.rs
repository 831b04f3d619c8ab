//! What parents and workers hold in memory after a million squares.

use crate::floor::{Floor, Sending};
use crate::memory::{children, held};
use crate::table::Verdict;
use crate::tasks::square;
use crate::world::{WORKERS, World};

const TASKS: u64 = 1_000_000;

pub(crate) fn run(world: &World<'_>) -> Vec<Verdict> {
    println!("\nmemory: resident, after a million squares");
    let own = std::process::id();
    if held(own).is_none() {
        println!("  this system has no /proc that would tell");
        return Vec::new();
    }
    let pool = world.pool();
    let before = held(own);
    let count = pool.unordered_imap(square, 0..TASKS).filter(Result::is_ok).count();
    assert_eq!(count as u64, TASKS);
    let after = held(own);
    let mut pids = pool.chunks(1).map(|_: u64| std::process::id(), 0..1_000).expect("a number fails never");
    pids.sort_unstable();
    pids.dedup();
    println!("  {:<52} {:>14}", "this program before", shown(before));
    println!("  {:<52} {:>14}", "this program after it, by unordered_imap", shown(after));
    pids.iter().for_each(|pid| println!("  {:<52} {:>14}", "a worker", shown(held(*pid))));
    let mut floor = Floor::start(1, "square");
    let numbers: Vec<u64> = (0..TASKS).collect();
    drop(floor.map(&numbers, Sending { window: 2, batch: 256 }));
    println!("  {:<52} {:>14}", "a child of the hand-written loop", shown(held(floor.pid())));
    for name in ["multiprocessing", "loky", "suitkaise"] {
        let Some(parent) = world.python(name).pid() else { continue };
        println!("  {:<52} {:>14}", format!("{name}, the parent"), shown(held(parent)));
        for child in children(parent).into_iter().take(WORKERS) {
            println!("  {:<52} {:>14}", format!("{name}, a child"), shown(held(child)));
        }
    }
    Vec::new()
}

fn shown(bytes: Option<u64>) -> String {
    bytes.map_or_else(|| "gone".into(), |bytes| format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20)))
}
