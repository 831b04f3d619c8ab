//! Fingerprints: what stands in for a type of std counts as that type, everything else as itself.

use std::collections::{HashMap, HashSet};
use std::hash::RandomState;

use cerial::{Fingerprint, Schema};

fn same<A: Schema + ?Sized, B: Schema + ?Sized>() {
    assert_eq!(Fingerprint::of::<A>(), Fingerprint::of::<B>(), "{}", std::any::type_name::<A>());
}

#[test]
fn stand_ins_count_as_what_they_stand_in_for() {
    same::<bytes::Bytes, Vec<u8>>();
    same::<bytes::BytesMut, Vec<u8>>();
    same::<smallvec::SmallVec<[String; 4]>, Vec<String>>();
    same::<arrayvec::ArrayVec<u16, 4>, Vec<u16>>();
    same::<arrayvec::ArrayString<4>, String>();
    same::<hashbrown::HashMap<u8, u16, RandomState>, HashMap<u8, u16>>();
    same::<hashbrown::HashSet<u8, RandomState>, HashSet<u8>>();
    same::<once_cell::unsync::OnceCell<u8>, std::cell::OnceCell<u8>>();
    same::<once_cell::sync::OnceCell<u8>, std::sync::OnceLock<u8>>();
    same::<ndarray::ArcArray2<f32>, ndarray::Array2<f32>>();
}

#[test]
fn everything_else_counts_as_itself() {
    let all = [
        Fingerprint::of::<uuid::Uuid>(),
        Fingerprint::of::<[u8; 16]>(),
        Fingerprint::of::<rust_decimal::Decimal>(),
        Fingerprint::of::<url::Url>(),
        Fingerprint::of::<String>(),
        Fingerprint::of::<jiff::ZonedDateTime>(),
        Fingerprint::of::<jiff::Timestamp>(),
        Fingerprint::of::<jiff::SignedDuration>(),
        Fingerprint::of::<time::Duration>(),
        Fingerprint::of::<chrono::TimeDelta>(),
        Fingerprint::of::<chrono::NaiveDate>(),
        Fingerprint::of::<time::Date>(),
        Fingerprint::of::<jiff::civil::Date>(),
        Fingerprint::of::<chrono::DateTime<chrono::Utc>>(),
        Fingerprint::of::<chrono::DateTime<chrono::FixedOffset>>(),
        Fingerprint::of::<serde_json::Value>(),
        Fingerprint::of::<serde_json::Map<String, serde_json::Value>>(),
        Fingerprint::of::<ordered_float::OrderedFloat<f64>>(),
        Fingerprint::of::<ordered_float::NotNan<f64>>(),
        Fingerprint::of::<f64>(),
        Fingerprint::of::<ndarray::Array1<u8>>(),
        Fingerprint::of::<ndarray::Array2<u8>>(),
        Fingerprint::of::<ndarray::Array2<u16>>(),
        Fingerprint::of::<ndarray::ArrayD<u8>>(),
        Fingerprint::of::<Vec<u8>>(),
        Fingerprint::of::<indexmap::IndexMap<u8, u16, RandomState>>(),
        Fingerprint::of::<indexmap::IndexMap<u16, u8, RandomState>>(),
        Fingerprint::of::<HashMap<u8, u16>>(),
        Fingerprint::of::<indexmap::IndexSet<u8, RandomState>>(),
    ];
    let different: HashSet<_> = all.iter().collect();
    assert_eq!(different.len(), all.len());
}
