//! Hygiene: derived code means what it says whatever names are around, and gives no warning however strict the
//! user's crate is.

#![deny(
    warnings,
    missing_docs,
    unreachable_pub,
    unused_results,
    unused_qualifications,
    single_use_lifetimes,
    let_underscore_drop,
    trivial_casts,
    trivial_numeric_casts,
    variant_size_differences,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    unused_lifetimes,
    unused_import_braces,
    unit_bindings,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::cargo
)]
#![expect(
    dead_code,
    non_camel_case_types,
    non_upper_case_globals,
    unused_macros,
    reason = "names that are in the way, on purpose"
)]

/// Every name that derived code could mean is something else here.
mod shadowed {
    use cerial::Cerial;

    struct Result;
    struct Option;
    struct Vec;
    struct Box;
    struct String;
    struct Error;
    struct Schema;
    struct SchemaBuilder;
    struct Encode;
    struct Encoder;
    struct Decode;
    struct Decoder;
    struct Serde;
    struct Default;
    struct Ok;
    struct Err;
    struct Some;
    struct None;
    struct Self_;
    struct usize;
    struct u64;
    struct bool;
    struct str;
    struct u8;

    mod core {}
    mod std {}
    mod alloc {}
    mod cerial_derive {}

    const encoder: () = ();
    const decoder: () = ();
    const schema: () = ();
    const value: () = ();
    const error: () = ();
    const number: () = ();
    const s: () = ();

    macro_rules! match_any {
        () => {};
    }

    macro_rules! unreachable {
        () => {};
    }

    /// A trait whose methods are on everything.
    trait Everywhere {
        fn field(&self) {}
        fn encode(&self) {}
        fn varint(&self) {}
        fn in_field(self)
        where
            Self: Sized,
        {
        }
    }

    impl<T: ?Sized> Everywhere for T {}

    type Number = ::core::primitive::u8;

    #[derive(Cerial, Debug, PartialEq)]
    pub(super) struct Struct {
        pub(super) encoder: Number,
        pub(super) decoder: Number,
        pub(super) s: Number,
        pub(super) schema: Number,
        pub(super) self_: Number,
        pub(super) __cerial_0: Number,
        pub(super) __cerial_encoder: Number,
        pub(super) r#match: Number,
        #[cerial(skip)]
        pub(super) skipped: Number,
        #[cerial(with = "module")]
        pub(super) with: Number,
        #[cerial(serde)]
        pub(super) serde: Number,
    }

    #[derive(Cerial, Debug, PartialEq)]
    pub(super) enum Enum {
        Ok(Number),
        Err { encoder: Number, decoder: Number, error: Number, value: Number },
        Some(#[cerial(with = "module")] Number, #[cerial(serde)] Number, #[cerial(skip)] Number),
        None,
        Result,
        Self_,
    }

    #[derive(Cerial, Debug, PartialEq)]
    pub(super) struct T<Encode, Error>(pub(super) Encode, pub(super) Error);

    mod module {
        use ::core::primitive::u8;
        use cerial::{Decode, Decoder, Encode, Encoder, Error};

        #[expect(clippy::trivially_copy_pass_by_ref, reason = "fields are handed over by reference")]
        pub(super) fn encode(value: &u8, encoder: &mut Encoder<'_>) -> Result<(), Error> {
            value.encode(encoder)
        }

        pub(super) fn decode(decoder: &mut Decoder<'_>) -> Result<u8, Error> {
            u8::decode(decoder)
        }
    }
}

/// Public types with private ones inside, old ones, and ones that aren't used.
pub mod strict {
    use std::collections::HashMap;
    use std::rc::Rc;

    use cerial::Cerial;

    #[derive(Cerial, Debug, Clone, PartialEq, Eq)]
    struct Private(u8);

    /// A public type of private parts.
    #[derive(Cerial, Debug, Clone, PartialEq, Eq)]
    pub struct Public<T> {
        hidden: Vec<Private>,
        #[cerial(skip)]
        left_out: Option<Private>,
        /// In sight.
        pub seen: T,
    }

    impl<T> Public<T> {
        /// One of them.
        #[must_use]
        pub fn of(seen: T) -> Self {
            Self { hidden: vec![Private(1)], left_out: None, seen }
        }
    }

