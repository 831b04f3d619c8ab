//! Explanations: what is where in a message, as text and as JSON.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};

use cerial::{Cerial, Decode, Encode, ErrorKind, Options, explain, to_vec};

#[derive(Cerial, Default)]
struct Node {
    name: String,
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}

/// A root with twice the same child.
fn tree() -> Rc<Node> {
    let node = |name: &str| Rc::new(Node { name: name.into(), ..Node::default() });
    let (root, child) = (node("root"), node("child"));
    *child.parent.borrow_mut() = Rc::downgrade(&root);
    root.children.borrow_mut().extend([Rc::clone(&child), child]);
    root
}

/// The table of a value's message.
#[track_caller]
fn table<T: Encode + Decode>(value: &T) -> String {
    explain::<T>(&to_vec(value).expect("it encodes")).expect("it is a message").to_string()
}

#[test]
fn a_graph_is_told_object_by_object() {
    let text: Rc<str> = "text".into();
    let expected = "\
offset   size
     0      1  header: version 1, with shared objects
     1      3  value: (Rc<Node>, Rc<str>, Rc<str>)
     1      1    .0: Rc<Node> = new object 0
     2      1    .1: Rc<str> = new object 1
     3      1    .2: Rc<str> = object 1
     4      9  object 0: Node
     4      5    .name: String = \"root\"
     9      1    .parent: RefCell<Weak<Node>> = no target
    10      3    .children: RefCell<Vec<Rc<Node>>> = 2 elements
    11      1      .children[0]: Rc<Node> = new object 2
    12      1      .children[1]: Rc<Node> = object 2
    13      8  object 2: Node
    13      6    .name: String = \"child\"
    19      1    .parent: RefCell<Weak<Node>> = object 0
    20      1    .children: RefCell<Vec<Rc<Node>>> = 0 elements
    21      5  object 1: str = \"text\"
    26     14  section: 3 shared objects
";
    assert_eq!(table(&(tree(), Rc::clone(&text), text)), expected);
}

#[derive(Cerial)]
enum Shape {
    Nothing,
    Circle(f64),
    Named { name: String, of: Box<Shape> },
}

#[derive(Cerial)]
struct Plain {
    wide: u32,
    flag: bool,
}

mod half {
    use cerial::{Decode, Decoder, Encode, Encoder, Error};

    pub(super) fn encode(number: &u8, encoder: &mut Encoder<'_>) -> Result<(), Error> {
        (number / 2).encode(encoder)
    }

    pub(super) fn decode(decoder: &mut Decoder<'_>) -> Result<u8, Error> {
        u8::decode(decoder).map(|half| half * 2)
    }
}

#[derive(Cerial)]
struct Mixed {
    #[cerial(with = "half")]
    even: u8,
    shapes: Vec<Shape>,
    plain: [Plain; 2],
    numbers: Vec<u16>,
    names: BTreeMap<String, Option<char>>,
    #[cerial(skip)]
    _left_out: u8,
    age: std::time::Duration,
}

#[test]
fn enums_maps_and_what_others_take_are_told() {
    let mixed = Mixed {
        even: 8,
        shapes: vec![Shape::Nothing, Shape::Named { name: "round".into(), of: Box::new(Shape::Circle(0.5)) }],
        plain: [Plain { wide: 1, flag: true }, Plain { wide: 2, flag: false }],
        numbers: (0..10).collect(),
        names: BTreeMap::from([("a".into(), None), ("b".repeat(50), Some('ß'))]),
        _left_out: 5,
        age: std::time::Duration::from_secs(1),
    };
    let table = table(&mixed);
    let lines: Vec<&str> = table.lines().skip(1).map(|line| &line[15..]).collect();
    let expected = [
        "header: version 1",
        "value: Mixed",
        "  .even: u8 = 04",
        "  .shapes: Vec<Shape> = 2 elements",
        "    .shapes[0]: Shape = Nothing",
        "    .shapes[1]: Shape = Named",
        "      .shapes[1]::Named.name: String = \"round\"",
        "      .shapes[1]::Named.of: Box<Shape> = Circle",
        "        .shapes[1]::Named.of::Circle.0: f64 = 0.5",
        "  .plain: [Plain; 2]",
        "    .plain[0]: Plain",
        "      .plain[0].wide: u32 = 1",
        "      .plain[0].flag: bool = true",
        "    .plain[1]: Plain",
        "      .plain[1].wide: u32 = 2",
        "      .plain[1].flag: bool = false",
        "  .numbers: Vec<u16> = 10 elements (0, 1, 2, 3, 4, 5, 6, 7, …)",
        "  .names: BTreeMap<String, Option<char>> = 2 elements",
        "    .names[key 0]: String = \"a\"",
        "    .names[0]: Option<char> = None",
        "    .names[key 1]: String = \"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"…",
        "    .names[1]: Option<char> = Some 'ß'",
        "  .age: Duration = 01 00 00 00 00 00 00 00 00 00 00 00",
    ];
    assert_eq!(lines, expected);
}

#[test]
fn the_parts_of_a_value_fill_it() {
    let bytes = to_vec(&(tree(), 5_u8, "a")).expect("it encodes");
    let text = explain::<(Rc<Node>, u8, String)>(&bytes).expect("it is a message").to_string();
    let top: Vec<(usize, usize)> = text
        .lines()
        .skip(1)
        .filter(|line| line[15..].starts_with(|letter: char| letter != ' '))
        .map(|line| (line[..6].trim().parse().expect("an offset"), line[7..13].trim().parse().expect("a size")))
        .collect();
    let mut end = 0;
    for (offset, size) in &top {
        assert_eq!(*offset, end, "{text}");
        end += size;
    }
    assert_eq!(end, bytes.len(), "{text}");
}

