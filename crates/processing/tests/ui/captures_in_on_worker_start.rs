//! What workers run first, as a closure that captures.

use processing::Pool;

fn main() {
    let level = 3_u32;
    let _ = Pool::builder().on_worker_start(move || println!("{level}"), ()).build();
}