    /// A generic one whose private parts are bound.
    #[derive(Cerial, Debug, Clone)]
    pub struct Bound<T, U> {
        #[cerial(skip)]
        left_out: Option<Hidden<T>>,
        #[cerial(serde)]
        bridge: Vec<U>,
        map: HashMap<HiddenKey<T>, Box<[Rc<T>]>>,
    }

    #[derive(Debug, Clone)]
    struct Hidden<T>(T);

    #[derive(Cerial, Debug, Clone, PartialEq, Eq, Hash)]
    struct HiddenKey<T>(T);

    /// Partly out of use.
    #[derive(Cerial, Debug, Clone, Copy)]
    pub struct Old {
        /// Was better.
        #[deprecated = "take `new`"]
        pub old: u8,
        /// Is better.
        pub new: u8,
    }

    /// Partly out of use.
    #[derive(Cerial, Debug, Clone, Copy)]
    pub enum Ways {
        /// Was better.
        #[deprecated = "take `New`"]
        Old(u8),
        /// Is better.
        New {
            /// A number.
            number: u8,
        },
    }

    /// All out of use.
    #[deprecated = "take nothing"]
    #[derive(Cerial, Debug, Clone, Copy)]
    pub struct Gone<T>(T);

    /// Nobody makes it.
    #[derive(Cerial, Debug, Clone, Copy)]
    pub enum Never {}

    /// It contains itself.
    #[derive(Cerial, Debug, Clone)]
    pub struct Node<'a, T, const N: usize>
    where
        T: Clone + 'a,
    {
        /// Itself.
        pub next: Option<Box<Self>>,
        /// By its name.
        pub more: Vec<Self>,
        /// Borrowed or not.
        pub text: std::borrow::Cow<'a, str>,
        /// Many.
        pub array: [T; N],
    }

    /// A long one.
    #[derive(Cerial, Debug, Clone, Copy, PartialEq)]
    pub struct Numbers(pub f32, pub f64, pub u128, pub ());
}

macro_rules! declared {
    ($(#[$attr:meta])* $name:ident, $field:ident: $ty:ty, $path:literal) => {
        $(#[$attr])*
        #[derive(cerial::Cerial, Debug, PartialEq, Eq)]
        struct $name<T> {
            $field: $ty,
            other: T,
            #[cerial(skip, default = $path)]
            skipped: u8,
        }
    };
}

const fn nine() -> u8 {
    9
}

declared!(Declared, field: Vec<(u8, T)>, "nine");

#[test]
fn types_among_shadowed_names_come_back() {
    use shadowed::{Enum, Struct, T};

    let whole = |skipped| Struct {
        encoder: 1,
        decoder: 2,
        s: 3,
        schema: 4,
        self_: 5,
        __cerial_0: 6,
        __cerial_encoder: 7,
        r#match: 8,
        skipped,
        with: 9,
        serde: 10,
    };
    assert_eq!(super::back(&whole(1)), whole(0));
    assert_eq!(super::back(&Enum::Ok(1)), Enum::Ok(1));
    let error = || Enum::Err { encoder: 1, decoder: 2, error: 3, value: 4 };
    assert_eq!(super::back(&error()), error());
    assert_eq!(super::back(&Enum::Some(1, 2, 3)), Enum::Some(1, 2, 0));
    assert_eq!((super::back(&Enum::None), super::back(&Enum::Self_)), (Enum::None, Enum::Self_));
    assert_eq!(super::back(&T(1_u8, 'e')), T(1, 'e'));
}

#[test]
fn public_types_of_private_parts_come_back() {
    assert_eq!(super::back(&strict::Public::of('s')), strict::Public::of('s'));
    let numbers = strict::Numbers(1.5, -0.0, u128::MAX, ());
    assert_eq!(super::back(&numbers), numbers);
    let next = strict::Node { next: None, more: vec![], text: "inner".into(), array: [3] };
    let node = strict::Node { next: Some(next.clone().into()), more: vec![next], text: "t".into(), array: [1_u8] };
    assert_eq!(super::back(&node).more[0].text, "inner");
}

#[test]
fn types_from_macros_come_back() {
    let declared = |skipped| Declared { field: vec![(1, 'm')], other: 'o', skipped };
    assert_eq!(super::back(&declared(1)), declared(9));
}
