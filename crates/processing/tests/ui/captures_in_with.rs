//! A closure that captures besides the context.

use processing::Pool;

fn main() {
    let pool = Pool::new().unwrap();
    let factor = 3_u64;
    let _ = pool.with(&2_u64).imap(move |context, n: u64| n * factor + context, [1, 2]);
}
