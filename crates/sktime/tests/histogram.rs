//! Timers of bounded memory: what stays exact, what comes near, and the way into one.
#![cfg(feature = "hdrhistogram")]

use std::time::Duration;

use proptest::prelude::*;
use sktime::Timer;

fn fill(timer: Timer, nanos: &[u64]) -> Timer {
    nanos.iter().for_each(|&n| timer.add(Duration::from_nanos(n)));
    timer
}

/// Within a tenth of a percent.
fn near(ours: Option<Duration>, exact: Option<Duration>) -> bool {
    match (ours, exact) {
        (Some(ours), Some(exact)) => {
            let (ours, exact) = (ours.as_nanos() as f64, exact.as_nanos() as f64);
            (ours - exact).abs() <= exact * 1e-3 + 0.5
        }
        (ours, exact) => ours == exact,
    }
}

fn times() -> impl Strategy<Value = Vec<u64>> {
    let usual = prop::collection::vec(prop_oneof![0..50_u64, 0..10_000_000_000_u64], 1..100);
    let extreme = prop::collection::vec(prop_oneof![0..50_u64, any::<u64>(), Just(u64::MAX)], 1..10);
    prop_oneof![4 => usual, 1 => extreme]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn all_but_the_percentiles_is_exact_and_they_come_near(nanos in times(), p in 0.0..=100.0_f64) {
        let (histogram, exact) = (fill(Timer::histogram(), &nanos), fill(Timer::new(), &nanos));
        prop_assert_eq!(histogram.count(), exact.count());
        prop_assert_eq!(histogram.total(), exact.total());
        prop_assert_eq!(histogram.mean(), exact.mean());
        prop_assert_eq!((histogram.min(), histogram.max()), (exact.min(), exact.max()));
        prop_assert_eq!(histogram.most_recent(), exact.most_recent());
        prop_assert_eq!(histogram.variance().is_some(), exact.variance().is_some());
        if let (Some(ours), Some(exact)) = (histogram.variance(), exact.variance()) {
            prop_assert!((ours - exact).abs() <= exact * 1e-9, "{} {}", ours, exact);
        }
        for p in [0.0, 100.0] {
            prop_assert_eq!(histogram.percentile(p), exact.percentile(p));
        }
        prop_assert!(near(histogram.percentile(p), exact.percentile(p)), "{:?}", histogram.percentile(p));
        prop_assert!(near(histogram.median(), exact.median()));
    }

    #[test]
    fn merging_histograms_and_exact_timers_counts_every_record(one in times(), other in times()) {
        let whole = fill(Timer::histogram(), &[one.clone(), other.clone()].concat());
        for (first, second) in [
            (fill(Timer::histogram(), &one), fill(Timer::histogram(), &other)),
            (fill(Timer::histogram(), &one), fill(Timer::new(), &other)),
            (fill(Timer::new(), &one), fill(Timer::histogram(), &other)),
        ] {
            first.merge(&second);
            prop_assert!(first.is_histogram());
            prop_assert_eq!((first.count(), first.total()), (whole.count(), whole.total()));
            prop_assert_eq!((first.min(), first.max()), (whole.min(), whole.max()));
            prop_assert_eq!(first.most_recent(), whole.most_recent());
            prop_assert!(near(first.stdev(), whole.stdev()));
        }
    }
}

#[test]
fn a_histogram_has_no_single_records() {
    let timer = fill(Timer::histogram(), &[1, 2, 3]);
    assert!(timer.is_histogram() && timer.times().is_empty());
    assert_eq!((timer.get(0), timer.fastest(), timer.slowest()), (None, None, None));
    assert_eq!(timer.max_times(), None);
    timer.set_max_times(1);
    assert_eq!((timer.count(), timer.is_histogram()), (3, true));
    timer.reset();
    assert_eq!((timer.count(), timer.mean(), timer.stats()), (0, None, None));
}

#[test]
fn over_a_billion_records_nothing_is_lost() {
    // 0 to 1023 ns above 100 s; merged into itself, the number doubles each time.
    let timer = fill(Timer::histogram(), &(0..1024).map(|n| 100_000_000_000 + n).collect::<Vec<_>>());
    (0..20).for_each(|_| timer.merge(&timer.clone()));
    let count = 1_u64 << 30;
    assert_eq!(timer.count() as u64, count);
    let total = Duration::from_secs(100 * count) + Duration::from_nanos(1023 * (count / 2));
    assert_eq!(timer.total(), Some(total));
    assert_eq!(timer.mean(), Some(Duration::from_nanos(100_000_000_512)));
    // Σ(x - mean)² of 0 to k - 1 is k(k² - 1)/12.
    let variance = 1e-18 * count as f64 * (1024.0 * 1024.0 - 1.0) / 12.0 / (count - 1) as f64;
    assert!((timer.variance().unwrap() / variance - 1.0).abs() < 1e-6, "{:?}", timer.variance());
    assert!(near(timer.percentile(99.0), Some(Duration::from_secs(100))));
}

#[test]
fn threads_share_one_histogram() {
    static TIMER: Timer = Timer::histogram();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || (0..1000).for_each(|n| TIMER.add(Duration::from_nanos(thread * 1000 + n))));
        }
    });
    assert_eq!(TIMER.count(), 4000);
    assert_eq!(TIMER.total(), Some(Duration::from_nanos((0..4000).sum())));
    assert_eq!((TIMER.min(), TIMER.max()), (Some(Duration::ZERO), Some(Duration::from_nanos(3999))));
}
