//! A large value that all tasks look at.

use crate::table::{Aim, Unit, Verdict};
use crate::tasks::{pick, square};
use crate::turns::Entrant;
use crate::world::{WORKERS, World};

const BYTES: usize = 100 << 20;
const TASKS: u64 = 10_000;
const ROUNDS: usize = 15;

pub(crate) fn run(world: &World<'_>) -> Vec<Verdict> {
    const OWN: &str = "10,000 tasks with it";
    const ONCE: &str = "a task a worker with it, 10,000 tasks without";
    let numbers: Vec<u64> = (0..BYTES as u64 / 8).collect();
    let with = |tasks: u64| {
        let call = world.pool().with(&numbers).chunks(if tasks == WORKERS as u64 { 1 } else { 0 });
        let picked = call.map(pick, 0..tasks).expect("numbers are picked");
        assert_eq!(picked.len() as u64, tasks);
    };
    let entrants = vec![
        Entrant::new(OWN, TASKS, || with(TASKS)),
        Entrant::new(ONCE, TASKS, || {
            with(WORKERS as u64);
            drop(world.pool().map(square, 0..TASKS).expect("squares fail never"));
        }),
        Entrant::new("five copies into fresh memory", TASKS, || {
            // One that encodes, and for each worker one that transfers and one that decodes.
            for _ in 0..1 + 2 * WORKERS {
                drop(std::hint::black_box(numbers.clone()));
            }
        }),
        world.python("multiprocessing").entrant("multiprocessing, map of a partial", "context", TASKS, BYTES as u64),
    ];
    let aims = [Aim::time(OWN, ONCE, 1.15)];
    world.contest("context", "a context of 100 MiB for 10,000 tasks", Unit::Tasks, ROUNDS, entrants, &aims)
}
