//! Every pointer, with and without `Send` and `Sync`.

use std::pin::Pin;
use std::rc::Rc;
use std::sync::Arc;

use cerial::{Cerial, ErrorKind, Fingerprint, Object, from_slice, to_vec};

use super::{Circle, Shape, back, rect};

#[test]
fn a_box_comes_back_as_the_type_that_it_was() {
    let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Circle(1.5)), Box::new(Circle(2.5))];
    let shapes = back(&shapes);
    assert_eq!(shapes.iter().map(|shape| shape.area()).collect::<Vec<_>>(), [1.5, 2.5]);
    let any: &dyn std::any::Any = &*shapes[1];
    assert_eq!(any.downcast_ref(), Some(&Circle(2.5)));
}

#[test]
fn every_pointer_travels_in_every_form() {
    type All = (Box<dyn Shape + Send>, Rc<dyn Shape + Sync>, Arc<dyn Shape + Send + Sync>, Pin<Box<dyn Shape>>);
    let all: All = (Box::new(Circle(1.0)), Rc::new(Circle(2.0)), Arc::new(Circle(3.0)), Box::pin(Circle(4.0)));
    let all = back(&all);
    assert_eq!((all.0.area(), all.1.area(), all.2.area(), all.3.area()), (1.0, 2.0, 3.0, 4.0));
    let some: Option<Box<dyn Shape + Send + Sync>> = back(&Some(Box::new(Circle(5.0)) as _));
    assert_eq!(some.expect("it is there").area(), 5.0);
}

#[test]
fn what_holds_one_is_not_changed_by_its_form() {
    let (plain, both): (Box<dyn Shape>, Box<dyn Shape + Sync + Send>) = (Box::new(Circle(1.0)), Box::new(Circle(1.0)));
    let bytes = to_vec(&plain).unwrap();
    assert_eq!(bytes, to_vec(&both).unwrap());
    assert_eq!(bytes, to_vec(&*plain).unwrap());
    assert_eq!(from_slice::<Box<dyn Shape + Send>>(&bytes).unwrap().area(), 1.0);
}

#[test]
fn a_type_that_stays_on_its_thread_does_not_come_back_as_one_that_may_leave() {
    let shape: Rc<dyn Shape> = rect(1.0);
    let bytes = to_vec(&shape).unwrap();
    let error = from_slice::<Rc<dyn Shape + Send>>(&bytes).err().expect("a Rect holds an Rc");
    assert_eq!(error.kind(), ErrorKind::Unregistered);
    assert!(error.to_string().contains("\"it::Rect\" is not registered for dyn Shape"), "{error}");
}

#[test]
fn the_schema_is_that_of_the_trait() {
    assert_eq!(Fingerprint::of::<Box<dyn Shape>>(), Fingerprint::of::<dyn Shape + Send + Sync>());
    assert_ne!(Fingerprint::of::<Box<dyn Shape>>(), Fingerprint::of::<Box<dyn Handler<u8>>>());
    assert_ne!(Fingerprint::of::<dyn Handler<u8>>(), Fingerprint::of::<dyn Handler<u16>>());
    assert_ne!(Fingerprint::of::<Rc<dyn Shape>>(), Fingerprint::of::<Box<dyn Shape>>());
}

/// A trait that is generic, and whose name and methods are as unlucky as can be.
#[cerial::object(name = "Handler")]
trait Handler<E>: Send + std::fmt::Debug {
    fn encode(&self, event: E) -> E;

    fn type_name(&self) -> &'static str {
        "a handler"
    }
}

#[derive(Cerial, Debug)]
struct Same;

#[derive(Cerial, Debug)]
struct Plus<T>(T);

#[cerial::object]
impl Handler<u8> for Same {
    fn encode(&self, event: u8) -> u8 {
        event
    }
}

#[cerial::object]
impl Handler<u16> for Same {
    fn encode(&self, event: u16) -> u16 {
        event + 1
    }
}

impl<T: Object + Copy + Send + std::fmt::Debug + std::ops::Add<Output = T> + cerial::Cerial> Handler<T> for Plus<T> {
    fn encode(&self, event: T) -> T {
        event + self.0
    }
}

cerial::register!(Plus<u8> as dyn Handler<u8>);
cerial::register!(Plus<u16> as dyn Handler<u16> + Send, name = "add");

#[test]
fn generic_traits_and_generic_types_travel() {
    type Handlers = (Vec<Box<dyn Handler<u8>>>, Vec<Arc<dyn Handler<u16> + Sync>>);
    let handlers: Handlers = (vec![Box::new(Same), Box::new(Plus(5))], vec![Arc::new(Plus(500)), Arc::new(Same)]);
    let bytes = to_vec(&handlers).unwrap();
    let (narrow, wide): Handlers = from_slice(&bytes).unwrap();
    assert_eq!(narrow.iter().map(|handler| handler.encode(7)).collect::<Vec<_>>(), [7, 12]);
    assert_eq!(wide.iter().map(|handler| handler.encode(7)).collect::<Vec<_>>(), [507, 8]);
    assert_eq!(narrow[0].type_name(), "a handler");
    let text = String::from_utf8_lossy(&bytes);
    assert!(text.contains("it::Plus<u8>") && text.contains("add") && !text.contains("it::add"), "{text}");
}
