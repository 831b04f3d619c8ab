//! Shapes of types: what is written, and that it comes back.

use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use cerial::{Cerial, Decode, Schema};

use super::{back, body};

#[derive(Cerial, Debug, PartialEq)]
struct Unit;

#[derive(Cerial, Debug, PartialEq)]
struct NoTuple();

#[derive(Cerial, Debug, PartialEq)]
struct NoNames {}

#[derive(Cerial, Debug, PartialEq)]
struct Pair(u16, String);

#[derive(Cerial, Debug, PartialEq)]
struct Named {
    first: u8,
    r#type: Option<Pair>,
    last: Vec<Unit>,
}

#[derive(Cerial, Debug, PartialEq)]
enum Choice {
    Nothing,
    Empty(),
    Bare {},
    Two(u8, Box<Choice>),
    Names { r#fn: u16, more: Vec<Choice> },
}

#[test]
fn structs_are_their_fields_and_nothing_else() {
    assert!(body(&Unit).is_empty());
    assert_eq!(body(&Pair(0x0102, "x".into())), [2, 1, 1, b'x']);
    assert_eq!(body(&Named { first: 9, r#type: None, last: vec![Unit, Unit] }), [9, 0, 2]);
}

#[test]
fn a_variant_is_its_number_and_its_fields() {
    assert_eq!(body(&Choice::Nothing), [0]);
    assert_eq!(body(&Choice::Empty()), [1]);
    assert_eq!(body(&Choice::Bare {}), [2]);
    assert_eq!(body(&Choice::Two(7, Box::new(Choice::Nothing))), [3, 7, 0]);
    assert_eq!(body(&Choice::Names { r#fn: 1, more: vec![Choice::Bare {}] }), [4, 1, 0, 1, 2]);
}

#[test]
fn structs_come_back_equal() {
    assert_eq!(back(&Unit), Unit);
    assert_eq!(back(&NoTuple()), NoTuple());
    assert_eq!(back(&NoNames {}), NoNames {});
    assert_eq!(back(&Pair(1, "one".into())), Pair(1, "one".into()));
    let named = || Named { first: 1, r#type: Some(Pair(2, "two".into())), last: vec![Unit; 3] };
    assert_eq!(back(&named()), named());
}

impl Clone for Unit {
    fn clone(&self) -> Self {
        Self
    }
}

#[test]
fn variants_come_back_equal() {
    let deep = Choice::Two(1, Box::new(Choice::Names { r#fn: 2, more: vec![Choice::Nothing, Choice::Empty()] }));
    for choice in [Choice::Nothing, Choice::Empty(), Choice::Bare {}, deep] {
        assert_eq!(format!("{:?}", back(&choice)), format!("{choice:?}"));
    }
}

#[test]
fn the_numbers_of_variants_ignore_discriminants() {
    #[derive(Cerial, Clone, Copy, Debug, PartialEq)]
    #[repr(i16)]
    enum Level {
        Low = -300,
        High = 7,
    }
    assert_eq!((body(&Level::Low), body(&Level::High)), (vec![0], vec![1]));
    assert_eq!((back(&Level::Low), back(&Level::High)), (Level::Low, Level::High));
}

#[test]
fn a_type_without_values_is_never_decoded() {
    #[derive(Cerial, Debug)]
    enum Never {}
    assert_eq!(Never::LEAST, 1);
    for byte in 0..=255 {
        assert!(cerial::from_slice::<Never>(&[1, byte]).is_err());
    }
    assert_eq!(back(&Option::<Never>::None).map(|never| match never {}), None::<()>);
}

#[rustfmt::skip]
#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
enum Many {
    A0, A1, A2, A3, A4, A5, A6, A7, A8, A9, B0, B1, B2, B3, B4, B5, B6, B7, B8, B9, C0, C1, C2, C3, C4, C5, C6, C7, C8, C9,
    D0, D1, D2, D3, D4, D5, D6, D7, D8, D9, E0, E1, E2, E3, E4, E5, E6, E7, E8, E9, F0, F1, F2, F3, F4, F5, F6, F7, F8, F9,
    G0, G1, G2, G3, G4, G5, G6, G7, G8, G9, H0, H1, H2, H3, H4, H5, H6, H7, H8, H9, I0, I1, I2, I3, I4, I5, I6, I7, I8, I9,
    J0, J1, J2, J3, J4, J5, J6, J7, J8, J9, K0, K1, K2, K3, K4, K5, K6, K7, K8, K9, L0, L1, L2, L3, L4, L5, L6, L7, L8, L9,
    M0, M1, M2, M3, M4, M5, M6, M7, M8, M9,
}

#[test]
fn from_the_128th_variant_on_the_number_takes_two_bytes() {
    assert_eq!(body(&Many::M7), [127]);
    assert_eq!(body(&Many::M8), [0x80, 1]);
    assert_eq!((back(&Many::M7), back(&Many::M8), back(&Many::M9)), (Many::M7, Many::M8, Many::M9));
}

#[test]
fn recursive_types_come_back_equal() {
    #[derive(Cerial, Debug, Default, PartialEq)]
    struct List {
        head: u8,
        tail: Option<Box<List>>,
    }
    #[derive(Cerial, Debug, PartialEq)]
    struct Tree(BTreeMap<String, Tree>, Vec<Leaf>);
    #[derive(Cerial, Debug, PartialEq)]
    enum Leaf {
        Tree(Box<Tree>),
        None,
    }
    let list = || List { head: 1, tail: Some(Box::new(List { head: 2, tail: None })) };
    assert_eq!(back(&list()), list());
    assert_eq!(List::LEAST, 2);

    let leaf = || Tree(BTreeMap::new(), vec![Leaf::None]);
    let tree = || Tree(BTreeMap::from([("a".into(), leaf())]), vec![Leaf::None, Leaf::Tree(Box::new(leaf()))]);
    assert_eq!(back(&tree()), tree());
}

#[test]
fn pointers_in_fields_keep_the_graph() {
    #[derive(Cerial, Debug)]
    struct Team {
        lead: Rc<Person>,
        all: Vec<Rc<Person>>,
        guest: Weak<Person>,
    }
    #[derive(Cerial, Debug)]
    struct Person {
        name: String,
    }
    let (ann, bob) = (Rc::new(Person { name: "Ann".into() }), Rc::new(Person { name: "Bob".into() }));
    let team = back(&Team { lead: ann.clone(), all: vec![bob, ann.clone()], guest: Rc::downgrade(&ann) });
    assert!(Rc::ptr_eq(&team.lead, &team.all[1]) && team.guest.upgrade().is_some_and(|it| Rc::ptr_eq(&it, &team.lead)));
    assert_eq!((team.lead.name.as_str(), team.all[0].name.as_str()), ("Ann", "Bob"));
}

#[test]
fn packed_fields_are_copied_out() {
    #[derive(Cerial, Clone, Copy, Debug, PartialEq)]
    #[repr(C, packed)]
    struct Packed {
        a: u8,
        b: u32,
    }
    assert_eq!(back(&Packed { a: 1, b: 2 }), Packed { a: 1, b: 2 });
}

#[test]
fn the_least_bytes_are_the_sum_of_the_fields() {
    assert_eq!((Unit::LEAST, Pair::LEAST, Named::LEAST, Choice::LEAST), (0, 3, 3, 1));
}

#[test]
fn values_are_passed_over_by_field() {
    // A set is passed over where nobody asks for it: here by a shared object's body that comes before another.
    let bytes = cerial::to_vec(&(Named { first: 1, r#type: Some(Pair(2, "b".into())), last: vec![Unit] }, 77_u8));
    let mut kept = None;
    #[derive(Debug)]
    struct Second(u8);
    impl Schema for Second {
        fn schema(s: &mut cerial::SchemaBuilder) {
            s.name("second of a pair");
        }
    }
    impl Decode for Second {
        fn decode(decoder: &mut cerial::Decoder<'_>) -> Result<Self, cerial::Error> {
            Named::skip(decoder)?;
            u8::decode(decoder).map(Self)
        }
    }
    if let Ok(bytes) = bytes {
        kept = cerial::from_slice::<Second>(&bytes).ok().map(|second| second.0);
    }
    assert_eq!(kept, Some(77));
}

/// All its fields take the same bytes in every value.
#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
struct Sample {
    place: [f32; 3],
    colour: Colour,
    flags: (bool, u16),
    code: Code,
    #[cerial(skip)]
    cache: u64,
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
enum Colour {
    Red,
    Green(),
    Blue {},
}

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
#[cerial(transparent)]
struct Code(u32);

#[test]
fn values_of_one_size_are_written_like_all_others() {
    let sample =
        |cache| Sample { place: [1.0, 2.0, 3.0], colour: Colour::Blue {}, flags: (true, 5), code: Code(6), cache };
    let mut bytes = Vec::new();
    bytes.extend([1.0_f32, 2.0, 3.0].map(f32::to_le_bytes).concat());
    bytes.extend([2, 1, 5, 0, 6, 0, 0, 0]);
    assert_eq!((Sample::FIXED, Colour::FIXED, Code::FIXED), (bytes.len(), 1, 4));
    assert_eq!(body(&sample(9)), bytes);
    assert_eq!(back(&sample(9)), sample(0));
    assert_eq!(back(&vec![sample(1); 1000]), vec![sample(0); 1000]);
    assert_eq!(back(&[Colour::Red, Colour::Green(), Colour::Blue {}]), [Colour::Red, Colour::Green(), Colour::Blue {}]);
}

#[test]
fn values_of_one_size_are_refused_with_their_place() {
    let sample = Sample { place: [0.0; 3], colour: Colour::Red, flags: (true, 5), code: Code(6), cache: 0 };
    let mut bytes = cerial::to_vec(&vec![sample; 3]).expect("it encodes");
    bytes[2 + Sample::FIXED + 12] = 3;
    let error = cerial::from_slice::<Vec<Sample>>(&bytes).expect_err("there is no fourth colour");
    assert!(error.to_string().starts_with("[1].colour: Colour has no variant 3"), "{error}");
    bytes[2 + Sample::FIXED + 12] = 2;
    bytes[2 + 2 * Sample::FIXED + 13] = 2;
    let error = cerial::from_slice::<Vec<Sample>>(&bytes).expect_err("a bool is 0 or 1");
    assert_eq!(error.path().to_string(), "[2].flags.0");
}

#[test]
fn types_with_other_fields_have_no_size() {
    assert_eq!((Named::FIXED, Choice::FIXED, Unit::FIXED, Many::FIXED), (0, 0, 0, 0));
}
