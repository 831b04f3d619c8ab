//! Attributes: what each does to the bytes and to the value that comes back.

use std::time::Instant;

use cerial::{Cerial, Decode, Error, ErrorKind, from_slice, to_vec};

use super::{back, body};

/// A type that speaks only serde.
mod foreign {
    #[derive(serde::Serialize, serde::Deserialize, Clone, Debug, PartialEq)]
    pub(super) struct Point {
        pub(super) x: u32,
        pub(super) name: String,
    }
}

use foreign::Point;

fn point(x: u32) -> Point {
    Point { x, name: "p".into() }
}

fn seven() -> u8 {
    7
}

#[derive(Cerial, Debug, PartialEq)]
struct Skips<T> {
    kept: u8,
    #[cerial(skip)]
    cache: Option<Instant>,
    #[cerial(skip, default = "seven")]
    seven: u8,
    #[cerial(skip, default = "Vec::<T>::new")]
    list: Vec<T>,
}

#[test]
fn a_skipped_field_is_its_default() {
    let skips = Skips { kept: 1, cache: Some(Instant::now()), seven: 9, list: vec![Instant::now()] };
    assert_eq!(body(&skips), [1]);
    assert_eq!(back(&skips), Skips { kept: 1, cache: None, seven: 7, list: vec![] });
}

#[test]
fn variants_skip_too() {
    #[derive(Cerial, Debug, PartialEq)]
    enum Task {
        Done(#[cerial(skip)] Option<Instant>, u8),
        Failed {
            #[cerial(skip, default = "seven")]
            tries: u8,
            code: u16,
        },
    }
    assert_eq!(back(&Task::Done(Some(Instant::now()), 3)), Task::Done(None, 3));
    assert_eq!(back(&Task::Failed { tries: 100, code: 4 }), Task::Failed { tries: 7, code: 4 });
}

/// Whole numbers as their half.
mod halved {
    use cerial::{Decode, Decoder, Encode, Encoder, Error};

    pub(super) fn encode(value: &u32, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        if value % 2 == 1 { Err(Error::custom("odd")) } else { (value / 2).encode(encoder) }
    }

    pub(super) fn decode(decoder: &mut Decoder<'_>) -> Result<u32, Error> {
        let half = u32::decode(decoder)?;
        half.checked_mul(2).ok_or_else(|| Error::custom("too large"))
    }
}

#[derive(Cerial, Debug, PartialEq)]
struct Halves {
    #[cerial(with = "halved")]
    number: u32,
    after: u8,
}

#[test]
fn a_module_encodes_and_decodes() {
    assert_eq!(body(&Halves { number: 6, after: 9 }), [3, 0, 0, 0, 9]);
    assert_eq!(back(&Halves { number: 6, after: 9 }), Halves { number: 6, after: 9 });
    assert_eq!(Halves::LEAST, 1, "what a module writes is unknown");
}

#[test]
fn a_modules_errors_have_their_field() {
    let error = to_vec(&Halves { number: 7, after: 0 }).expect_err("odd numbers are refused");
    assert_eq!((error.kind(), error.to_string().as_str()), (ErrorKind::Custom, ".number: odd"));
    let error = from_slice::<Halves>(&[1, 255, 255, 255, 255, 0]).expect_err("it doesn't fit");
    assert!(error.to_string().starts_with(".number: too large"), "{error}");
}

#[test]
fn a_modules_field_is_passed_over() {
    struct After(u8);
    impl cerial::Schema for After {
        fn schema(s: &mut cerial::SchemaBuilder) {
            s.name("After");
        }
    }
    impl Decode for After {
        fn decode(decoder: &mut cerial::Decoder<'_>) -> Result<Self, Error> {
            Halves::skip(decoder)?;
            Decode::decode(decoder).map(Self)
        }
    }
    let bytes = to_vec(&(Halves { number: 2, after: 0 }, 5_u8)).expect("it encodes");
    assert_eq!(from_slice::<After>(&bytes).map(|after| after.0).ok(), Some(5));
}

#[derive(Cerial, Debug, PartialEq)]
struct Bridged<T> {
    #[cerial(serde)]
    one: Point,
    #[cerial(serde)]
    many: Vec<T>,
    own: u8,
}

#[test]
fn foreign_fields_go_over_the_bridge() {
    let bridged = || Bridged { one: point(1), many: vec![point(2), point(300)], own: 3 };
    assert_eq!(back(&bridged()), bridged());
    assert_eq!(Bridged::<Point>::LEAST, 3);
    let own = Bridged { one: point(1), many: vec![1_u8], own: 3 };
    assert_eq!(body(&own), [3, 1, 1, b'p', 2, 1, 1, 3]);
}

#[test]
fn a_whole_type_goes_over_the_bridge() {
    #[derive(Cerial, serde::Serialize, serde::Deserialize, Debug, PartialEq)]
    #[cerial(serde)]
    enum Foreign<T> {
        Unit,
        #[serde(rename = "other")]
        Point {
            value: T,
        },
    }
    assert_eq!(body(&Foreign::<u8>::Unit), [1, 0]);
    assert_eq!(back(&Foreign::<u8>::Unit), Foreign::Unit);
    assert_eq!(back(&Foreign::Point { value: point(5) }), Foreign::Point { value: point(5) });
}

#[test]
fn what_serde_refuses_has_its_field() {
    let mut bytes = to_vec(&Bridged { one: point(1), many: vec![()], own: 3 }).expect("it encodes");
    bytes[3] = 200;
    let error = from_slice::<Bridged<()>>(&bytes).expect_err("the text is longer than the field");
    assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::Serde, ".one"));
}

