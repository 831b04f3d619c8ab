//! Arguments that there are not, or not so.

use sktime::timethis;

#[timethis(tmier = TIMER)]
fn misspelt() {}

#[timethis(timer)]
fn no_value() {}

#[timethis(threshold = LONG, threshold = LONG)]
fn twice() {}

#[timethis("name")]
fn unnamed() {}

fn main() {
    misspelt();
    no_value();
    twice();
    unnamed();
}
