//! Tasks that compute for as long each.

use std::collections::VecDeque;

use rayon::prelude::*;

use crate::floor::{Floor, Sending};
use crate::table::{Aim, Unit, Verdict};
use crate::tasks::{burn, burn_all};
use crate::turns::Entrant;
use crate::world::{WORKERS, World};

pub(crate) const MAP: &str = "map";
const ALONE: &str = "one thread";
const ROUNDS: usize = 9;

pub(crate) fn run_millisecond(world: &World<'_>) -> Vec<Verdict> {
    let peers = ["multiprocessing", "futures", "joblib", "suitkaise"];
    contest(world, "cpu-1ms", 1_000, 400, 0.985, &peers)
}

pub(crate) fn run_short(world: &World<'_>) -> Vec<Verdict> {
    contest(world, "cpu-100us", 100, 3_000, 0.95, &["multiprocessing"])
}

fn contest(world: &World<'_>, row: &str, micros: u64, tasks: u64, least: f64, peers: &[&str]) -> Vec<Verdict> {
    let times = (world.pace() * micros as f64) as u64;
    let all = vec![times; tasks as usize];
    let mut floor = Floor::start(WORKERS, "burn");
    let mut entrants = vec![
        map(world, times, tasks),
        Entrant::new(ALONE, tasks, || burn_all(&all)),
        Entrant::new("rayon, threads", tasks, || {
            let results: Vec<u64> = world.threads().install(|| all.par_iter().map(|times| burn(*times)).collect());
            assert_eq!(results.len(), all.len());
        }),
        Entrant::new("hand-written, two on their way to each", tasks, || {
            drop(floor.map(&all, Sending { window: 2, batch: 1 }));
        }),
        Entrant::new("procspawn, 16 outstanding", tasks, || spawned(world, &all)),
        world.crossmist().entrant("crossmist, one there and back by two threads", "cpu", tasks, times),
    ];
    entrants.extend(peers.iter().map(|peer| {
        // Its own arithmetic, which takes as long.
        world.python(peer).entrant(&format!("{peer}, map, its own arithmetic"), "cpu", tasks.min(400), micros)
    }));
    let aims = [Aim::share(MAP, WORKERS as f64, ALONE, least)];
    world.contest(row, &format!("{micros} µs of arithmetic"), Unit::Tasks, ROUNDS, entrants, &aims)
}

pub(crate) fn map<'a>(world: &'a World<'_>, times: u64, tasks: u64) -> Entrant<'a> {
    let all = vec![times; tasks as usize];
    Entrant::new(MAP, tasks, move || {
        let results = world.pool().map(burn, all.iter().copied()).expect("arithmetic fails never");
        assert_eq!(results.len(), all.len());
    })
}

fn spawned(world: &World<'_>, all: &[u64]) {
    let mut waiting = VecDeque::new();
    for times in all {
        if waiting.len() == 16 {
            let first: procspawn::JoinHandle<u64> = waiting.pop_front().expect("there are some");
            first.join().expect("arithmetic fails never");
        }
        waiting.push_back(world.spawned().spawn(*times, burn));
    }
    for handle in waiting {
        handle.join().expect("arithmetic fails never");
    }
}
