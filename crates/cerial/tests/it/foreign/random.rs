//! Values and bytes that nobody thought of.

use cerial::{Cerial, from_slice, to_vec};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::types::message;

/// Whatever is accepted is what would be written.
fn accepted_is_canonical<T: Cerial>(bytes: &[u8]) {
    if let Ok(value) = from_slice::<T>(bytes) {
        assert_eq!(to_vec(&value).expect("it encodes"), bytes, "{}", std::any::type_name::<T>());
    }
}

/// Bytes that are often small numbers, and sometimes anything.
fn body() -> impl Strategy<Value = Vec<u8>> {
    vec(prop_oneof![4 => Just(0_u8), 2 => 0_u8..6, 1 => any::<u8>(), 1 => Just(255_u8)], 0..60)
}

fn json() -> impl Strategy<Value = serde_json::Value> {
    use serde_json::{Map, Value, json};

    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(4, 40, 6, |inner| {
        prop_oneof![
            vec(inner.clone(), 0..6).prop_map(Value::from),
            vec((any::<String>(), inner), 0..6).prop_map(|entries| Value::Object(Map::from_iter(entries))),
        ]
    })
}

proptest! {
    #[test]
    fn accepted_bytes_of_foreign_types_are_the_ones_that_would_be_written(body in body()) {
        let bytes = message(&body);
        accepted_is_canonical::<Vec<jiff::Timestamp>>(&bytes);
        accepted_is_canonical::<Vec<jiff::SignedDuration>>(&bytes);
        accepted_is_canonical::<jiff::Span>(&message(&[&body[..], &[0; 58]].concat()[..58]));
        accepted_is_canonical::<Vec<jiff::civil::DateTime>>(&bytes);
        accepted_is_canonical::<Vec<chrono::DateTime<chrono::FixedOffset>>>(&bytes);
        accepted_is_canonical::<Vec<chrono::TimeDelta>>(&bytes);
        accepted_is_canonical::<Vec<time::OffsetDateTime>>(&bytes);
        accepted_is_canonical::<Vec<time::Duration>>(&bytes);
        accepted_is_canonical::<Vec<rust_decimal::Decimal>>(&bytes);
        accepted_is_canonical::<Vec<url::Url>>(&bytes);
        accepted_is_canonical::<Vec<serde_json::Number>>(&bytes);
        accepted_is_canonical::<ndarray::ArrayD<u8>>(&bytes);
        accepted_is_canonical::<ndarray::Array2<bool>>(&bytes);
        accepted_is_canonical::<Vec<smallvec::SmallVec<[u16; 2]>>>(&bytes);
        accepted_is_canonical::<Vec<arrayvec::ArrayString<8>>>(&bytes);
        accepted_is_canonical::<indexmap::IndexMap<u8, u8, std::hash::RandomState>>(&bytes);
    }

    #[test]
    fn json_comes_back(value in json()) {
        let bytes = to_vec(&value).expect("it encodes");
        let back: serde_json::Value = from_slice(&bytes).expect("it decodes");
        prop_assert_eq!(&back, &value);
        prop_assert_eq!(to_vec(&back).expect("it encodes again"), bytes);
    }

    #[test]
    fn decimals_come_back(mantissa in -(1_i128 << 95)..(1_i128 << 95), scale in 0_u32..=28) {
        let decimal = rust_decimal::Decimal::from_i128_with_scale(mantissa, scale);
        let back = cerial::copy(&decimal).expect("it travels");
        prop_assert_eq!((back.mantissa(), back.scale()), (decimal.mantissa(), decimal.scale()));
    }

    #[test]
    fn points_of_time_come_back(second in -377_705_023_201_i64..=253_402_207_200, nanos in 0_i32..1_000_000_000) {
        if let Ok(time) = jiff::Timestamp::new(second, nanos) {
            prop_assert_eq!(cerial::copy(&time).expect("it travels"), time);
        }
        if let Some(time) = chrono::DateTime::from_timestamp(second, nanos as u32) {
            prop_assert_eq!(cerial::copy(&time).expect("it travels"), time);
        }
        if let Ok(time) = time::OffsetDateTime::from_unix_timestamp(second) {
            let time = time + time::Duration::nanoseconds(i64::from(nanos));
            prop_assert_eq!(cerial::copy(&time).expect("it travels"), time);
        }
    }
}
