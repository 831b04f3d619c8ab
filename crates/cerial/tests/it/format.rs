//! The page about the format, held against what is encoded and decoded: its hex dumps are real messages.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use cerial::{Cerial, Options, from_slice, to_vec};

const PAGE: &str = include_str!("../../../../docs/format.md");

/// The hex dumps of the page, by name.
fn dumps() -> BTreeMap<&'static str, Vec<u8>> {
    let mut dumps = BTreeMap::new();
    for block in PAGE.split("\n```hex ").skip(1) {
        let (name, rest) = block.split_once('\n').expect("a dump has a name");
        let (lines, _) = rest.split_once("\n```").expect("a dump ends");
        let numbers = lines.lines().flat_map(|line| line.split('#').next().unwrap_or_default().split_whitespace());
        let bytes = numbers.map(|number| u8::from_str_radix(number, 16).expect("a hexadecimal byte")).collect();
        assert!(dumps.insert(name, bytes).is_none(), "two dumps are called {name}");
    }
    dumps
}

/// What the page shows of a value must be its message.
#[track_caller]
fn is_shown<T: Cerial>(name: &str, value: &T) -> T {
    let shown = dumps().remove(name).expect("the page has the dump");
    assert_eq!(to_vec(value).expect("it encodes"), shown, "the page shows other bytes of {name}");
    from_slice(&shown).expect("it decodes")
}

#[derive(Cerial, Debug, PartialEq)]
struct Sample {
    id: u32,
    name: String,
    tags: Vec<Tag>,
    note: Option<char>,
}

#[derive(Cerial, Debug, PartialEq)]
enum Tag {
    Short,
    Size(u16),
}

fn sample() -> Sample {
    Sample { id: 7, name: "ab".into(), tags: vec![Tag::Short, Tag::Size(300)], note: Some('ß') }
}

#[test]
fn the_page_shows_a_small_value() {
    assert_eq!(is_shown("small", &sample()), sample());
}

#[test]
fn the_page_shows_a_fingerprint() {
    let shown = dumps().remove("fingerprint").expect("the page has the dump");
    let options = Options::new().fingerprint(true);
    assert_eq!(options.to_vec(&sample()).expect("it encodes"), shown);
    assert_eq!(options.from_slice::<Sample>(&shown).expect("it decodes"), sample());
}

#[test]
fn the_page_shows_only_handles() {
    let handles = vec![Rc::new(5_u16), Rc::new(6)];
    assert_eq!(is_shown("alone", &handles), handles);
}

#[test]
fn the_page_shows_forwards() {
    let (here, elsewhere) = (Rc::new(5_u16), Rc::new(6_u16));
    let back = is_shown("forward", &(Rc::downgrade(&here), here, Rc::downgrade(&elsewhere)));
    assert!(Weak::ptr_eq(&back.0, &Rc::downgrade(&back.1)) && *back.1 == 5);
    assert!(back.2.upgrade().is_none());
}

#[derive(Cerial, Default)]
struct Node {
    name: String,
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}

#[test]
fn the_page_shows_a_graph() {
    let node = |name: &str| Rc::new(Node { name: name.into(), ..Node::default() });
    let (root, child, text) = (node("root"), node("child"), Rc::<str>::from("text"));
    *child.parent.borrow_mut() = Rc::downgrade(&root);
    root.children.borrow_mut().extend([Rc::clone(&child), child]);
    let back = is_shown("graph", &(root, Rc::clone(&text), text));
    let children = back.0.children.borrow();
    assert!(Rc::ptr_eq(&children[0], &children[1]) && Rc::ptr_eq(&back.1, &back.2));
    assert!(Weak::ptr_eq(&children[0].parent.borrow(), &Rc::downgrade(&back.0)));
}

#[derive(Cerial)]
struct Link {
    number: u16,
    next: RefCell<Option<Rc<Link>>>,
}

#[test]
fn the_page_shows_a_cycle() {
    let link = Rc::new(Link { number: 7, next: RefCell::default() });
    *link.next.borrow_mut() = Some(Rc::clone(&link));
    let back = is_shown("cycle", &link);
    assert!(back.next.borrow().as_ref().is_some_and(|next| Rc::ptr_eq(next, &back)));
    assert_eq!(back.number, 7);
    for ring in [link, back] {
        ring.next.take();
    }
}

#[cerial::object]
trait Figure: cerial::Object {
    fn over(&self) -> Option<Rc<dyn Figure>>;
}

#[derive(Cerial)]
struct Dot;

#[derive(Cerial)]
struct Disc {
    radius: u8,
    over: RefCell<Weak<dyn Figure>>,
}

#[cerial::object(name = "dot")]
impl Figure for Dot {
    fn over(&self) -> Option<Rc<dyn Figure>> {
        None
    }
}

#[cerial::object(name = "disc")]
impl Figure for Disc {
    fn over(&self) -> Option<Rc<dyn Figure>> {
        self.over.borrow().upgrade()
    }
}

#[test]
fn the_page_shows_trait_objects() {
    let disc = Rc::new(Disc { radius: 2, over: RefCell::new(Weak::<Dot>::new()) });
    *disc.over.borrow_mut() = Rc::downgrade(&(disc.clone() as Rc<dyn Figure>));
    let dots: Vec<Box<dyn Figure>> = vec![Box::new(Dot), Box::new(Dot)];
    let (dots, figure, disc) = is_shown("objects", &(dots, disc.clone() as Rc<dyn Figure>, disc));
    assert!(dots.len() == 2 && dots.iter().all(|dot| dot.over().is_none()));
    assert!(Rc::ptr_eq(&figure, &(disc.clone() as _)) && Rc::ptr_eq(&figure, &disc.over().expect("it is there")));
    assert_eq!(disc.radius, 2);
}

#[cerial::function(name = "rules/least")]
fn least(one: u64, other: u64) -> u64 {
    one.min(other)
}

#[test]
fn the_page_shows_a_function() {
    assert_eq!(is_shown("function", &(least as fn(u64, u64) -> u64))(1, 2), 1);
}

#[test]
fn the_page_shows_varints() {
    let varint = |number: u64| {
        let row = PAGE.lines().find_map(|line| line.strip_prefix(&format!("| {number} | `"))).expect("the page has it");
        let (bytes, _) = row.split_once('`').expect("a code");
        bytes.split(' ').map(|byte| u8::from_str_radix(byte, 16).expect("a byte")).collect::<Vec<u8>>()
    };
    for len in [0, 127, 128, 300] {
        let message = to_vec(&vec![0_u8; len]).expect("it encodes");
        assert_eq!(message[1..message.len() - len], varint(len as u64));
    }
}

#[test]
fn every_dump_of_the_page_is_one_of_these() {
    let names: Vec<&str> = dumps().into_keys().collect();
    assert_eq!(names, ["alone", "cycle", "fingerprint", "forward", "function", "graph", "objects", "small"]);
}
