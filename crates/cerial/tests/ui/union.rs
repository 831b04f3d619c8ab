//! A union has no field that is known to be valid.

use cerial::Cerial;

#[derive(Cerial)]
union Bits {
    number: u32,
    float: f32,
}

fn main() {}
