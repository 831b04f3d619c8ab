//! Failures: where they are, said in the program's own names.

use cerial::{Cerial, Decoder, Encoder, Error, ErrorKind, Schema, SchemaBuilder, from_slice, to_vec};

#[derive(Cerial, Debug)]
struct Outer {
    list: Vec<Inner>,
    #[cerial(rename = "kind")]
    r#type: u8,
}

#[derive(Cerial, Debug)]
enum Inner {
    Plain(bool),
    Named { r#where: Option<Box<Inner>>, flag: bool },
}

fn fails<T: Cerial + std::fmt::Debug>(bytes: &[u8]) -> (ErrorKind, String) {
    let error = from_slice::<T>(bytes).expect_err("the bytes are no value");
    (error.kind(), error.to_string())
}

#[test]
fn a_failure_has_the_way_to_it() {
    let (kind, text) = fails::<Outer>(&[1, 2, 0, 1, 1, 1, 0, 7, 0, 5]);
    assert_eq!(kind, ErrorKind::Invalid);
    assert!(text.starts_with(".list[1]::Named.where::Plain.0: "), "{text}");
    let (_, text) = fails::<Outer>(&[1, 1, 1, 0, 9, 5]);
    assert!(text.starts_with(".list[0]::Named.flag: "), "{text}");
}

#[test]
fn the_way_has_the_programs_names() {
    let (kind, text) = fails::<Outer>(&[1, 0]);
    assert_eq!(kind, ErrorKind::End);
    assert!(text.starts_with(".type: "), "{text}");
}

#[test]
fn the_number_of_no_variant_is_an_error_with_the_types_name() {
    let (kind, text) = fails::<Inner>(&[1, 2]);
    assert_eq!(kind, ErrorKind::Invalid);
    assert!(text.starts_with("Inner has no variant 2"), "{text}");
    let huge = [1, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1];
    assert!(fails::<Inner>(&huge).1.starts_with(&format!("Inner has no variant {}", u64::MAX)));
    assert_eq!(fails::<Inner>(&[1, 0x80, 0]).0, ErrorKind::NotCanonical, "a number in more bytes than it needs");
}

/// Refuses to be encoded.
struct Stubborn;

impl Schema for Stubborn {
    fn schema(s: &mut SchemaBuilder) {
        s.name("Stubborn");
    }
}

impl cerial::Encode for Stubborn {
    fn encode(&self, _: &mut Encoder<'_>) -> Result<(), Error> {
        Err(Error::custom("won't"))
    }
}

impl cerial::Decode for Stubborn {
    fn decode(_: &mut Decoder<'_>) -> Result<Self, Error> {
        Err(Error::custom("won't either"))
    }
}

#[test]
fn encoding_fails_with_the_way_too() {
    #[derive(Cerial)]
    struct Holds {
        all: Vec<Variants>,
    }
    #[derive(Cerial)]
    enum Variants {
        Tuple(u8, Stubborn),
        Named { it: Stubborn },
    }
    let text = |it| to_vec(&Holds { all: vec![it] }).map_err(|error| error.to_string()).err();
    assert_eq!(text(Variants::Tuple(1, Stubborn)).as_deref(), Some(".all[0]::Tuple.1: won't"));
    assert_eq!(text(Variants::Named { it: Stubborn }).as_deref(), Some(".all[0]::Named.it: won't"));
}

#[test]
fn passing_over_fails_with_the_way_as_well() {
    struct Skipped;
    impl Schema for Skipped {
        fn schema(s: &mut SchemaBuilder) {
            s.name("Skipped");
        }
    }
    impl cerial::Decode for Skipped {
        fn decode(decoder: &mut Decoder<'_>) -> Result<Self, Error> {
            Outer::skip(decoder).map(|()| Self)
        }
    }
    let error = from_slice::<Skipped>(&[1, 1, 1, 1, 0]).err().expect("it ends early");
    assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::End, ".list[0]::Named.where::Plain.0"));
    let error = from_slice::<Skipped>(&[1, 1, 4, 0]).err().expect("no variant 4");
    assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::Invalid, ".list[0]"));
}
