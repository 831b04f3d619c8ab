//! The statistics are numpy's: on the times of `fixtures/numpy.json`, which `fixtures/make.py` wrote with the numpy
//! that stands in it.
//!
//! Whole numbers must be equal. Times agree to the nearest nanosecond, which is how finely a `Duration` can tell them
//! (and where numpy interpolates, an `f64` of its size); the variance agrees to a relative 10^-12.

use std::time::Duration;

use serde_json::Value;
use sktime::Timer;

/// Half a nanosecond is the rounding; the rest is that of numpy's own arithmetic.
fn same_time(ours: Option<Duration>, numpy: f64) -> bool {
    ours.is_some_and(|ours| (ours.as_nanos() as f64 - numpy).abs() <= 0.5 + numpy * 1e-15)
}

fn cases() -> Vec<Value> {
    let text = include_str!("fixtures/numpy.json");
    let fixtures: Value = serde_json::from_str(text).unwrap();
    assert!(fixtures["numpy"].as_str().unwrap().starts_with("2."));
    fixtures["cases"].as_array().unwrap().clone()
}

fn timer(case: &Value) -> Timer {
    let timer = Timer::new();
    for time in case["times_ns"].as_array().unwrap() {
        timer.add(Duration::from_nanos(time.as_u64().unwrap()));
    }
    timer
}

#[test]
fn counts_sums_and_extremes_are_those_of_numpy() {
    let cases = cases();
    assert!(cases.len() >= 9);
    for case in cases {
        let (timer, name) = (timer(&case), &case["name"]);
        let nanos = |key: &str| Some(Duration::from_nanos(case[key].as_u64().unwrap()));
        assert_eq!(timer.total(), nanos("total_ns"), "{name}");
        assert_eq!(timer.min(), nanos("min_ns"), "{name}");
        assert_eq!(timer.max(), nanos("max_ns"), "{name}");
        assert_eq!(timer.fastest().map(|(index, _)| index as u64), case["fastest"].as_u64(), "{name}");
        assert_eq!(timer.slowest().map(|(index, _)| index as u64), case["slowest"].as_u64(), "{name}");
    }
}

#[test]
fn mean_and_spread_are_those_of_numpy() {
    for case in cases() {
        let (timer, name) = (timer(&case), &case["name"]);
        assert!(same_time(timer.mean(), case["mean_ns"].as_f64().unwrap()), "{name}: {:?}", timer.mean());
        let Some(variance) = case["variance_ns2"].as_f64() else {
            assert_eq!((timer.variance(), timer.stdev()), (None, None), "{name}");
            continue;
        };
        let ours = timer.variance().unwrap() * 1e18;
        assert!((ours - variance).abs() <= variance * 1e-12, "{name}: {ours} {variance}");
        assert!(same_time(timer.stdev(), case["stdev_ns"].as_f64().unwrap()), "{name}: {:?}", timer.stdev());
    }
}

#[test]
fn percentiles_are_those_of_numpy() {
    for case in cases() {
        let (timer, name) = (timer(&case), &case["name"]);
        let stats = timer.stats().unwrap();
        assert!(same_time(timer.median(), case["median_ns"].as_f64().unwrap()), "{name}");
        for pair in case["percentiles_ns"].as_array().unwrap() {
            let (p, numpy) = (pair[0].as_f64().unwrap(), pair[1].as_f64().unwrap());
            assert!(same_time(timer.percentile(p), numpy), "{name}, p{p}: {:?} {numpy}", timer.percentile(p));
            assert_eq!(stats.percentile(p), timer.percentile(p), "{name}, p{p}");
        }
    }
}
