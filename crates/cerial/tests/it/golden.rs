//! Bytes that must never change: what was written once is read for ever.

use std::cell::RefCell;
use std::fs;
use std::path::PathBuf;
use std::rc::{Rc, Weak};

use cerial::Cerial;

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
fn a_message_of_a_later_version_is_refused_by_name() {
    let mut bytes = golden("enum.hex");
    bytes[0] = 2;
    let error = cerial::from_slice::<Shape>(&bytes).err().unwrap();
    assert_eq!(error.kind(), cerial::ErrorKind::Header);
}
