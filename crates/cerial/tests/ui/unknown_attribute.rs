//! An unknown attribute gets the list of the known ones, and what belongs elsewhere hears where.

use cerial::Cerial;

#[derive(Cerial)]
#[cerial(rename_all = "camelCase")]
struct Person {
    #[cerial(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[cerial(transparent)]
    age: u8,
}

#[derive(Cerial)]
#[cerial(skip)]
enum State {
    #[cerial(other)]
    Off,
    #[cerial = "on"]
    On,
}

fn main() {}