#[derive(Cerial, Debug, PartialEq)]
#[cerial(transparent)]
struct Metres<T>(#[cerial(skip)] Option<Instant>, Vec<T>);

#[test]
fn a_transparent_struct_is_its_field() {
    let metres = Metres(Some(Instant::now()), vec![1_u8, 2]);
    assert_eq!(body(&metres), body(&vec![1_u8, 2]));
    assert_eq!(back(&metres), Metres(None, vec![1, 2]));
    assert_eq!(Metres::<u8>::LEAST, Vec::<u8>::LEAST);
    let error = from_slice::<Metres<bool>>(&[1, 2, 1, 9]).expect_err("9 is no bool");
    assert_eq!(error.path().to_string(), "[1]");
}

#[test]
fn transparent_goes_with_every_way() {
    #[derive(Cerial, Debug, PartialEq)]
    #[cerial(transparent)]
    struct Half {
        #[cerial(with = "halved")]
        number: u32,
    }
    #[derive(Cerial, Debug, PartialEq)]
    #[cerial(transparent)]
    struct There(#[cerial(serde)] Point);
    assert_eq!(body(&Half { number: 4 }), [2, 0, 0, 0]);
    assert_eq!((back(&Half { number: 4 }), back(&There(point(1)))), (Half { number: 4 }, There(point(1))));
    assert_eq!(to_vec(&Half { number: 3 }).map_err(|error| error.to_string()), Err("odd".to_owned()));
}

trait Unit {
    const FACTOR: u32;
}

#[derive(Debug, PartialEq)]
struct Kilo;

impl Unit for Kilo {
    const FACTOR: u32 = 1000;
}

/// Scaled by a type that doesn't travel.
#[derive(Debug, PartialEq)]
struct Scaled<U>(u32, std::marker::PhantomData<U>);

impl<U> cerial::Schema for Scaled<U> {
    fn schema(s: &mut cerial::SchemaBuilder) {
        s.name("Scaled");
    }
}

impl<U: Unit> cerial::Encode for Scaled<U> {
    fn encode(&self, encoder: &mut cerial::Encoder<'_>) -> Result<(), Error> {
        (self.0 / U::FACTOR).encode(encoder)
    }
}

impl<U: Unit> Decode for Scaled<U> {
    fn decode(decoder: &mut cerial::Decoder<'_>) -> Result<Self, Error> {
        u32::decode(decoder).map(|value| Self(value * U::FACTOR, std::marker::PhantomData))
    }
}

#[test]
fn given_bounds_replace_found_ones() {
    #[derive(Cerial, Debug, PartialEq)]
    #[cerial(bound = "U: Unit")]
    struct Whole<U> {
        length: Scaled<U>,
    }
    #[derive(Cerial, Debug, PartialEq)]
    struct Part<U, T> {
        #[cerial(bound = "U: Unit")]
        length: Scaled<U>,
        text: T,
    }
    let length = || Scaled::<Kilo>(5000, std::marker::PhantomData);
    assert_eq!(body(&Whole { length: length() }), [5, 0, 0, 0]);
    assert_eq!(back(&Whole { length: length() }), Whole { length: length() });
    let part = || Part { length: length(), text: "t".to_owned() };
    assert_eq!(back(&part()), part());
}

#[test]
fn the_crate_may_be_anywhere() {
    mod somewhere {
        pub(super) mod deep {
            pub(in super::super) use cerial as renamed;
        }
    }
    #[derive(Cerial, Debug, PartialEq)]
    #[cerial(crate = "somewhere::deep::renamed")]
    struct Far<T>(T, #[cerial(serde)] Point);
    assert_eq!(back(&Far(1_u8, point(1))), Far(1, point(1)));
}
