//! `dyn Any`: types that are registered for it.

use std::any::Any;
use std::rc::Rc;
use std::sync::Arc;

use cerial::{Cerial, ErrorKind, to_vec};

use super::{address, back};

#[derive(Cerial, Debug, PartialEq)]
struct Answer<T>(T);

cerial::register!(Answer<u8> as dyn Any);
cerial::register!(Answer<Rc<str>> as dyn std::any::Any + Send);

#[test]
fn any_registered_value_travels() {
    let values: Vec<Box<dyn Any + Send>> =
        vec![Box::new(Answer(42_u8)), Box::new(String::from("text")), Box::new(7_u64)];
    let values = back(&values);
    assert_eq!(values[0].downcast_ref(), Some(&Answer(42_u8)));
    assert_eq!(values[1].downcast_ref::<String>().map(String::as_str), Some("text"));
    assert_eq!(values[2].downcast_ref(), Some(&7_u64));
    let text: Rc<str> = "text".into();
    let (value, text): (Box<dyn Any>, Rc<str>) = back(&(Box::new(Answer(text.clone())) as _, text));
    let value = value.downcast::<Answer<Rc<str>>>().expect("its type");
    assert!(Rc::ptr_eq(&value.0, &text));
}

#[test]
fn a_value_is_one_with_its_own_pointers() {
    let number = Arc::new(5_u32);
    let (any, number): (Arc<dyn Any + Send + Sync>, Arc<u32>) = back(&(number.clone() as _, number));
    assert_eq!(address(&*any), address(&*number));
    assert!(Arc::ptr_eq(&any.downcast::<u32>().expect("a u32"), &number));
}

#[test]
fn the_payload_of_a_panic_comes_back_as_a_text() {
    let payload: Box<dyn Any + Send> = std::panic::catch_unwind(|| std::panic::panic_any("no way")).unwrap_err();
    assert!(payload.is::<&str>());
    let (one, two) = back(&(payload, Rc::new("again") as Rc<dyn Any>));
    assert_eq!(one.downcast_ref::<String>().map(String::as_str), Some("no way"));
    assert_eq!(two.downcast_ref::<String>().map(String::as_str), Some("again"));
}

#[test]
fn a_value_that_is_not_registered_is_told() {
    struct Secret;
    let error = to_vec(&(Box::new(Secret) as Box<dyn Any>)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Unregistered);
    assert!(error.to_string().contains("a type is not registered for dyn Any"), "{error}");
}
