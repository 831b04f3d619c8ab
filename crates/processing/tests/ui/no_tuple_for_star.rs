//! Items that are no tuples.

use processing::Pool;

fn main() {
    let pool = Pool::new().unwrap();
    let _ = pool.star().map(|n: u64| n, [1_u64, 2]);
}
