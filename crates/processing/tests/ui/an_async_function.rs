//! A function that gives a future.

use processing::Pool;

async fn fetch(n: u64) -> u64 {
    n
}

fn main() {
    let pool = Pool::new().unwrap();
    let _ = pool.map(fetch, [1_u64, 2]);
}
