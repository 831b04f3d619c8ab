//! `#[derive(Cerial)]`: every shape of type there and back, and what its attributes do.

mod attributes;
mod failures;
mod generics;
pub mod hygiene;
mod random;
mod schemas;
mod shapes;

use std::fmt::Debug;

use cerial::{Cerial, from_slice, to_vec};

/// The value after a journey, with all that must hold on the way: no cut of its bytes is a value, and what came back
/// is written as it was.
#[track_caller]
fn back<T: Cerial + Debug>(value: &T) -> T {
    let bytes = to_vec(value).expect("it encodes");
    for cut in 0..bytes.len() {
        assert!(from_slice::<T>(&bytes[..cut]).is_err(), "{cut} of {} bytes are a value", bytes.len());
    }
    let back = from_slice(&bytes).expect("it decodes");
    assert_eq!(to_vec(&back).expect("it encodes again"), bytes);
    assert!(bytes.len() > T::LEAST, "it takes at least {} bytes, it says", T::LEAST);
    back
}

/// The bytes of the value alone, without the header.
#[track_caller]
fn body<T: Cerial>(value: &T) -> Vec<u8> {
    to_vec(value).expect("it encodes").split_off(1)
}
