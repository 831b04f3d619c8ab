//! The names that types are registered by.

use std::rc::Rc;

use cerial::{Cerial, ErrorKind, from_slice, to_vec};

use super::{Circle, Shape};

#[derive(Cerial)]
struct Stranger;

impl Shape for Stranger {
    fn area(&self) -> f64 {
        0.0
    }
}

#[test]
fn a_type_that_is_not_registered_is_told_with_its_trait_and_the_way_out() {
    let error = to_vec(&(1_u8, Box::new(Stranger) as Box<dyn Shape>)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unregistered);
    let text = error.to_string();
    for part in ["it::objects::names::Stranger", "dyn Shape", "#[cerial::object]", "processing::init()"] {
        assert!(text.contains(part), "{part} is missing: {text}");
    }
    assert_eq!(error.path().to_string(), ".1");
}

mod other {
    use super::{Cerial, Shape};

    #[derive(Cerial)]
    pub(super) struct Twin;

    #[cerial::object]
    impl Shape for Twin {
        fn area(&self) -> f64 {
            2.0
        }
    }
}

#[derive(Cerial)]
struct Twin;

#[cerial::object]
impl Shape for Twin {
    fn area(&self) -> f64 {
        1.0
    }
}

#[test]
fn two_types_by_one_name_are_an_error_that_names_both() {
    let shapes: [Box<dyn Shape>; 2] = [Box::new(Twin), Box::new(other::Twin)];
    for shape in &shapes {
        let error = to_vec(shape).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Unregistered);
        let text = error.to_string();
        for part in ["it::objects::names::Twin", "it::objects::names::other::Twin", "\"it::Twin\"", "name = "] {
            assert!(text.contains(part), "{part} is missing: {text}");
        }
    }
    assert_eq!(shapes.iter().map(|shape| shape.area()).sum::<f64>(), 3.0);
    let bytes = to_vec(&(Box::new(Circle(1.0)) as Box<dyn Shape>)).expect("others are not in their way");
    let at = bytes.windows(10).position(|bytes| bytes == b"it::Circle").unwrap();
    let mut forged = bytes[..at - 1].to_vec();
    forged.push(8);
    forged.extend_from_slice(b"it::Twin");
    forged.extend_from_slice(&bytes[at + 10..bytes.len() - 4]);
    forged.extend_from_slice(&((bytes.len() - at - 4) as u32).to_le_bytes());
    let error = from_slice::<Box<dyn Shape>>(&forged).err().unwrap();
    assert!(error.to_string().contains("both registered"), "{error}");
}

#[derive(Cerial)]
struct Plain<T>(T);

impl<T: Cerial + 'static> Shape for Plain<T> {
    fn area(&self) -> f64 {
        size_of::<T>() as f64
    }
}

cerial::register!(Plain<u8> as dyn Shape, name = "plain/8");
// Once more, as another crate might: the first in the alphabet is written, both are read.
cerial::register!(Plain<u8> as dyn Shape);
cerial::register!(self::Plain<u32> as dyn Shape);
cerial::register!(Plain<u32> as dyn Shape);

#[test]
fn a_type_may_be_registered_twice() {
    let shapes: Vec<Rc<dyn Shape>> = vec![Rc::new(Plain(1_u8)), Rc::new(Plain(1_u32))];
    let bytes = to_vec(&shapes).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    assert!(text.contains("it::Plain<u8>") && text.contains("it::Plain<u32>"), "{text}");
    let areas: Vec<f64> = from_slice::<Vec<Rc<dyn Shape>>>(&bytes).unwrap().iter().map(|shape| shape.area()).collect();
    assert_eq!(areas, [1.0, 4.0]);
    assert!(from_slice::<Box<dyn Shape>>(&super::hostile::boxed("plain/8", &[1])).is_ok());
}

#[cerial::object]
trait Empty: cerial::Object {}

#[test]
fn a_trait_without_types_is_told() {
    let error = from_slice::<std::rc::Weak<dyn Empty>>(&[1, 0]).err().unwrap();
    assert_eq!(error.kind(), ErrorKind::Unregistered);
    assert!(error.to_string().contains("dyn Empty"), "{error}");
}
