//! The pool against threads, hand-written loops and its peers: `cargo xtask bench pool`, or some rows of it:
//! `cargo xtask bench pool -- --rows trivial,ping --no-python`.
//!
//! All entrants of a row alternate, so that a machine that changes its speed changes it for all. Only the ratios of one
//! run mean something.

#[cfg(unix)]
mod bare;
#[cfg(unix)]
mod cores;
#[cfg(unix)]
mod floor;
#[cfg(unix)]
mod memory;
#[cfg(unix)]
mod options;
#[cfg(unix)]
mod outside;
#[cfg(unix)]
mod python;
#[cfg(unix)]
mod random;
#[cfg(unix)]
mod rows;
#[cfg(unix)]
mod table;
#[cfg(unix)]
mod tasks;
#[cfg(unix)]
mod turns;
#[cfg(unix)]
mod world;

// One file's survey, of the suite's example: its modules name each other from the crate's root.
#[cfg(unix)]
#[allow(dead_code, unused_imports, reason = "what only the example takes, and its tests")]
#[path = "../../../crates/suitkaise/examples/survey/count.rs"]
mod count;
#[cfg(unix)]
#[allow(dead_code, unused_imports, reason = "what only the example takes, and its tests")]
#[path = "../../../crates/suitkaise/examples/survey/file.rs"]
mod file;
#[cfg(unix)]
#[allow(dead_code, unused_imports, reason = "what only the example takes, and its tests")]
#[path = "../../../crates/suitkaise/examples/survey/language.rs"]
mod language;
#[cfg(unix)]
#[allow(dead_code, unused_imports, reason = "what only the example takes, and its tests")]
#[path = "../../../crates/suitkaise/examples/survey/rust.rs"]
mod rust;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    procspawn::init();
    if bare::is_child() || rows::ping::is_child() {
        return std::process::ExitCode::SUCCESS;
    }
    let options = match options::read() {
        Ok(options) => options,
        Err(error) => {
            eprintln!("{error}");
            return std::process::ExitCode::FAILURE;
        }
    };
    rows::all(&options);
    std::process::ExitCode::SUCCESS
}

#[cfg(not(unix))]
fn main() {
    println!("no process can be started on this system yet, so there is nothing to measure");
}
