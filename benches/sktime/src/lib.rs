//! Candidates that take turns.
//!
//! Short rounds, in each of which every candidate has one turn, so that a slow second of the machine hits all of
//! them. Each ratio is the median over the rounds of the ratios within a round.

use std::fmt;
use std::hint::black_box;
use std::time::Instant;

/// A named piece of work, which says how long it took.
pub struct Candidate<'a> {
    name: &'a str,
    /// Gives seconds.
    turn: Box<dyn FnMut() -> f64 + 'a>,
}

impl fmt::Debug for Candidate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Candidate").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A turn that measures itself, in seconds.
pub fn candidate<'a>(name: &'a str, turn: impl FnMut() -> f64 + 'a) -> Candidate<'a> {
    Candidate { name, turn: Box::new(turn) }
}

/// A turn that repeats something cheap, and tells the time of one.
pub fn repeat<'a>(name: &'a str, times: u32, mut work: impl FnMut() + 'a) -> Candidate<'a> {
    candidate(name, move || timed(|| (0..times).for_each(|_| work())) / f64::from(times))
}

/// How long a piece of work takes, in seconds; its result is dropped after that.
pub fn timed<R>(work: impl FnOnce() -> R) -> f64 {
    let start = Instant::now();
    let result = black_box(work());
    let elapsed = start.elapsed();
    drop(result);
    elapsed.as_secs_f64()
}

/// Runs all in turns and prints each one's median time and its ratio to the first.
pub fn compare(title: &str, rounds: usize, mut candidates: Vec<Candidate<'_>>) {
    println!("\n{title}");
    let mut times = vec![Vec::with_capacity(rounds); candidates.len()];
    for candidate in &mut candidates {
        (candidate.turn)(); // warm-up
    }
    for _ in 0..rounds {
        for (candidate, own) in candidates.iter_mut().zip(&mut times) {
            own.push((candidate.turn)());
        }
    }
    for (candidate, own) in candidates.iter().zip(&times) {
        let ratio = median(own.iter().zip(&times[0]).map(|(own, base)| own / base).collect());
        println!("  {:<54} {:>10}  ratio {ratio:.2}", candidate.name, shown(median(own.clone())));
    }
}

/// Seconds with a unit that fits.
#[must_use]
pub fn shown(seconds: f64) -> String {
    let fits = [(1e-6, 1e9, "ns"), (1e-3, 1e6, "µs"), (1.0, 1e3, "ms")].into_iter().find(|unit| seconds < unit.0);
    let (_, factor, unit) = fits.unwrap_or((0.0, 1.0, "s"));
    format!("{:.1} {unit}", seconds * factor)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Random numbers that are the same in each run (xorshift64*).
#[must_use]
pub fn random(count: usize, below: u64) -> Vec<u64> {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut next = || {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        state.wrapping_mul(0x2545_F491_4F6C_DD1D) % below
    };
    (0..count).map(|_| next()).collect()
}
