//! The attribute where there is no clock.

use sktime::timethis;

#[timethis]
const fn square(n: u64) -> u64 {
    n * n
}

fn main() {
    square(2);
}
