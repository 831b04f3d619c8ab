//! `chaos [--seconds N] [--seed S]`: random programs of actions against a model; ends at the first outcome that the
//! model doesn't allow, and says with which seed it comes again.

mod actor;
mod model;
mod plan;
mod play;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use suite_tests::Census;

/// So many programs run at once.
const THREADS: u64 = 4;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |name: &str, default: u64| match words.iter().position(|word| word == name) {
        Some(at) => match words.get(at + 1).map(|word| word.parse()) {
            Some(Ok(number)) => number,
            _ => panic!("a number belongs behind {name}"),
        },
        None => default,
    };
    let time = Duration::from_secs(number("--seconds", 60));
    let seed = number("--seed", fastrand::u64(..));
    run(time, seed);
}

fn run(time: Duration, seed: u64) {
    // The reactor and its descriptors stay.
    play::quiet();
    let before = Census::take();
    let (next, failed) = (AtomicU64::new(seed), AtomicBool::new(false));
    let begun = Instant::now();
    std::thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                while begun.elapsed() < time && !failed.load(Ordering::Relaxed) {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if let Err(why) = play::play(seed) {
                        failed.store(true, Ordering::Relaxed);
                        eprintln!("chaos: {why}\nrepeat it with `cargo xtask chaos --seconds 1 --seed {seed}`");
                    }
                }
            });
        }
    });
    before.wait_until_back();
    let programs = next.load(Ordering::Relaxed) - seed;
    println!("{programs} programs in {:.0} s, from seed {seed}; nothing is left behind", begun.elapsed().as_secs_f64());
    if failed.load(Ordering::Relaxed) {
        std::process::exit(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_model_allows_what_comes_of_a_hundred_programs() {
        let next = AtomicU64::new(0);
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    loop {
                        let seed = next.fetch_add(1, Ordering::Relaxed);
                        if seed >= 100 {
                            break;
                        }
                        if let Err(why) = play::play(seed) {
                            panic!("seed {seed}: {why}");
                        }
                    }
                });
            }
        });
    }
}
