//! Processes against the least that the system does for the same: a bare re-exec, a pair of sockets, a copy of memory.
//!
//! Rounds of all contestants alternate, so that a machine that changes its speed changes it for all. Only the ratios of
//! one run mean something, but for the limits, where it is the time behind each that counts.
//!
//! `starts`, `trips`, `bulk` and `limits` as arguments choose parts: `cargo xtask bench process -- limits`.

#[cfg(unix)]
mod bare;
#[cfg(unix)]
mod cores;
#[cfg(unix)]
mod limits;
#[cfg(unix)]
mod measure;
#[cfg(unix)]
mod objects;

fn main() {
    #[cfg(unix)]
    measure::all();
    #[cfg(not(unix))]
    println!("no process can be started on this system yet, so there is nothing to measure");
}
