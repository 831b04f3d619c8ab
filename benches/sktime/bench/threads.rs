//! One timer shared by threads.

use std::hint::black_box;
use std::sync::{Barrier, Mutex};
use std::time::Instant;

use sktime::Timer;
use sktime_bench::{Candidate, candidate, compare};

const ROUNDS: usize = 30;
const EACH: u32 = 50_000;

/// The time per call when each of `threads` makes `EACH` of them, all at once: from the first one's begin to the
/// last one's end, as they themselves see it.
fn threaded(threads: usize, work: impl Fn() + Sync) -> f64 {
    let begin = Barrier::new(threads);
    let own = || {
        begin.wait();
        let start = Instant::now();
        (0..EACH).for_each(|_| work());
        (start, Instant::now())
    };
    let spans: Vec<(Instant, Instant)> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(own)).collect();
        workers.into_iter().map(|worker| worker.join().expect("nobody panics")).collect()
    });
    let first = spans.iter().map(|span| span.0).min().expect("there are threads");
    let last = spans.iter().map(|span| span.1).max().expect("there are threads");
    last.duration_since(first).as_secs_f64() / (f64::from(EACH) * threads as f64)
}

fn shared<'a>(name: &'a str, threads: usize) -> Candidate<'a> {
    candidate(name, move || {
        let timer = Timer::new();
        threaded(threads, || {
            timer.start();
            black_box(timer.stop().expect("it was started"));
        })
    })
}

pub(crate) fn run() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    compare(
        &format!("one timer shared by threads, per record ({cores} cores: {:.2} is perfect)", 1.0 / cores as f64),
        ROUNDS,
        vec![
            shared("sktime: 1 thread", 1),
            shared("sktime: 2 threads", 2),
            shared("sktime: 8 threads", 8),
            candidate("two bare Instant::now(): 1 thread", || threaded(1, two_instants)),
            candidate("two bare Instant::now(): 2 threads", || threaded(2, two_instants)),
            candidate("two bare Instant::now(): 8 threads", || threaded(8, two_instants)),
            candidate("Mutex<Vec<Duration>>: 8 threads", || {
                let times = Mutex::new(Vec::new());
                threaded(8, || {
                    let start = Instant::now();
                    let elapsed = Instant::now().duration_since(start);
                    times.lock().expect("nobody panics").push(elapsed);
                })
            }),
        ],
    );
}

fn two_instants() {
    let start = Instant::now();
    black_box(Instant::now().duration_since(start));
}
