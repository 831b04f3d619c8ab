//! Bytes that nobody wrote.

use std::any::Any;
use std::rc::{self, Rc};

use cerial::{Decode, ErrorKind, from_slice, to_vec};

use super::{Circle, Shape, back, rect};

/// A message: a body, names, and nothing that is shared.
pub(super) fn message(body: &[u8], names: &[&str]) -> Vec<u8> {
    let mut section = vec![names.len() as u8];
    for name in names {
        section.push(name.len() as u8);
        section.extend_from_slice(name.as_bytes());
    }
    section.extend_from_slice(&[0, 0, 0]);
    [&[0x81], body, &section, &(section.len() as u32).to_le_bytes()].concat()
}

/// A box with an object of that type.
pub(super) fn boxed(name: &str, value: &[u8]) -> Vec<u8> {
    message(&[&[1], value].concat(), &[name])
}

const ONE: [u8; 8] = 1.0_f64.to_le_bytes();

fn refused<T: Decode>(bytes: &[u8]) -> cerial::Error {
    match from_slice::<T>(bytes) {
        Ok(_) => panic!("taken: {bytes:?}"),
        Err(error) => error,
    }
}

#[test]
fn what_is_written_here_is_what_is_written_there() {
    assert_eq!(to_vec(&(Box::new(Circle(1.0)) as Box<dyn Shape>)).unwrap(), boxed("it::Circle", &ONE));
    assert_eq!(from_slice::<Box<dyn Shape>>(&boxed("it::Circle", &ONE)).unwrap().area(), 1.0);
}

#[test]
fn unknown_types_are_refused_by_name() {
    let error = refused::<(u8, Box<dyn Shape>)>(&message(&[&[5, 1], &ONE[..]].concat(), &["it::Square"]));
    assert_eq!(
        (error.kind(), error.path().to_string().as_str(), error.offset()),
        (ErrorKind::Unregistered, ".1", Some(2))
    );
    assert!(error.to_string().contains("\"it::Square\" is not registered for dyn Shape"), "{error}");
}

#[test]
fn a_type_of_another_trait_is_refused() {
    let string = to_vec(&(Box::new(String::from("x")) as Box<dyn Any>)).unwrap();
    assert!(from_slice::<Box<dyn Any>>(&string).is_ok());
    let error = refused::<Box<dyn Shape>>(&string);
    assert!(error.to_string().contains("\"std::String\" is not registered for dyn Shape"), "{error}");
    let error = refused::<Box<dyn Any>>(&boxed("it::Circle", &ONE));
    assert!(error.to_string().contains("\"it::Circle\" is not registered for dyn Any"), "{error}");
}

#[test]
fn an_object_of_another_type_than_the_tag_says_is_refused() {
    let circle = Rc::new(Circle(1.0));
    let bytes =
        to_vec(&(circle.clone() as Rc<dyn Shape>, circle as Rc<dyn Shape>, Box::new(Circle(2.0)) as Box<dyn Shape>))
            .unwrap();
    type All = (Rc<dyn Shape>, Rc<dyn Shape>, Box<dyn Shape>);
    assert!(from_slice::<All>(&bytes).is_ok());
    // Two names; the second pointer to the one object has the second one.
    let body = [&[0x81, 1, 2, 2, 3, 1], &2.0_f64.to_le_bytes()[..], &ONE].concat();
    for (name, kind) in [("it::Dotted", ErrorKind::Unregistered), ("it::Rect", ErrorKind::Reference)] {
        let mut section = [&[2, 10], &b"it::Circle"[..], &[name.len() as u8], name.as_bytes()].concat();
        section.extend_from_slice(&[0, 1, 1, 8, 0]);
        let length = (section.len() as u32).to_le_bytes();
        let error = refused::<All>(&[&body, &section[..], &length].concat());
        assert_eq!((error.kind(), error.path().to_string().as_str()), (kind, ".1"), "{error}");
    }
}

#[test]
fn tags_without_names_and_names_without_tags_are_refused() {
    let fine = |body: &[u8], names: &[&str]| message(&[body, &ONE].concat(), names);
    type Boxed = Box<dyn Shape>;
    assert_eq!(refused::<Boxed>(&fine(&[0], &["it::Circle"])).kind(), ErrorKind::Invalid);
    assert_eq!(refused::<Boxed>(&fine(&[2], &["it::Circle"])).kind(), ErrorKind::Reference);
    assert_eq!(refused::<Boxed>(&[&[1, 1][..], &ONE].concat()).kind(), ErrorKind::Reference);
    assert_eq!(refused::<Boxed>(&fine(&[1], &["it::Circle", "it::Rect"])).kind(), ErrorKind::NotCanonical);
    assert_eq!(refused::<Boxed>(&fine(&[1], &["it::Circle", "it::Circle"])).kind(), ErrorKind::NotCanonical);
    assert_eq!(refused::<Boxed>(&fine(&[2], &["it::Rect", "it::Circle"])).kind(), ErrorKind::NotCanonical);
    assert_eq!(refused::<Boxed>(&fine(&[0x81, 0], &["it::Circle"])).kind(), ErrorKind::NotCanonical);
    let mut broken = fine(&[1], &["it::Circle"]);
    let at = broken.windows(4).position(|bytes| bytes == b"it::").unwrap();
    broken[at] = 0xff;
    assert_eq!(refused::<Boxed>(&broken).kind(), ErrorKind::Invalid);
    let two = |tags: [u8; 2], names: &[&str]| message(&[&[tags[0], 1][..], &[tags[1]], &ONE].concat(), names);
    assert!(from_slice::<(Boxed, Boxed)>(&two([1, 2], &["plain/8", "it::Circle"])).is_ok());
    let error = refused::<(Boxed, Boxed)>(&two([2, 1], &["it::Circle", "plain/8"]));
    assert_eq!(error.kind(), ErrorKind::NotCanonical);
}

#[test]
fn a_weak_pointer_has_a_target_or_no_type() {
    let error = refused::<rc::Weak<dyn Shape>>(&message(&[1, 0], &["it::Circle"]));
    assert_eq!(error.kind(), ErrorKind::NotCanonical);
}

#[test]
fn every_cut_and_every_changed_byte_is_an_error_or_a_value() {
    type All = (Vec<Rc<dyn Shape>>, Vec<Box<dyn Shape>>);
    let shapes: All = (vec![rect(1.0), rect(2.0), Rc::new(Circle(3.0))], vec![Box::new(Circle(4.0))]);
    assert_eq!(back(&shapes).1[0].area(), 4.0);
    let bytes = to_vec(&shapes).unwrap();
    for cut in 0..bytes.len() {
        assert!(from_slice::<All>(&bytes[..cut]).is_err(), "cut at {cut}");
    }
    let mut taken = 0;
    for at in 0..bytes.len() {
        for change in [1, 2, 3, 0x7f, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            if let Ok(shapes) = from_slice::<All>(&changed) {
                assert_eq!(to_vec(&shapes).unwrap(), changed, "byte {at} changed by {change}");
                taken += 1;
            }
        }
    }
    assert!(taken > 0, "numbers may be any");
}
