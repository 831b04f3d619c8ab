//! Ratios of sktime to its peers, all from one run: `cargo xtask bench sktime`.

mod original;
mod recording;
mod statistics;
mod threads;

fn main() {
    // Cargo says `--bench` to every bench.
    if let Some(unknown) = std::env::args().skip(1).find(|word| word != "--bench") {
        eprintln!("this bench has no parts and no options, so `{unknown}` is none");
        std::process::exit(2);
    }
    println!("each line: the median time, and the median ratio to the first line of its group");
    recording::run();
    threads::run();
    statistics::run();
    original::run();
}
