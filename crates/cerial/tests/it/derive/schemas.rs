//! Schemas: types of one shape and one name have one fingerprint, others don't.

use cerial::{Cerial, Fingerprint, Schema};

fn same<A: Schema, B: Schema>() -> bool {
    Fingerprint::of::<A>() == Fingerprint::of::<B>()
}

mod old {
    use cerial::Cerial;

    #[derive(Cerial)]
    pub(super) struct Person {
        pub(super) name: String,
        pub(super) age: u8,
        pub(super) friends: Vec<Person>,
    }

    #[derive(Cerial)]
    pub(super) enum State {
        Off,
        On { since: u64 },
    }
}

/// Called otherwise in the program, and the same on the wire.
#[derive(Cerial)]
#[cerial(rename = "Person")]
struct Human {
    #[cerial(rename = "name")]
    called: Box<str>,
    r#age: u8,
    #[cerial(skip)]
    _cache: u64,
    friends: Box<[Human]>,
}

#[derive(Cerial)]
enum State {
    #[cerial(rename = "Off")]
    Out,
    On {
        #[cerial(rename = "since")]
        from: u64,
    },
}

#[test]
fn equal_shapes_with_equal_names_have_equal_fingerprints() {
    assert!(same::<old::Person, Human>());
    assert!(same::<old::State, State>());
}

#[test]
fn every_difference_makes_another_fingerprint() {
    mod named {
        #[derive(cerial::Cerial)]
        pub(super) struct A {
            pub(super) x: u8,
            pub(super) y: u8,
        }
    }
    mod field {
        #[derive(cerial::Cerial)]
        pub(super) struct A {
            pub(super) x: u8,
            pub(super) z: u8,
        }
    }
    mod order {
        #[derive(cerial::Cerial)]
        pub(super) struct A {
            pub(super) y: u8,
            pub(super) x: u8,
        }
    }
    mod types {
        #[derive(cerial::Cerial)]
        pub(super) struct A {
            pub(super) x: u8,
            pub(super) y: i8,
        }
    }
    mod choice {
        #[derive(cerial::Cerial)]
        pub(super) enum A {
            A { x: u8, y: u8 },
        }
    }
    let all = [
        Fingerprint::of::<named::A>(),
        Fingerprint::of::<field::A>(),
        Fingerprint::of::<order::A>(),
        Fingerprint::of::<types::A>(),
        Fingerprint::of::<choice::A>(),
    ];
    assert_eq!(std::collections::HashSet::from(all).len(), all.len());
}

#[test]
fn a_transparent_struct_counts_as_its_field() {
    #[derive(Cerial)]
    #[cerial(transparent)]
    struct Name {
        text: String,
    }
    assert!(same::<Name, String>() && same::<Vec<Name>, Vec<&str>>());
}

#[test]
fn a_field_over_the_bridge_is_not_the_field_itself() {
    #[derive(Cerial)]
    #[cerial(rename = "A")]
    struct Own(u8);
    #[derive(Cerial)]
    #[cerial(rename = "A")]
    struct Bridge(#[cerial(serde)] u8);
    #[derive(Cerial)]
    #[cerial(rename = "A")]
    struct Wrapped(cerial::Serde<u8>);
    assert!(!same::<Own, Bridge>() && same::<Bridge, Wrapped>());
}

mod plain {
    use cerial::{Decode, Decoder, Encode, Encoder, Error};

    pub(super) fn encode(value: &u8, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        value.encode(encoder)
    }

    pub(super) fn decode(decoder: &mut Decoder<'_>) -> Result<u8, Error> {
        u8::decode(decoder)
    }
}

use plain as other;

#[test]
fn a_field_of_a_module_is_known_by_the_modules_path() {
    #[derive(Cerial)]
    #[cerial(rename = "A")]
    struct Own(u8);
    #[derive(Cerial)]
    #[cerial(rename = "A")]
    struct One(#[cerial(with = "plain")] u8);
    #[derive(Cerial)]
    #[cerial(rename = "A")]
    struct Two(#[cerial(with = "plain")] u8);
    #[derive(Cerial)]
    #[cerial(rename = "A")]
    struct Other(#[cerial(with = "other")] u8);
    assert!(same::<One, Two>() && !same::<One, Other>() && !same::<One, Own>());
}

#[test]
fn types_that_contain_each_other_have_a_fingerprint() {
    #[derive(Cerial)]
    struct Ping(Option<Box<Pong>>);
    #[derive(Cerial)]
    struct Pong(Vec<Ping>);
    assert!(!same::<Ping, Pong>());
    assert_eq!(Fingerprint::of::<Ping>(), Fingerprint::of::<Ping>());
}
