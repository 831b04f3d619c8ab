//! Arguments of other types.

use sktime::timethis;

#[timethis(timer = "requests")]
fn no_timer() {}

#[timethis(threshold = 5)]
fn no_duration() {}

fn main() {
    no_timer();
    no_duration();
}
