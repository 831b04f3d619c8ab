//! A closure that captures, in a verb.

use processing::Pool;

fn main() {
    let pool = Pool::new().unwrap();
    let factor = 3_u64;
    let _ = pool.map(move |n: u64| n * factor, [1, 2]);
}
