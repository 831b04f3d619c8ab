//! What is made in the workers, by a closure that captures.

use processing::Pool;

fn main() {
    let pool = Pool::new().unwrap();
    let size = 3_usize;
    let _ = pool.init(move || vec![0_u8; size]).map(|cache, n: usize| cache.len() + n, [1, 2]);
}
