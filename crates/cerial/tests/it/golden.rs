//! Bytes that must never change: what was written once is read for ever.

use std::cell::RefCell;
use std::error::Error;
use std::fs;
use std::path::PathBuf;
use std::rc::{Rc, Weak};

use cerial::{Cerial, ErrorKind, Options};

#[derive(Cerial)]
struct Node {
    name: String,
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}

#[derive(Cerial)]
enum Shape {
    Nothing,
    Circle(f64),
    Named { name: String, of: Box<Shape> },
}

fn tree() -> Rc<Node> {
    let node =
        |name: &str| Rc::new(Node { name: name.into(), parent: RefCell::default(), children: RefCell::default() });
    let (root, child) = (node("root"), node("child"));
    *child.parent.borrow_mut() = Rc::downgrade(&root);
    root.children.borrow_mut().extend([Rc::clone(&child), child]);
    root
}

#[cerial::object]
trait Figure: cerial::Object {
    fn area(&self) -> u8;
    fn over(&self) -> Option<Rc<dyn Figure>>;
}

#[derive(Cerial)]
struct Disc {
    radius: u8,
    over: RefCell<Weak<dyn Figure>>,
}

#[derive(Cerial)]
struct Dot;

#[cerial::object(name = "disc")]
impl Figure for Disc {
    fn area(&self) -> u8 {
        3 * self.radius * self.radius
    }

    fn over(&self) -> Option<Rc<dyn Figure>> {
        self.over.borrow().upgrade()
    }
}

#[cerial::object(name = "dot")]
impl Figure for Dot {
    fn area(&self) -> u8 {
        0
    }

    fn over(&self) -> Option<Rc<dyn Figure>> {
        None
    }
}

type Figures = (Weak<dyn Figure>, Vec<Box<dyn Figure>>, Rc<dyn Figure>, Rc<Disc>, Rc<dyn Figure>, Box<dyn Error>);

/// The figures, and one outside of them.
fn figures() -> (Figures, Rc<dyn Figure>) {
    let disc = Rc::new(Disc { radius: 2, over: RefCell::new(Weak::<Dot>::new()) });
    *disc.over.borrow_mut() = Rc::downgrade(&(disc.clone() as Rc<dyn Figure>));
    let outside: Rc<dyn Figure> = Rc::new(Disc { radius: 9, over: RefCell::new(Weak::<Dot>::new()) });
    let dots: Vec<Box<dyn Figure>> = vec![Box::new(Dot), Box::new(Dot)];
    ((Rc::downgrade(&outside), dots, disc.clone(), disc, Rc::new(Dot), "x".into()), outside)
}

/// The bytes of a file of hexadecimal numbers, with comments behind `#`.
fn golden(name: &str) -> Vec<u8> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden").join(name);
    let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let numbers = text.lines().flat_map(|line| line.split('#').next().unwrap_or_default().split_whitespace());
    numbers.map(|number| u8::from_str_radix(number, 16).expect("a hexadecimal byte")).collect()
}

#[test]
fn an_old_enum_is_read_and_written_as_ever() {
    let bytes = golden("enum.hex");
    let shape: Shape = cerial::from_slice(&bytes).unwrap();
    assert_eq!(cerial::to_vec(&shape).unwrap(), bytes);
    let Shape::Named { name, of } = shape else { panic!("another variant") };
    assert!(name == "round" && matches!(*of, Shape::Circle(0.5)));
    assert_eq!(cerial::to_vec(&Shape::Nothing).unwrap(), [1, 0]);
}

#[test]
fn an_old_graph_is_read_and_written_as_ever() {
    let bytes = golden("graph.hex");
    let graph: (Rc<Node>, Rc<str>, Rc<str>) = cerial::from_slice(&bytes).unwrap();
    let children = graph.0.children.borrow().clone();
    assert!(Rc::ptr_eq(&children[0], &children[1]));
    assert!(Rc::ptr_eq(&children[0].parent.borrow().upgrade().unwrap(), &graph.0));
    assert!(Rc::ptr_eq(&graph.1, &graph.2) && &*graph.1 == "text");
    let text: Rc<str> = "text".into();
    assert_eq!(cerial::to_vec(&(tree(), Rc::clone(&text), text)).unwrap(), bytes);
}

#[test]
fn a_message_of_another_version_is_refused_by_its_number() {
    for (name, flags) in [("enum.hex", 0), ("graph.hex", 0x80), ("enum.hex", 0x40), ("graph.hex", 0xc0)] {
        for version in [0, 2, 3, 0x3f] {
            let mut bytes = golden(name);
            bytes[0] = version | flags;
            let error = cerial::from_slice::<Shape>(&bytes).err().expect("nobody knows that version");
            assert_eq!(error.kind(), ErrorKind::Header);
            let text = error.to_string();
            assert!(text.contains(&format!("version {version},")) && text.contains("version 1;"), "{text}");
        }
    }
}

#[test]
fn a_fingerprint_of_old_is_still_that_of_the_type() {
    let options = Options::new().fingerprint(true);
    let bytes = golden("fingerprint.hex");
    let graph: (Rc<Node>, Rc<str>, Rc<str>) = options.from_slice(&bytes).unwrap();
    assert_eq!(options.to_vec(&graph).unwrap(), bytes);
    let without = golden("graph.hex");
    assert_eq!((bytes[0], &bytes[9..]), (without[0] | 0x40, &without[1..]));
}

#[test]
fn a_fingerprint_is_held_against_the_type_before_anything_is_decoded() {
    let asked = Options::new().fingerprint(true);
    let bytes = asked.to_vec(&Shape::Circle(0.5)).unwrap();
    assert!(matches!(cerial::from_slice::<Shape>(&bytes), Ok(Shape::Circle(0.5))));
    for other in [cerial::from_slice::<(u8, f64)>(&bytes).err(), cerial::from_slice::<(u8, f64)>(&bytes[..9]).err()] {
        assert_eq!(other.unwrap().kind(), ErrorKind::Type);
    }
    let without = cerial::to_vec(&Shape::Nothing).unwrap();
    assert_eq!(asked.from_slice::<Shape>(&without).err().unwrap().kind(), ErrorKind::Type);
    for end in 1..9 {
        assert_eq!(cerial::from_slice::<Shape>(&bytes[..end]).err().unwrap().kind(), ErrorKind::End);
    }
}

#[test]
fn old_trait_objects_are_read_and_written_as_ever() {
    let bytes = golden("objects.hex");
    let (figures, outside) = figures();
    assert_eq!(cerial::to_vec(&figures).unwrap(), bytes);
    drop(outside);
    let (weak, dots, figure, disc, dot, error): Figures = cerial::from_slice(&bytes).unwrap();
    assert!(weak.upgrade().is_none());
    assert_eq!((dots.len(), dots[0].area(), dot.area(), figure.area(), disc.radius), (2, 0, 0, 12, 2));
    assert!(Rc::ptr_eq(&figure, &(disc as Rc<dyn Figure>)));
    assert!(Rc::ptr_eq(&figure, &figure.over().unwrap()));
    assert_eq!(error.to_string(), "x");
}
