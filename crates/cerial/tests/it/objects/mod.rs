//! Trait objects: each comes back as the type that it was, and stays one object.

mod cycles;
mod errors;
mod forms;
mod hostile;
mod identity;
mod names;
mod values;

use std::cell::RefCell;
use std::rc::{self, Rc};

use cerial::{Cerial, Decode, Encode, from_slice, to_vec};

fn back<T: Encode + Decode>(value: &T) -> T {
    from_slice(&to_vec(value).expect("it encodes")).expect("it decodes")
}

#[cerial::object]
trait Shape: cerial::Object {
    fn area(&self) -> f64;

    fn peer(&self) -> Option<Rc<dyn Shape>> {
        None
    }
}

#[derive(Cerial, Debug, PartialEq)]
struct Circle(f64);

#[derive(Cerial)]
struct Rect {
    width: f64,
    height: f64,
    me: rc::Weak<dyn Shape>,
    peer: RefCell<Option<Rc<dyn Shape>>>,
}

#[cerial::object]
impl Shape for Circle {
    fn area(&self) -> f64 {
        self.0
    }
}

#[cerial::object]
impl Shape for Rect {
    fn area(&self) -> f64 {
        self.width * self.height
    }

    fn peer(&self) -> Option<Rc<dyn Shape>> {
        self.peer.borrow().clone()
    }
}

fn rect(width: f64) -> Rc<Rect> {
    Rc::new_cyclic(|me: &rc::Weak<Rect>| Rect { width, height: 2.0, me: me.clone(), peer: RefCell::default() })
}

/// The address of what a trait object is.
fn address<T: ?Sized>(object: &T) -> *const () {
    std::ptr::from_ref(object).cast()
}
