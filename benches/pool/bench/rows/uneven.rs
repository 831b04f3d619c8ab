//! Tasks of which few take most of the time.

use rayon::prelude::*;

use crate::floor::{Floor, Sending};
use crate::random::Random;
use crate::table::{Aim, Unit, Verdict};
use crate::tasks::{burn, burn_all};
use crate::turns::Entrant;
use crate::world::{WORKERS, World};

const TASKS: usize = 1_000;
const ROUNDS: usize = 11;
/// Half of them take less than this …
const MEDIAN_MICROS: f64 = 200.0;
/// … and a hundredth more than sixteen times as long.
const SIGMA: f64 = 1.2;

pub(crate) fn run(world: &World<'_>) -> Vec<Verdict> {
    let mut random = Random::new(42);
    let times = |_| (world.pace() * MEDIAN_MICROS * random.lognormal(SIGMA)) as u64;
    let all: Vec<u64> = (0..TASKS).map(times).collect();
    let tasks = TASKS as u64;
    let mut floor = Floor::start(WORKERS, "burn");
    let entrants = vec![
        Entrant::new("map", tasks, || {
            let results = world.pool().map(burn, all.iter().copied()).expect("arithmetic fails never");
            assert_eq!(results.len(), all.len());
        }),
        Entrant::new("one thread", tasks, || burn_all(&all)),
        Entrant::new("rayon, threads", tasks, || {
            let results: Vec<u64> = world.threads().install(|| all.par_iter().map(|times| burn(*times)).collect());
            assert_eq!(results.len(), all.len());
        }),
        Entrant::new("hand-written, two on their way to each", tasks, || {
            drop(floor.map(&all, Sending { window: 2, batch: 1 }));
        }),
    ];
    let aims = [Aim::rate("map", "rayon, threads", 0.97)];
    world.contest("uneven", "lognormal, 200 µs in the middle", Unit::Tasks, ROUNDS, entrants, &aims)
}
