//! crossmist as a pool by hand: two workers, a thread for each, a task there and its result back. It says `ready`, then
//! answers each line `VERB WORK REST` by the seconds that the work took.

use std::io::{BufRead, Write};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use core_affinity::CoreId;
use crossmist::Duplex;

/// What is to be done, with a number, and bytes.
type Task = (u8, u64, Vec<u8>);
type Answer = (u64, Vec<u8>);
type Worker = Mutex<Duplex<Task, Answer>>;

const SQUARE: u8 = 0;
const BURN: u8 = 1;
const SAME: u8 = 2;
const PIN: u8 = 3;

#[crossmist::func]
fn do_tasks(mut parent: Duplex<Answer, Task>) {
    while let Ok(Some((kind, number, bytes))) = parent.recv() {
        let answer = match kind {
            SQUARE => (number.wrapping_mul(number), Vec::new()),
            BURN => (burn(number), Vec::new()),
            PIN => (u64::from(core_affinity::set_for_current(CoreId { id: number as usize })), Vec::new()),
            _ => (0, bytes),
        };
        if parent.send(answer).is_err() {
            return;
        }
    }
}

/// The same arithmetic as in the bench.
fn burn(times: u64) -> u64 {
    let mut state = 0x9e37_79b9_7f4a_7c15 ^ times;
    for _ in 0..times {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    state
}

fn ask(worker: &Worker, task: Task) -> Answer {
    worker.lock().expect("nobody panics").request(task).expect("the worker lives")
}

/// All tasks, by all workers.
fn all(workers: &[Worker], tasks: u64, task: impl Fn(u64) -> Task + Sync) {
    let next = AtomicU64::new(0);
    std::thread::scope(|scope| {
        for worker in workers {
            scope.spawn(|| {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= tasks {
                        return;
                    }
                    std::hint::black_box(ask(worker, task(number)));
                }
            });
        }
    });
}

fn serve(workers: &[Worker], verb: &str, work: u64, rest: u64) -> bool {
    match verb {
        "map" => all(workers, work, |number| (SQUARE, number, Vec::new())),
        "cpu" => all(workers, work, |_| (BURN, rest, Vec::new())),
        "bulk" => {
            let bytes = vec![7; rest as usize];
            for _ in 0..work / (2 * rest) {
                assert_eq!(ask(&workers[0], (SAME, 0, bytes.clone())).1.len() as u64, rest);
            }
        }
        "pin" => drop(ask(&workers[0], (PIN, rest, Vec::new()))),
        "trip" => (0..work).for_each(|_| drop(ask(&workers[0], (SAME, 0, vec![9; 64])))),
        _ => return false,
    }
    true
}

fn start() -> std::io::Result<Worker> {
    let (ours, theirs) = crossmist::duplex()?;
    // The worker ends when its other end has gone.
    drop(do_tasks.spawn(theirs)?);
    Ok(Mutex::new(ours))
}

fn main() -> std::io::Result<()> {
    crossmist::init();
    let workers = [start()?, start()?];
    let mut out = std::io::stdout();
    writeln!(out, "ready")?;
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let mut words = line.split_whitespace();
        let verb = words.next().unwrap_or_default();
        let mut number = || words.next().and_then(|word| word.parse().ok()).unwrap_or_default();
        let (work, rest) = (number(), number());
        let start = Instant::now();
        match serve(&workers, verb, work, rest) {
            true => writeln!(out, "{}", start.elapsed().as_secs_f64())?,
            false => writeln!(out, "it has no {verb}")?,
        }
    }
    Ok(())
}
