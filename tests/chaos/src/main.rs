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
    match parse(&words) {
        Ok((seconds, seed)) => run(Duration::from_secs(seconds), seed.unwrap_or_else(|| fastrand::u64(..))),
        Err(why) => {
            eprintln!("chaos: {why}; say it as in `chaos --seconds 600 --seed 1`");
            std::process::exit(2);
        }
    }
}

/// For how many seconds, and from which seed, if that was said.
fn parse(words: &[String]) -> Result<(u64, Option<u64>), String> {
    let (mut seconds, mut seed) = (60, None);
    for pair in words.chunks(2) {
        let number = pair.get(1).and_then(|word| word.parse().ok());
        match (pair[0].as_str(), number) {
            ("--seconds", Some(number)) => seconds = number,
            ("--seed", Some(number)) => seed = Some(number),
            (name @ ("--seconds" | "--seed"), None) => return Err(format!("a whole number belongs behind `{name}`")),
            (other, _) => return Err(format!("`{other}` is no option")),
        }
    }
    Ok((seconds, seed))
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
    fn what_is_no_option_is_told_and_not_passed_over() {
        let parsed = |words: &str| parse(&words.split_whitespace().map(str::to_owned).collect::<Vec<_>>());
        assert_eq!(parsed("--seed 7 --seconds 5"), Ok((5, Some(7))));
        for (words, part) in [("600", "`600`"), ("--seconds", "behind `--seconds`"), ("--seed x", "behind `--seed`")] {
            assert!(parsed(words).unwrap_err().contains(part), "{words}");
        }
    }

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
