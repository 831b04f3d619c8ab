//! A function pointer, whose function the type does not tell.

use processing::Pool;

fn double(n: u64) -> u64 {
    n * 2
}

fn main() {
    let pool = Pool::new().unwrap();
    let function: fn(u64) -> u64 = double;
    let _ = pool.map(function, [1, 2]);
}
