//! Every statistic against the plainest reference: a sorted vector and the textbook's formula.

use std::time::Duration;

use proptest::prelude::*;
use sktime::Timer;

fn timer_of(nanos: &[u64]) -> Timer {
    let timer = Timer::new();
    for &time in nanos {
        timer.add(Duration::from_nanos(time));
    }
    timer
}

/// Times as they occur: from zero to hours, often equal; and now and then any number at all.
fn times() -> impl Strategy<Value = Vec<u64>> {
    let time = prop_oneof![4 => 0..50_u64, 4 => 0..10_000_000_000_u64, 1 => any::<u64>()];
    prop::collection::vec(time, 1..200)
}

/// Equal to the nearest nanosecond, or as near as an `f64` reference of this size can tell.
fn near(ours: Duration, reference: f64) -> bool {
    let ours = ours.as_nanos() as f64;
    (ours - reference).abs() <= 0.5 + reference.abs() * 1e-12
}

proptest! {
    #[test]
    fn sums_and_extremes_equal_the_reference(nanos in times()) {
        let timer = timer_of(&nanos);
        let sum: u128 = nanos.iter().map(|&n| u128::from(n)).sum();
        prop_assert_eq!(timer.count(), nanos.len());
        prop_assert_eq!(timer.total().unwrap().as_nanos(), sum);
        prop_assert!(near(timer.mean().unwrap(), sum as f64 / nanos.len() as f64));
        let min = *nanos.iter().min().unwrap();
        let max = *nanos.iter().max().unwrap();
        let first = |value| nanos.iter().position(|&n| n == value).unwrap();
        prop_assert_eq!(timer.min(), Some(Duration::from_nanos(min)));
        prop_assert_eq!(timer.max(), Some(Duration::from_nanos(max)));
        prop_assert_eq!(timer.fastest(), Some((first(min), Duration::from_nanos(min))));
        prop_assert_eq!(timer.slowest(), Some((first(max), Duration::from_nanos(max))));
    }

    #[test]
    fn variance_equals_the_two_pass_formula(nanos in times()) {
        let timer = timer_of(&nanos);
        let n = nanos.len() as f64;
        let mean = nanos.iter().map(|&x| x as f64).sum::<f64>() / n;
        let squares: f64 = nanos.iter().map(|&x| (x as f64 - mean).powi(2)).sum();
        if nanos.len() < 2 {
            prop_assert_eq!((timer.variance(), timer.stdev()), (None, None));
        } else {
            let variance = squares / (n - 1.0);
            let ours = timer.variance().unwrap() * 1e18;
            prop_assert!((ours - variance).abs() <= variance * 1e-9, "{} {}", ours, variance);
            prop_assert!(near(timer.stdev().unwrap(), ours.sqrt()));
        }
    }

    #[test]
    fn percentiles_interpolate_in_the_sorted_vector(nanos in times(), p in 0.0..=100.0_f64) {
        let timer = timer_of(&nanos);
        let mut sorted = nanos.clone();
        sorted.sort_unstable();
        for p in [0.0, p, 50.0, 100.0] {
            let rank = p / 100.0 * (sorted.len() - 1) as f64;
            let low = sorted[rank.floor() as usize];
            let high = sorted[rank.ceil() as usize];
            // The exact offset from the lower record: that of the whole number would be lost in an f64.
            let way = (high - low) as f64 * rank.fract();
            let ours = timer.percentile(p).unwrap().as_nanos() as u64;
            prop_assert!(low <= ours && ours <= high);
            prop_assert!(((ours - low) as f64 - way).abs() <= 0.5 + way * 1e-9, "{} {} {}", ours, low, way);
        }
        prop_assert_eq!(timer.median(), timer.percentile(50.0));
    }

    #[test]
    fn order_is_that_of_recording(nanos in times()) {
        let timer = timer_of(&nanos);
        let expected: Vec<_> = nanos.iter().copied().map(Duration::from_nanos).collect();
        prop_assert_eq!(timer.times(), expected.clone());
        prop_assert_eq!(timer.most_recent(), expected.last().copied());
        prop_assert_eq!(timer.get(0), expected.first().copied());
        prop_assert_eq!(timer.get(expected.len() - 1), expected.last().copied());
        prop_assert_eq!(timer.get(expected.len()), None);
    }

    #[test]
    fn a_snapshot_tells_what_the_timer_tells(nanos in times(), p in -10.0..=110.0_f64) {
        let timer = timer_of(&nanos);
        let stats = timer.stats().unwrap();
        prop_assert_eq!(stats.count(), timer.count());
        prop_assert_eq!(Some(stats.total()), timer.total());
        prop_assert_eq!(Some(stats.total_paused()), timer.total_paused());
        prop_assert_eq!(Some(stats.mean()), timer.mean());
        prop_assert_eq!(Some(stats.median()), timer.median());
        prop_assert_eq!(Some(stats.min()), timer.min());
        prop_assert_eq!(Some(stats.max()), timer.max());
        prop_assert_eq!(stats.fastest(), timer.fastest());
        prop_assert_eq!(stats.slowest(), timer.slowest());
        prop_assert_eq!(Some(stats.most_recent()), timer.most_recent());
        prop_assert_eq!(stats.stdev(), timer.stdev());
        prop_assert_eq!(stats.variance(), timer.variance());
        prop_assert_eq!(stats.percentile(p), timer.percentile(p));
    }

    #[test]
    fn a_window_is_a_timer_of_the_last_records(nanos in times(), window in 1..50_usize) {
        let timer = Timer::with_max_times(window);
        nanos.iter().for_each(|&n| timer.add(Duration::from_nanos(n)));
        let last = timer_of(&nanos[nanos.len().saturating_sub(window)..]);
        prop_assert_eq!(timer.count(), last.count());
        prop_assert_eq!(timer.stats(), last.stats());
        prop_assert_eq!(timer.times(), last.times());
    }

    #[test]
    fn merging_is_appending(one in times(), other in times()) {
        let timer = timer_of(&one);
        timer.merge(&timer_of(&other));
        prop_assert_eq!(timer.times(), timer_of(&[one, other].concat()).times());
    }
}
