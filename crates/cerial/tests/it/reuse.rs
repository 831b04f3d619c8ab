//! Decoding into the place of another value.

use cerial::{Cerial, ErrorKind, Options, decode_into, to_vec};

#[derive(Cerial, Clone, Debug, PartialEq)]
struct Frame {
    name: String,
    samples: Vec<f32>,
    rows: Vec<Vec<u8>>,
    next: Option<Box<Frame>>,
    at: (u8, u8),
}

fn frame(len: usize) -> Frame {
    let rows = vec![vec![len as u8; len]; len];
    Frame { name: "x".repeat(len), samples: vec![0.5; len], rows, next: None, at: (1, 2) }
}

#[test]
fn memory_is_used_again_at_every_depth() {
    let mut place = Frame { next: Some(Box::new(frame(50))), ..frame(60) };
    let addresses = |frame: &Frame| {
        let next = frame.next.as_deref().expect("there is one");
        (frame.name.as_ptr(), frame.samples.as_ptr(), frame.rows[3].as_ptr(), &raw const *next, next.rows[2].as_ptr())
    };
    let before = addresses(&place);
    let value = Frame { next: Some(Box::new(frame(10))), ..frame(20) };
    decode_into(&to_vec(&value).unwrap(), &mut place).unwrap();
    assert_eq!(place, value);
    assert_eq!(addresses(&place), before);
}

#[test]
fn a_longer_value_grows_and_a_shorter_one_shrinks() {
    let mut place = frame(3);
    for len in [0, 40, 3] {
        decode_into(&to_vec(&frame(len)).unwrap(), &mut place).unwrap();
        assert_eq!(place, frame(len));
    }
}

#[test]
fn an_error_names_its_place_and_leaves_a_value() {
    let bytes = to_vec(&frame(3)).unwrap();
    let mut place = frame(5);
    let error = decode_into(&bytes[..14], &mut place).unwrap_err();
    assert_eq!((error.kind(), error.path().to_string().as_str()), (ErrorKind::End, ".samples"));
    assert_eq!(place.name, "xxx");
    let error = decode_into(&[&bytes[..], &[0]].concat(), &mut place).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Trailing);
}

#[test]
fn limits_hold_in_place_too() {
    let mut place = vec![(); 10];
    let bytes = to_vec(&vec![(); 100]).unwrap();
    let error = Options::new().max_elements(50).decode_into(&bytes, &mut place).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Elements);
    let bytes = to_vec(&vec![7_u64; 100]).unwrap();
    let error = Options::new().max_memory(99).decode_into(&bytes, &mut vec![0_u64; 100]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Memory);
}
