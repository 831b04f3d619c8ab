//! A struct of 20 bytes: what a message costs beside its value. cerial appends to a vector, as it always does; the others
//! write to an array.

use std::hint::black_box;

use crate::allocations;
use crate::table;
use crate::turns::{self, Entrant, Kind};

/// How often each has its turn.
const ROUNDS: usize = 101;
/// Turns that warm up.
const WARM: usize = 5;
/// How often a turn repeats the work.
const TIMES: u32 = 2_000;

#[derive(
    Clone,
    Debug,
    PartialEq,
    cerial::Cerial,
    bincode::Encode,
    bincode::Decode,
    speedy::Readable,
    speedy::Writable,
    wincode::SchemaWrite,
    wincode::SchemaRead,
)]
struct Small {
    id: u64,
    position: (i16, i16),
    speed: f32,
    flags: u32,
}

pub(crate) fn run(wanted: &dyn Fn(&str) -> bool) {
    if !wanted("small") {
        return;
    }
    let value = &Small { id: 7, position: (-3, 4), speed: 1.5, flags: 0xff };
    let fixed = || bincode::config::standard().with_fixed_int_encoding();
    let back = |back: Small| back == *value;
    let mut entrants = vec![
        Entrant::many(
            "cerial",
            Kind::Rows,
            TIMES,
            |out: &mut Vec<u8>| {
                out.clear();
                cerial::encode_into(black_box(value), out).expect("it encodes");
            },
            Vec::len,
            |bytes| cerial::from_slice::<Small>(bytes).expect("it decodes"),
            back,
        ),
        Entrant::many(
            "speedy",
            Kind::Rows,
            TIMES,
            |out: &mut [u8; 20]| speedy::Writable::write_to_buffer(black_box(value), out).expect("it encodes"),
            |out| out.len(),
            |out| -> Small { speedy::Readable::read_from_buffer(out).expect("it decodes") },
            back,
        ),
        Entrant::many(
            "speedy, into a vector",
            Kind::Other,
            TIMES,
            |out: &mut Vec<u8>| {
                out.clear();
                speedy::Writable::write_to_stream(black_box(value), out).expect("it encodes");
            },
            Vec::len,
            |bytes| -> Small { speedy::Readable::read_from_buffer(bytes).expect("it decodes") },
            back,
        ),
        Entrant::many(
            "bincode 2, own derive, fixed width",
            Kind::Rows,
            TIMES,
            move |out: &mut [u8; 20]| {
                bincode::encode_into_slice(black_box(value), out, fixed()).expect("it encodes");
            },
            |out| out.len(),
            move |out| bincode::decode_from_slice::<Small, _>(out, fixed()).expect("it decodes").0,
            back,
        ),
        Entrant::many(
            "wincode",
            Kind::Rows,
            TIMES,
            |out: &mut [u8; 20]| wincode::serialize_into(&mut out[..], black_box(value)).expect("it encodes"),
            |out| out.len(),
            |out| wincode::deserialize::<Small>(out).expect("it decodes"),
            back,
        ),
    ];
    turns::run(ROUNDS, WARM, &mut entrants);
    table::print("a struct of 20 bytes", &entrants);

    let bytes = cerial::to_vec(value).expect("it encodes");
    let allocations = allocations::during(|| {
        black_box(cerial::from_slice::<Small>(black_box(&bytes)).expect("it decodes"));
    });
    assert_eq!(allocations, 0, "a value without pointers needs no memory of its own");
    println!("decoding one allocates nothing");
}
