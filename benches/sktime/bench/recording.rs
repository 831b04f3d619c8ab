//! One record on one thread: start and stop, and the other ways to time something.

use std::hint::black_box;
use std::sync::Mutex;
use std::time::Instant;

use hdrhistogram::Histogram;
use sktime::{TimeThis, Timer, timethis};
use sktime_bench::{compare, repeat};

const ROUNDS: usize = 60;
const TIMES: u32 = 5_000;

#[timethis]
fn by_attribute() {
    black_box(());
}

pub(crate) fn run() {
    let (timer, window, guarded, called) = (Timer::new(), Timer::with_max_times(1000), Timer::new(), Timer::new());
    let bucketed = Timer::histogram();
    let many: Vec<Timer> = (0..64).map(|_| Timer::new()).collect();
    let mut next = 0;
    let clock = quanta::Clock::new();
    let mut histogram = Histogram::<u64>::new(3).expect("3 digits are valid");
    let mutex = Mutex::new(Vec::new());
    let start_stop = |timer: &Timer| {
        timer.start();
        black_box(timer.stop().expect("it was started"));
    };
    compare(
        "one record, one thread (aim: start + stop at most 3.00)",
        ROUNDS,
        vec![
            repeat("two bare Instant::now()", TIMES, || {
                let start = Instant::now();
                black_box(Instant::now().duration_since(start));
            }),
            repeat("sktime: start, stop", TIMES, || start_stop(&timer)),
            repeat("sktime: start, stop, window of 1000", TIMES, || start_stop(&window)),
            repeat("sktime: start, stop, histogram", TIMES, || start_stop(&bucketed)),
            repeat("sktime: start, stop, 64 timers in turn", TIMES, || {
                next = (next + 1) % many.len();
                start_stop(&many[next]);
            }),
            repeat("sktime: TimeThis", TIMES, || drop(black_box(TimeThis::new(&guarded)))),
            repeat("sktime: timer.time(|| ..)", TIMES, || called.time(|| black_box(()))),
            repeat("sktime: #[timethis]", TIMES, by_attribute),
            repeat("quanta: two now() (nothing recorded)", TIMES, || {
                let start = clock.now();
                black_box(clock.now().duration_since(start));
            }),
            repeat("two Instant::now(), hdrhistogram record", TIMES, || {
                let start = Instant::now();
                let elapsed = Instant::now().duration_since(start).as_nanos() as u64;
                histogram.record(elapsed).expect("it resizes");
            }),
            repeat("two Instant::now(), Mutex<Vec<Duration>> push", TIMES, || {
                let start = Instant::now();
                let elapsed = Instant::now().duration_since(start);
                mutex.lock().expect("nobody panics").push(elapsed);
            }),
        ],
    );
}
