//! cerial against its peers: `cargo xtask bench cerial`, or one group of it: `cargo xtask bench cerial -- mesh`.

mod allocations;
mod arrays;
mod flat;
mod graphs;
mod random;
mod small;
mod table;
mod turns;

use std::sync::atomic::{AtomicBool, Ordering};

fn main() {
    // Cargo says `--bench` to every bench.
    let words: Vec<String> = std::env::args().skip(1).filter(|word| word != "--bench").collect();
    if let Some(option) = words.iter().find(|word| word.starts_with('-')) {
        eprintln!("`{option}` is no option: words choose groups, as in `cargo xtask bench cerial -- mesh`");
        std::process::exit(2);
    }
    let met = AtomicBool::new(false);
    let wanted = |name: &str| {
        let is_wanted = words.is_empty() || words.iter().any(|word| name.contains(word.as_str()));
        met.fetch_or(is_wanted, Ordering::Relaxed);
        is_wanted
    };
    println!("medians of rounds in turn; × is cerial's time by the peer's: below 1 cerial is faster");
    flat::run(&wanted);
    small::run(&wanted);
    graphs::run(&wanted);
    arrays::run(&wanted);
    if !met.into_inner() {
        eprintln!("no group's name has any of these words: {}", words.join(", "));
        std::process::exit(2);
    }
}
