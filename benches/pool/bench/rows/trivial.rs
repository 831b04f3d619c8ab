//! A million squares: what a task costs that costs nothing.

use rayon::prelude::*;

use crate::floor::{Floor, Sending};
use crate::table::{Aim, Unit, Verdict};
use crate::tasks::square;
use crate::turns::Entrant;
use crate::world::{WORKERS, World};

const TASKS: u64 = 1_000_000;
/// What slow peers get, so that a turn stays short.
const SOME: u64 = 100_000;
const FEW: u64 = 2_000;
const ROUNDS: usize = 11;

const BATCHES: Sending = Sending { window: 2, batch: 256 };

pub(crate) const MAP: &str = "map";
const BY_HAND: &str = "hand-written, batches of 256";
const PYTHON: &str = "multiprocessing, Pool.map";

/// All results, in order.
pub(crate) fn run(world: &World<'_>) -> Vec<Verdict> {
    let numbers: Vec<u64> = (0..TASKS).collect();
    let mut floor = Floor::start(WORKERS, "square");
    let mut single = Floor::start(WORKERS, "square");
    let entrants = vec![
        map(world),
        Entrant::new("rayon, threads", TASKS, || {
            let squares: Vec<u64> = world.threads().install(|| numbers.par_iter().map(|n| square(*n)).collect());
            assert_eq!(squares.len(), numbers.len());
        }),
        Entrant::new(BY_HAND, TASKS, || assert_eq!(floor.map(&numbers, BATCHES)[999], 999 * 999)),
        Entrant::new("hand-written, a frame a task, 16 on their way", SOME, || {
            single.map(&numbers[..SOME as usize], Sending { window: 16 / WORKERS, batch: 1 });
        }),
        Entrant::new("procspawn, 16 outstanding", FEW, || super::submit::spawned(world, FEW, 16)),
        world.crossmist().entrant("crossmist, one there and back by two threads", "map", SOME, 0),
        world.python("multiprocessing").entrant(PYTHON, "map", TASKS, 0),
        world.python("futures").entrant("concurrent.futures, map with chunks of 64", "unordered", SOME, 64),
        world.python("futures").entrant("concurrent.futures, map", "map", FEW, 0),
        world.python("loky").entrant("loky, map with chunks of 64", "unordered", SOME / 5, 64),
        world.python("joblib").entrant("joblib, Parallel", "map", SOME, 0),
        world.python("suitkaise").entrant("suitkaise 0.4.14, map", "map", FEW, 0),
    ];
    let aims = [Aim::rate(MAP, BY_HAND, 0.25), Aim::rate(MAP, PYTHON, 3.0)];
    world.contest("trivial", "a million squares, in order", Unit::Tasks, ROUNDS, entrants, &aims)
}

pub(crate) fn map<'a>(world: &'a World<'_>) -> Entrant<'a> {
    Entrant::new(MAP, TASKS, || {
        let squares = world.pool().map(square, 0..TASKS).expect("squares fail never");
        assert_eq!(squares[999], 999 * 999);
    })
}

/// The results as they come.
pub(crate) fn run_unordered(world: &World<'_>) -> Vec<Verdict> {
    const OWN: &str = "unordered_imap";
    const PEER: &str = "multiprocessing, imap_unordered with chunks of 64";
    let entrants = vec![
        Entrant::new(OWN, TASKS, || {
            let results = world.pool().unordered_imap(square, 0..TASKS);
            assert_eq!(results.filter(Result::is_ok).count() as u64, TASKS);
        }),
        Entrant::new("imap", TASKS, || {
            let results = world.pool().imap(square, 0..TASKS);
            assert_eq!(results.filter(Result::is_ok).count() as u64, TASKS);
        }),
        world.python("multiprocessing").entrant(PEER, "unordered", SOME, 64),
        world.python("suitkaise").entrant("suitkaise 0.4.14, unordered_imap", "unordered", FEW, 0),
    ];
    let aims = [Aim::rate(OWN, PEER, 3.0)];
    world.contest("unordered", "a million squares, as they come", Unit::Tasks, ROUNDS, entrants, &aims)
}
