//! A closure that borrows.

use processing::Pool;

fn main() {
    let pool = Pool::new().unwrap();
    let factor = 3_u64;
    let _ = pool.map(|n: u64| n * factor, [1, 2]);
}
