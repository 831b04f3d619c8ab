//! A closure that captures, in a job.

use processing::Pool;

fn main() {
    let pool = Pool::new().unwrap();
    let factor = 3_u64;
    let _ = pool.submit(move |n: u64| n * factor, (1,));
}
