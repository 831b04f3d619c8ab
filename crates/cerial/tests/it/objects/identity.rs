//! One object stays one, by whatever types it is pointed to.

use std::rc::{self, Rc};
use std::sync::{self, Arc};

use cerial::{ErrorKind, to_vec};

use super::{Circle, Shape, address, back, rect};

#[test]
fn one_object_is_held_as_its_type_and_as_its_trait() {
    let circle = Rc::new(Circle(1.0));
    let shape: Rc<dyn Shape> = circle.clone();
    let weak: rc::Weak<dyn Shape> = Rc::downgrade(&shape);
    let (first, circle, again, shape, last, other) = back(&(
        weak.clone(),
        circle.clone(),
        Rc::downgrade(&circle),
        shape,
        weak,
        Rc::new(Circle(1.0)) as Rc<dyn Shape>,
    ));
    let here = address(&*circle);
    assert_eq!(here, address(&*shape));
    assert_eq!(here, address(&*first.upgrade().unwrap()));
    assert_eq!(here, address(&*again.upgrade().unwrap()));
    assert_eq!(here, address(&*last.upgrade().unwrap()));
    assert_ne!(here, address(&*other));
    assert_eq!((Rc::strong_count(&circle), Rc::weak_count(&circle)), (2, 3));
}

#[test]
fn an_arc_stays_one_across_the_forms_of_its_trait() {
    let circle = Arc::new(Circle(1.0));
    type All = (Arc<dyn Shape + Send>, Arc<dyn Shape>, sync::Weak<dyn Shape + Send + Sync>, Arc<Circle>);
    let all: All = (circle.clone(), circle.clone(), Arc::downgrade(&(circle.clone() as _)), circle);
    let all = back(&all);
    assert_eq!(address(&*all.0), address(&*all.1));
    assert_eq!(address(&*all.1), address(&*all.2.upgrade().unwrap()));
    assert_eq!(address(&*all.2.upgrade().unwrap()), address(&*all.3));
    assert_eq!(Arc::strong_count(&all.3), 3);
}

#[test]
fn a_weak_pointer_finds_itself_through_its_trait() {
    let shape: Rc<dyn Shape> = back(&(rect(3.0) as Rc<dyn Shape>));
    let any: Rc<dyn std::any::Any> = shape.clone();
    let rect = any.downcast::<super::Rect>().expect("a Rect");
    assert_eq!(address(&*rect.me.upgrade().unwrap()), address(&*shape));
    assert_eq!(shape.area(), 6.0);
}

#[test]
fn weak_pointers_without_a_target_come_back_empty() {
    let outside: Rc<dyn Shape> = Rc::new(Circle(1.0));
    let gone: rc::Weak<dyn Shape> = Rc::downgrade(&(Rc::new(Circle(2.0)) as _));
    let never: sync::Weak<dyn Shape + Send> = sync::Weak::<Circle>::new();
    let (outside, gone, never) = back(&(Rc::downgrade(&outside), gone, never));
    assert!(outside.upgrade().is_none() && gone.upgrade().is_none() && never.upgrade().is_none());
}

#[test]
fn empty_objects_stay_apart() {
    #[derive(cerial::Cerial)]
    struct Dot;

    #[cerial::object]
    impl Shape for Dot {
        fn area(&self) -> f64 {
            0.0
        }
    }

    let dots: Vec<Rc<dyn Shape>> = (0..3).map(|_| Rc::new(Dot) as _).collect();
    let (twice, boxed): (Vec<Rc<dyn Shape>>, Box<dyn Shape>) =
        back(&([dots.clone(), dots].concat(), Box::new(Dot) as _));
    assert_eq!(boxed.area(), 0.0);
    for (index, dot) in twice.iter().take(3).enumerate() {
        assert_eq!(twice.iter().filter(|other| Rc::ptr_eq(dot, other)).count(), 2, "{index}");
    }
}

#[test]
fn one_address_is_not_two_types() {
    #[derive(cerial::Cerial, Debug)]
    struct Wrong(u8);

    // What an unregistered error travels as is not what its type travels as.
    impl std::fmt::Display for Wrong {
        fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
            write!(f, "wrong {}", self.0)
        }
    }

    impl std::error::Error for Wrong {}

    let wrong = Rc::new(Wrong(5));
    assert_eq!(back(&(wrong.clone(), wrong.clone())).1.0, 5);
    assert_eq!(back(&(wrong.clone() as Rc<dyn std::error::Error>)).to_string(), "wrong 5");
    let error = to_vec(&(wrong.clone(), wrong as Rc<dyn std::error::Error>)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Reference);
}
