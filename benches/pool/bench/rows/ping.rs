//! One task there and back, and nothing else on its way.
//!
//! A process of its own measures each placement, so that all of its threads are where they are to be.

use std::process::{Command, Stdio};

use processing::Pool;

use crate::bare::Bare;
use crate::cores;
use crate::options::Options;
use crate::table::{Aim, Unit, Verdict};
use crate::tasks::{same, same_few};
use crate::turns::{self, Entrant};
use crate::world::{self, World};

const ROLE: &str = "POOL_BENCH_PING";
/// Begins a line that tells of a verdict.
const VERDICT: &str = "verdict:";
const TRIPS: u64 = 500;
const ROUNDS: usize = 25;

pub(crate) fn run(world: &World<'_>) -> Vec<Verdict> {
    let mut verdicts = measured(world, "wherever the system puts them", None);
    if let Some([one, other]) = cores::two() {
        verdicts.extend(measured(world, "both on one core", Some([one, one])));
        verdicts.extend(measured(world, "on two cores", Some([one, other])));
    }
    verdicts
}

/// Starts this program once more, and passes on what it prints.
fn measured(world: &World<'_>, place: &str, cores: Option<[usize; 2]>) -> Vec<Verdict> {
    let cores = cores.map_or_else(String::new, |[here, there]| format!("{here} {there}"));
    let role = format!("{}|{place}|{cores}", world.options.quick);
    let mut command = Command::new(std::env::current_exe().expect("this program has a file"));
    let output = command.env(ROLE, role).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.expect("this program starts");
    let said = String::from_utf8_lossy(&output.stdout);
    let (verdicts, shown): (Vec<&str>, Vec<&str>) = said.lines().partition(|line| line.starts_with(VERDICT));
    shown.iter().for_each(|line| println!("{line}"));
    if !output.status.success() {
        println!("the round trips {place} were not measured: {}", output.status);
    }
    let verdict = |line: &str| {
        let (met, text) = line.strip_prefix(VERDICT)?.split_once(' ')?;
        Some(Verdict { row: "ping".into(), text: text.into(), met: met == "true" })
    };
    verdicts.into_iter().filter_map(verdict).collect()
}

/// Measures one placement, if this process is to do that.
pub(crate) fn is_child() -> bool {
    let Ok(role) = std::env::var(ROLE) else { return false };
    let mut parts = role.split('|');
    let mut part = || parts.next().unwrap_or_default();
    let options = Options::for_a_part(part() == "true");
    let place = part();
    let cores: Vec<usize> = part().split_whitespace().filter_map(|core| core.parse().ok()).collect();
    for verdict in trips(&options, place, cores.first().copied(), cores.last().copied()) {
        println!("{VERDICT}{} {}, {place}", verdict.met, verdict.text);
    }
    true
}

fn trips(options: &Options, place: &str, here: Option<usize>, there: Option<usize>) -> Vec<Verdict> {
    const OWN: &str = "submit and get";
    const BARE: &str = "a bare pair of sockets";
    cores::pin(here);
    let world = World::new(options);
    let pool = Pool::builder().workers(1).build().expect("this process may start others");
    let bare = Bare::start(&there.map_or_else(|| "echo -".to_owned(), |core| format!("echo {core}")));
    let spawned = procspawn::Pool::new(1).expect("processes start");
    let crossmist = world::crossmist();
    if let Some(core) = there {
        pool.map(cores::pin_worker, [core]).expect("a worker can choose its core");
        spawned.spawn(core, cores::pin_worker).join().expect("a worker can choose its core");
        turns::run(0, &mut [crossmist.entrant("a worker chooses its core", "pin", 1, core as u64)]);
    }
    let few = TRIPS / 10;
    let entrants = vec![
        Entrant::new(OWN, TRIPS, || {
            for _ in 0..TRIPS {
                pool.submit(same_few, ([9; 64],)).and_then(processing::Job::get).expect("bytes fail never");
            }
        }),
        Entrant::new("map of one item", TRIPS, || {
            for _ in 0..TRIPS {
                pool.map(same_few, [[9; 64]]).expect("bytes fail never");
            }
        }),
        Entrant::new(BARE, TRIPS, || (0..TRIPS).for_each(|_| bare.round_trip())),
        Entrant::new("procspawn", few, || {
            for _ in 0..few {
                spawned.spawn(vec![9; 64], same).join().expect("bytes fail never");
            }
        }),
        crossmist.entrant("crossmist", "trip", TRIPS, 0),
    ];
    let aims = [Aim::time(OWN, BARE, 2.0)];
    world.contest("ping", &format!("64 bytes there and back, {place}"), Unit::Trips, ROUNDS, entrants, &aims)
}
