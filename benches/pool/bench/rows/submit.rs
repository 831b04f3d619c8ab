//! Single tasks, sixteen of them outstanding.

use std::collections::VecDeque;

use processing::Job;

use crate::floor::{Floor, Sending};
use crate::table::{Aim, Unit, Verdict};
use crate::tasks::square;
use crate::turns::Entrant;
use crate::world::{WORKERS, World};

const TASKS: u64 = 40_000;
const FEW: u64 = 2_000;
const OUTSTANDING: usize = 16;
const ROUNDS: usize = 11;

pub(crate) const SUBMIT: &str = "submit";
const BY_HAND: &str = "hand-written, a frame a task";
const SPAWNED: &str = "procspawn";
const LOKY: &str = "loky, submit";

pub(crate) fn run(world: &World<'_>) -> Vec<Verdict> {
    let numbers: Vec<u64> = (0..TASKS).collect();
    let sending = Sending { window: OUTSTANDING / WORKERS, batch: 1 };
    let mut floor = Floor::start(WORKERS, "square");
    let mut buffered = Floor::start(WORKERS, "buffered");
    let entrants = vec![
        submit(world, TASKS),
        Entrant::new(BY_HAND, TASKS, || drop(floor.map(&numbers, sending))),
        Entrant::new("hand-written, workers answer many frames by one write", TASKS, || {
            drop(buffered.map(&numbers, sending));
        }),
        Entrant::new(SPAWNED, FEW, || spawned(world, FEW, OUTSTANDING)),
        world.python("multiprocessing").entrant("multiprocessing, apply_async", "submit", FEW, OUTSTANDING as u64),
        world.python("futures").entrant("concurrent.futures, submit", "submit", FEW, OUTSTANDING as u64),
        world.python("loky").entrant(LOKY, "submit", FEW, OUTSTANDING as u64),
    ];
    let aims = [Aim::rate(SUBMIT, BY_HAND, 0.8), Aim::rate(SUBMIT, SPAWNED, 20.0), Aim::rate(SUBMIT, LOKY, 20.0)];
    world.contest("submit", "single squares, 16 outstanding", Unit::Tasks, ROUNDS, entrants, &aims)
}

pub(crate) fn submit<'a>(world: &'a World<'_>, tasks: u64) -> Entrant<'a> {
    Entrant::new(SUBMIT, tasks, move || {
        let mut waiting: VecDeque<Job<u64>> = VecDeque::new();
        for number in 0..tasks {
            if waiting.len() == OUTSTANDING {
                waiting.pop_front().map(Job::get).expect("there are some").expect("squares fail never");
            }
            waiting.push_back(world.pool().submit(square, (number,)).expect("numbers encode"));
        }
        for job in waiting {
            job.get().expect("squares fail never");
        }
    })
}

/// procspawn's pool with so many squares outstanding.
pub(crate) fn spawned(world: &World<'_>, tasks: u64, outstanding: usize) {
    let mut waiting = VecDeque::new();
    for number in 0..tasks {
        if waiting.len() == outstanding {
            let first: procspawn::JoinHandle<u64> = waiting.pop_front().expect("there are some");
            first.join().expect("squares fail never");
        }
        waiting.push_back(world.spawned().spawn(number, square));
    }
    for handle in waiting {
        handle.join().expect("squares fail never");
    }
}
