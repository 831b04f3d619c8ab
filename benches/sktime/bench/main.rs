//! Ratios of sktime to its peers, all from one run: `cargo xtask bench sktime`.

mod original;
mod recording;
mod statistics;
mod threads;

fn main() {
    println!("each line: the median time, and the median ratio to the first line of its group");
    recording::run();
    threads::run();
    statistics::run();
    original::run();
}
