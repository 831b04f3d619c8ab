//! Numbers, identifiers, JSON, and cells.

use cerial::{ErrorKind, from_slice, to_vec};

use crate::types::{message, refusal, taken, travels};

pub(super) fn uuid() {
    use uuid::Uuid;

    let id = Uuid::from_u128(0x0102_0304_0506_0708_090a_0b0c_0d0e_0f10);
    let bytes = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16];
    travels(id, &bytes);
    travels(vec![id, Uuid::nil()], &[&[2], &bytes[..], &[0; 16]].concat());
    travels([id; 1], &bytes);
}

pub(super) fn rust_decimal() {
    use rust_decimal::Decimal;

    travels(Decimal::new(-12345, 2), &[0, 0, 2, 0x80, 0x39, 0x30, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    travels(Decimal::MAX, &[[0; 4].as_slice(), &[255; 12]].concat());
    assert_eq!(cerial::copy(&Decimal::new(100, 2)).unwrap().to_string(), "1.00", "the scale is kept");
    assert_eq!(refusal::<Decimal>(&[0, 0, 29, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), ErrorKind::Invalid);
    assert_eq!(refusal::<Decimal>(&[1; 16]), ErrorKind::Invalid);
}

pub(super) fn ordered_float() {
    use ordered_float::{NotNan, OrderedFloat};

    travels(OrderedFloat(1.0_f32), &[0, 0, 0x80, 0x3f]);
    travels(vec![OrderedFloat(-0.0_f64)], &[1, 0, 0, 0, 0, 0, 0, 0, 0x80]);
    let nan = f64::from_bits(0x7ff4_dead_beef_0001);
    assert_eq!(cerial::copy(&OrderedFloat(nan)).unwrap().to_bits(), nan.to_bits());
    travels(NotNan::new(1.0_f32).unwrap(), &[0, 0, 0x80, 0x3f]);
    assert_eq!(refusal::<NotNan<f64>>(&f64::NAN.to_le_bytes()), ErrorKind::Invalid);
    assert_eq!(refusal::<Vec<NotNan<f32>>>(&[&[1], &f32::NAN.to_le_bytes()[..]].concat()), ErrorKind::Invalid);
}

pub(super) fn url() {
    use url::Url;

    let text = "https://example.org/a?b=%C3%9F#c";
    travels(Url::parse(text).unwrap(), &[&[text.len() as u8], text.as_bytes()].concat());
    assert_eq!(refusal::<Url>(b"\x05hello"), ErrorKind::Invalid);
    assert_eq!(refusal::<Url>(b"\x0chttp://EX.or"), ErrorKind::NotCanonical);
}

pub(super) fn once_cell() {
    use once_cell::{sync, unsync};

    assert_eq!(taken::<unsync::OnceCell<u8>>(&unsync::OnceCell::from(5_u8), &[1, 5]).get(), Some(&5));
    assert_eq!(taken::<unsync::OnceCell<u8>>(&unsync::OnceCell::<u8>::new(), &[0]).get(), None);
    assert_eq!(taken::<sync::OnceCell<u8>>(&sync::OnceCell::from(5_u8), &[1, 5]).get(), Some(&5));
    assert_eq!(refusal::<sync::OnceCell<u8>>(&[2, 5]), ErrorKind::Invalid);
}

pub(super) fn serde_json() {
    use serde_json::{Map, Number, Value, json};

    travels(Value::Null, &[0]);
    travels(json!(true), &[1, 1]);
    travels(json!(5), &[2, 0, 5, 0, 0, 0, 0, 0, 0, 0]);
    travels(json!(-1), &[2, 1, 255, 255, 255, 255, 255, 255, 255, 255]);
    travels(json!(0.5), &[2, 2, 0, 0, 0, 0, 0, 0, 0xe0, 0x3f]);
    travels(json!("aß"), &[3, 3, b'a', 0xc3, 0x9f]);
    travels(json!([null, [false]]), &[4, 2, 0, 4, 1, 1, 0]);
    travels(json!({"a": null, "b": {}}), &[5, 2, 1, b'a', 0, 1, b'b', 5, 0]);
    travels(Map::from_iter([("a".to_owned(), json!(null))]), &[1, 1, b'a', 0]);
    travels(Number::from(u64::MAX), &[0, 255, 255, 255, 255, 255, 255, 255, 255]);
    let zero = from_slice::<Number>(&to_vec(&Number::from_f64(-0.0).unwrap()).unwrap()).unwrap();
    assert!(zero.as_f64().unwrap().is_sign_negative());
    assert_eq!(refusal::<Value>(&[6]), ErrorKind::Invalid);
    assert_eq!(refusal::<Number>(&[4, 0]), ErrorKind::Invalid);
    assert_eq!(refusal::<Number>(&[&[1], &[0; 8][..]].concat()), ErrorKind::NotCanonical);
    assert_eq!(refusal::<Number>(&[&[2], &f64::INFINITY.to_le_bytes()[..]].concat()), ErrorKind::Invalid);
    assert_eq!(refusal::<Value>(&[5, 2, 1, b'a', 0, 1, b'a', 0]), ErrorKind::NotCanonical);
    // Whether the order is kept is up to the program, and so to the one that wrote it.
    let (here, there) = (json!({"a": null, "b": null}), b"\x05\x02\x01b\x00\x01a\x00");
    assert_eq!(from_slice::<Value>(&message(there)).unwrap(), here);
    // Digits are for numbers that nothing else holds.
    assert_eq!(refusal::<Number>(b"\x03\x01x"), ErrorKind::Invalid);
    assert_eq!(refusal::<Number>(b"\x03\x015"), ErrorKind::Unsupported);
}
