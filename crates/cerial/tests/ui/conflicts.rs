//! Attributes that can't be together, and ones that say nothing where they are.

use cerial::Cerial;

#[derive(Cerial)]
struct Ways {
    #[cerial(skip, serde)]
    one: u8,
    #[cerial(serde, with = "module")]
    two: u8,
    #[cerial(default = "seven")]
    three: u8,
    #[cerial(rename = "one", rename = "two")]
    four: u8,
    #[cerial(skip = true)]
    five: u8,
    #[cerial(with = "no path")]
    six: u8,
}

#[derive(Cerial)]
#[cerial(transparent, rename = "Wide")]
struct Wide(u8, u8);

#[derive(Cerial)]
#[cerial(transparent)]
enum Choice {
    #[cerial(rename = "Two")]
    One,
    Two,
}

#[derive(Cerial)]
#[cerial(serde)]
struct Foreign {
    #[cerial(skip)]
    cache: u8,
}

fn main() {}
