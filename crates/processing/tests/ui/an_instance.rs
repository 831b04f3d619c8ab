//! An object in place of its constructor.

use processing::prelude::*;

#[derive(Cerial)]
struct Empty;

impl Skprocess for Empty {
    type Output = ();

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        Ok(())
    }
}

fn main() {
    let pool = Pool::new().unwrap();
    let _ = pool.map(Empty, [1_u64, 2]);
}
