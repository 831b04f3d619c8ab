//! Pointers to functions: they come back as the functions that they were, and bytes can't name any other code.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use cerial::{Cerial, ErrorKind, Fingerprint, Function, from_slice, to_vec};

use super::types::{message, refusal, taken};

type Binary = fn(u64, u64) -> u64;

#[cerial::function]
fn least(one: u64, other: u64) -> u64 {
    one.min(other)
}

#[cerial::function(name = "rules/most")]
fn most(one: u64, other: u64) -> u64 {
    one.max(other)
}

#[cerial::function]
fn least_of_small(one: u8, other: u8) -> u8 {
    one.min(other)
}

fn nobody_knows(one: u64, other: u64) -> u64 {
    one.rotate_left(7) ^ other
}

#[derive(Cerial)]
struct Rule {
    title: String,
    choose: Binary,
    otherwise: Option<Binary>,
}

#[test]
fn a_pointer_comes_back_to_its_function() {
    let rule = Rule { title: "a".into(), choose: least, otherwise: Some(most) };
    let back: Rule = cerial::copy(&rule).expect("it travels");
    assert_eq!(((back.choose)(3, 5), back.otherwise.map(|choose| choose(3, 5))), (3, Some(5)));
    let table: HashMap<u8, Binary> = HashMap::from([(1, least as Binary), (2, most)]);
    let back = cerial::copy(&table).expect("it travels");
    assert_eq!((back[&1](3, 5), back[&2](3, 5)), (3, 5));
}

#[test]
fn a_function_is_its_path_or_the_name_that_is_given() {
    assert_eq!(taken::<Binary>(&(least as Binary), b"\x14it::functions::least")(3, 5), 3);
    assert_eq!(taken::<Binary>(&(most as Binary), b"\x0arules/most")(3, 5), 5);
    assert_eq!(taken::<Function<Binary>>(&(most as Binary), b"\x0arules/most").0(3, 5), 5);
}

mod arities {
    #[cerial::function]
    pub(super) fn none() -> u8 {
        0
    }

    #[cerial::function]
    pub(super) fn nothing_back(_: String) {}

    #[cerial::function]
    #[expect(clippy::too_many_arguments, reason = "so many are the most that travel without a wrapper")]
    pub(super) fn eight(a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8, h: u8) -> [u8; 8] {
        [a, b, c, d, e, f, g, h]
    }
}

#[test]
fn functions_of_up_to_eight_values_travel_as_they_are() {
    type All = (fn() -> u8, fn(String), fn(u8, u8, u8, u8, u8, u8, u8, u8) -> [u8; 8]);
    let all: All = (arities::none, arities::nothing_back, arities::eight);
    let back = cerial::copy(&all).expect("they travel");
    assert_eq!((back.0(), back.2(1, 2, 3, 4, 5, 6, 7, 8)), (0, [1, 2, 3, 4, 5, 6, 7, 8]));
    assert_eq!(back.1 as usize, arities::nothing_back as fn(String) as usize);
}

mod shapes {
    pub(super) struct Pair<T>(pub(super) T, pub(super) T);

    #[cerial::function]
    pub(super) fn first<'a>(text: &'a str, _: &u8) -> &'a str {
        text.split(' ').next().unwrap_or_default()
    }

    #[cerial::function]
    pub(super) fn bump(Pair(one, other): &mut Pair<u8>, by: u8) {
        *one += by;
        *other -= by;
    }

    #[cerial::function]
    pub(super) extern "C" fn foreign(number: i32) -> i32 {
        number + 1
    }
}

#[test]
fn functions_of_any_shape_travel_in_a_wrapper() {
    type First = for<'a> fn(&'a str, &u8) -> &'a str;
    let first = cerial::copy(&Function(shapes::first as First)).expect("it travels");
    assert_eq!(first("two words", &5), "two");
    let bump = cerial::copy(&Function(shapes::bump as fn(&mut shapes::Pair<u8>, u8))).expect("it travels");
    let mut pair = shapes::Pair(1, 9);
    bump(&mut pair, 3);
    assert_eq!((pair.0, pair.1), (4, 6));
    let foreign: Function<extern "C" fn(i32) -> i32> = Function(shapes::foreign);
    assert_eq!(cerial::copy(&foreign).expect("it travels"), foreign);
}

#[test]
fn a_function_that_is_not_registered_is_an_error_with_its_place_and_the_way_out() {
    let mut rule = Rule { title: "a".into(), choose: nobody_knows, otherwise: None };
    let error = to_vec(&rule).expect_err("nobody has registered it");
    assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::Unregistered, ".choose"));
    let text = error.to_string();
    for part in ["fn(u64, u64) -> u64", "#[cerial::function]", "processing::init()"] {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
    rule.choose = |one, other| one * other;
    assert_eq!(to_vec(&rule).expect_err("a closure has no name").kind(), ErrorKind::Unregistered);
}

