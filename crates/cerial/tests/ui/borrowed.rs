//! What is borrowed can be encoded, but nobody owns what would be decoded.

use cerial::Cerial;

#[derive(Cerial)]
struct Line<'a> {
    text: &'a str,
}

fn main() {}
