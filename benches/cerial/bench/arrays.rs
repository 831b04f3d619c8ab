//! 64 MiB of numbers: into fresh memory against a clone of the vector, and into memory that is there already against a
//! bare copy.

use std::hint::black_box;

use crate::random::Random;
use crate::table;
use crate::turns::{self, Entrant, Kind};

const BYTES: usize = 64 << 20;
/// How often each has its turn.
const ROUNDS: usize = 15;
/// Turns that warm up.
const WARM: usize = 2;

pub(crate) fn run(wanted: &dyn Fn(&str) -> bool) {
    let mut random = Random::new(6);
    if wanted("arrays u8") {
        group("u8", &(0..BYTES).map(|_| random.next() as u8).collect());
    }
    if wanted("arrays f32") {
        group("f32", &(0..BYTES / 4).map(|_| random.unit() as f32).collect());
    }
    if wanted("arrays u64") {
        group("u64", &(0..BYTES / 8).map(|_| random.next()).collect());
    }
}

fn group<T: cerial::Cerial + Copy + Default + PartialEq>(name: &str, numbers: &Vec<T>) {
    let mut fresh = vec![
        Entrant::whole(
            "cerial: to_vec, from_slice",
            Kind::Other,
            || cerial::to_vec(numbers).expect("it encodes"),
            Vec::len,
            |bytes| cerial::from_slice::<Vec<T>>(bytes).expect("it decodes"),
            |back| back == numbers,
        ),
        Entrant::floor("Vec::clone", || drop(black_box(black_box(numbers).clone()))),
    ];
    turns::run(ROUNDS, WARM, &mut fresh);
    table::print(&format!("64 MiB of {name} into fresh memory"), &fresh);

    let mut copy = vec![T::default(); numbers.len()];
    let (mut bytes, mut back) = (Vec::new(), Vec::new());
    let mut warm = vec![
        Entrant::reused(
            "cerial: encode_into, decode_into",
            &mut bytes,
            &mut back,
            |bytes: &mut Vec<u8>| {
                bytes.clear();
                cerial::encode_into(numbers, bytes).expect("it encodes");
            },
            |bytes, back: &mut Vec<T>| cerial::decode_into(bytes, back).expect("it decodes"),
            |back| back == numbers,
        ),
        Entrant::floor("a bare copy", || black_box(&mut copy).copy_from_slice(black_box(numbers))),
    ];
    turns::run(ROUNDS, WARM, &mut warm);
    table::print(&format!("64 MiB of {name} into memory that is there"), &warm);
}
