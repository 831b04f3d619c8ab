//! The attribute on what is no function with a body.

use sktime::timethis;

#[timethis]
struct Shop;

#[timethis]
impl Shop {
    fn sell(&self) {}
}

trait Sell {
    #[timethis]
    fn sell(&self);
}

fn main() {
    Shop.sell();
}
