//! A field's type that doesn't speak cerial: the message names the attribute for those that speak serde.

use cerial::Cerial;

mod foreign {
    pub struct Uuid(pub u128);
}

#[derive(Cerial)]
struct Order {
    number: u64,
    id: foreign::Uuid,
}

#[derive(Cerial)]
enum Event {
    Ordered { ids: Vec<foreign::Uuid> },
}

fn main() {}
