//! `chaos [--seconds N] [--seed S]`: random programs of actions against a model; ends at the first outcome that the
//! model doesn't allow, and says with which seed it comes again.
//!
//! `chaos --pool [--kills N] [--tasks M] [--seed S]`: random kills of a pool's workers, with each item held to account.
//! `chaos --flat N`: memory over so many millions of tasks from an endless input.

mod actor;
mod flat;
mod model;
mod options;
mod plan;
mod play;
mod pool;

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use options::Play;
use suite_tests::Census;

/// So many programs run at once.
const THREADS: u64 = 4;

fn main() {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let (play, seed) = match options::parse(&words) {
        Ok((play, seed)) => (play, seed.unwrap_or_else(|| fastrand::u64(..))),
        Err(why) => {
            eprintln!("chaos: {why}; {}", options::USAGE);
            std::process::exit(2);
        }
    };
    match play {
        Play::Processes { seconds } => run(Duration::from_secs(seconds), seed),
        Play::Pool { kills, tasks } => told(&words, seed, || pool::play(kills, tasks, seed)),
        Play::Flat { millions } => told(&words, seed, || flat::play(millions)),
    }
}

/// Plays something, and says what came of it.
fn told(words: &[String], seed: u64, play: impl FnOnce() -> Result<String, String>) {
    // The reactor and its descriptors stay.
    play::quiet();
    let before = Census::take();
    match play() {
        Ok(sum) => {
            before.wait_until_back();
            println!("{sum}; nothing is left behind");
        }
        Err(why) => {
            eprintln!("chaos: {why}\nrepeat it with `cargo xtask chaos {} --seed {seed}`", words.join(" "));
            std::process::exit(1);
        }
    }
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