#[test]
fn bytes_choose_among_the_functions_of_the_type_and_no_others() {
    // Registered, but as another type.
    assert_eq!(refusal::<Binary>(b"\x1dit::functions::least_of_small"), ErrorKind::Unregistered);
    assert_eq!(refusal::<fn(u8, u8) -> u8>(b"\x14it::functions::least"), ErrorKind::Unregistered);
    assert_eq!(refusal::<Function<fn(&str) -> bool>>(b"\x14it::functions::least"), ErrorKind::Unregistered);
    // Not registered, by any way of naming it.
    for name in [
        &b"\x1bit::functions::nobody_knows"[..],
        b"\x00",
        b"\x05least",
        b"\x15it::functions::least\0",
        b"\x14IT::FUNCTIONS::LEAST",
    ] {
        assert_eq!(refusal::<Binary>(name), ErrorKind::Unregistered);
    }
    assert_eq!(refusal::<Binary>(b"\x01\xff"), ErrorKind::Invalid);
    assert_eq!(refusal::<Binary>(b"\x80\x00"), ErrorKind::NotCanonical);
    // An address.
    let address = (least as Binary as usize).to_le_bytes();
    assert!(from_slice::<Binary>(&message(&address)).is_err());
    let rule = Rule { title: "a".into(), choose: least, otherwise: Some(most) };
    let bytes = to_vec(&rule).expect("it encodes");
    for at in 0..bytes.len() {
        assert!(from_slice::<Rule>(&bytes[..at]).is_err(), "cut at {at}");
        for byte in 0..=255 {
            let mut bytes = bytes.clone();
            bytes[at] = byte;
            if let Ok(rule) = from_slice::<Rule>(&bytes) {
                assert!([3, 5].contains(&(rule.choose)(3, 5)), "another function");
            }
        }
    }
}

#[test]
fn a_long_name_that_nobody_knows_is_shown_in_part() {
    let name = "ß".repeat(100_000);
    let error = from_slice::<Binary>(&to_vec(&name).expect("it encodes")).expect_err("there is none");
    assert!(error.to_string().len() < 1000, "{} bytes", error.to_string().len());
}

mod twins {
    pub(super) type Shift = fn(u32) -> u32;

    pub(super) mod left {
        #[cerial::function(name = "shift")]
        pub(in super::super) fn shift(number: u32) -> u32 {
            number << 1
        }
    }

    pub(super) mod right {
        #[cerial::function(name = "shift")]
        pub(in super::super) fn shift(number: u32) -> u32 {
            number >> 1
        }
    }

    #[cerial::function(name = "stay")]
    pub(super) fn stay(number: u32) -> u32 {
        number
    }

    pub(super) mod elsewhere {
        // Of another type, so that it is not in the way.
        #[cerial::function(name = "stay")]
        pub(in super::super) fn stay(number: u16) -> u16 {
            number
        }
    }
}

mod here {
    #[cerial::function]
    pub(super) fn turn(number: i32) -> i32 {
        -number
    }
}

mod there {
    #[cerial::function]
    pub(super) fn turn(number: i32) -> i32 {
        !number
    }
}

#[test]
fn functions_in_different_modules_are_told_apart() {
    let turns: [fn(i32) -> i32; 2] = cerial::copy(&[here::turn as fn(i32) -> i32, there::turn]).expect("they travel");
    assert_eq!(turns.map(|turn| turn(5)), [-5, -6]);
}

#[test]
fn two_functions_of_one_type_by_one_name_are_an_error_that_names_both() {
    use twins::Shift;
    let there = from_slice::<Shift>(&message(b"\x05shift"));
    for error in [
        to_vec(&(twins::left::shift as Shift)).err(),
        there.err(),
        // The other one has no name of its own.
        to_vec(&(twins::right::shift as Shift)).err(),
    ] {
        let error = error.expect("which one is meant?");
        assert_eq!(error.kind(), ErrorKind::Unregistered);
        let text = error.to_string();
        for part in ["functions::twins::left::shift", "functions::twins::right::shift", "\"shift\"", "name = "] {
            assert!(text.contains(part), "{part} is missing: {text}");
        }
    }
    assert_eq!(cerial::copy(&(twins::stay as Shift)).expect("others are not in their way")(5), 5);
    assert_eq!(cerial::copy(&(twins::elsewhere::stay as fn(u16) -> u16)).expect("another type")(6), 6);
}

#[test]
fn a_function_does_not_keep_a_cycle_from_being_tied() {
    #[derive(Cerial)]
    struct Step {
        rule: Binary,
        show: Function<for<'a> fn(&'a str, &u8) -> &'a str>,
        next: Vec<Rc<RefCell<Step>>>,
    }
    let step = Rc::new(RefCell::new(Step { rule: most, show: Function(shapes::first), next: Vec::new() }));
    step.borrow_mut().next.push(Rc::clone(&step));
    let back = cerial::copy(&step).expect("it travels");
    assert!(Rc::ptr_eq(&back.borrow().next[0], &back));
    assert_eq!(((back.borrow().rule)(3, 5), (back.borrow().show)("a b", &0)), (5, "a"));
    for step in [step, back] {
        let next = std::mem::take(&mut step.borrow_mut().next);
        drop(next);
    }
}

#[test]
fn types_of_functions_are_told_apart_by_their_fingerprints() {
    assert_eq!(Fingerprint::of::<Binary>(), Fingerprint::of::<Function<Binary>>());
    assert_ne!(Fingerprint::of::<Binary>(), Fingerprint::of::<fn(u64, u64) -> u32>());
    assert_ne!(Fingerprint::of::<Binary>(), Fingerprint::of::<String>());
}

#[test]
fn the_name_is_shown_by_explain() {
    let rule = Rule { title: "a".into(), choose: least, otherwise: None };
    let told = cerial::explain::<Rule>(&to_vec(&rule).expect("it encodes")).expect("it is a Rule").to_string();
    assert!(told.contains("it::functions::least"), "{told}");
}