#[test]
fn broken_bytes_are_told_as_far_as_they_go_with_what_decoding_says() {
    let bytes = [1, 2, 1, b'a', 9];
    let error = explain::<Vec<String>>(&bytes).expect_err("it ends early");
    assert_eq!(error.error().kind(), ErrorKind::End);
    assert_eq!(error.error().to_string(), cerial::from_slice::<Vec<String>>(&bytes).unwrap_err().to_string());
    let text = error.to_string();
    assert!(text.contains("[0]: String = \"a\"\n"), "{text}");
    assert!(text.contains("[1]: String = (broken)\n"), "{text}");
    assert!(text.ends_with(&format!("error: {}", error.error())), "{text}");
    assert!(format!("{error:?}").ends_with(&text));
    assert_eq!(cerial::Error::from(error).kind(), ErrorKind::End);
}

#[test]
fn what_only_decoding_notices_is_an_error_too() {
    let unsorted = [1, 2, 5, 4];
    let error = explain::<std::collections::BTreeSet<u8>>(&unsorted).expect_err("the keys don't ascend");
    assert_eq!(error.error().kind(), ErrorKind::NotCanonical);
    assert!(error.explanation().to_string().contains("[key 1]: u8 = 4"));
}

#[test]
fn any_cut_and_any_byte_is_told_without_a_panic() {
    type Graph = (Rc<Node>, Rc<str>, Rc<str>);
    let text: Rc<str> = "text".into();
    let bytes = to_vec(&(tree(), Rc::clone(&text), text)).expect("it encodes");
    for end in 0..bytes.len() {
        let error = explain::<Graph>(&bytes[..end]).expect_err("it is cut off");
        assert!(error.to_string().contains("error: "));
        for byte in [0, 1, 2, 3, 7, 0x80, 0xff] {
            let mut other = bytes.clone();
            other[end] = byte;
            let told = explain::<Graph>(&other).map(|explanation| explanation.to_string());
            assert_eq!(told.is_ok(), cerial::from_slice::<Graph>(&other).is_ok(), "byte {end} is {byte}");
        }
    }
}

/// Decodes by hand, and holds a pointer.
struct ByHand(Rc<Node>);

impl cerial::Schema for ByHand {
    fn schema(s: &mut cerial::SchemaBuilder) {
        s.structure("ByHand").field::<Rc<Node>>("0");
    }
}

impl Encode for ByHand {
    fn encode(&self, encoder: &mut cerial::Encoder<'_>) -> Result<(), cerial::Error> {
        self.0.encode(encoder)
    }
}

impl Decode for ByHand {
    fn decode(decoder: &mut cerial::Decoder<'_>) -> Result<Self, cerial::Error> {
        Rc::decode(decoder).map(Self)
    }
}

#[test]
fn objects_that_hand_written_code_met_are_told_too() {
    let table = table(&ByHand(tree()));
    assert!(table.contains("value: ByHand = 02\n"), "{table}");
    assert!(table.contains("object 1: Node\n"), "{table}");
    assert!(table.contains(".name: String = \"child\"\n"), "{table}");
}

#[test]
fn a_deep_value_is_told_without_a_deep_text() {
    let deep = (0..150).fold(Shape::Nothing, |of, _| Shape::Named { name: String::new(), of: Box::new(of) });
    let options = Options::new().max_depth(500);
    let bytes = options.to_vec(&deep).expect("it encodes");
    let text = options.explain::<Shape>(&bytes).expect("it is a message").to_string();
    assert!(text.contains("…"), "{text}");
    assert!(text.lines().all(|line| line.len() < 500));
    drop(explain::<Shape>(&bytes).expect_err("it is deeper than the default"));
}

#[test]
fn the_explanation_itself_is_paid_from_the_budget() {
    let bytes = to_vec(&vec![None::<u8>; 10_000]).expect("it encodes");
    let options = Options::new().max_memory(100_000);
    assert!(options.from_slice::<Vec<Option<u8>>>(&bytes).is_ok());
    let error = options.explain::<Vec<Option<u8>>>(&bytes).expect_err("it takes more memory than the value");
    assert_eq!(error.error().kind(), ErrorKind::Memory);
}

#[cfg(feature = "serde")]
#[test]
fn an_explanation_is_json() {
    let bytes = Options::new().fingerprint(true).to_vec(&(tree(), 5_u8)).expect("it encodes");
    let explanation = explain::<(Rc<Node>, u8)>(&bytes).expect("it is a message");
    let json = serde_json::to_value(&explanation).expect("it is JSON");
    assert_eq!((&json["size"], &json["objects"]), (&bytes.len().into(), &2.into()));
    assert_eq!(json["fingerprint"].as_str().map(str::len), Some(16));
    let part = serde_json::json!({
        "object": 1, "path": ".name", "type": "String", "offset": 20, "size": 6, "depth": 1, "what": "\"child\"",
    });
    assert!(json["parts"].as_array().expect("a list").contains(&part), "{json:#}");
    let error = explain::<(Rc<Node>, u8)>(&bytes[..3]).expect_err("it ends early");
    assert!(serde_json::to_value(&error).expect("it is JSON")["error"].is_string());
}
