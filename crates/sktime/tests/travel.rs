//! Timers that travel: all records arrive, in order; what no timer could have written is an error.
#![cfg(any(feature = "serde", feature = "cerial"))]

use std::time::Duration;

use proptest::prelude::*;
use sktime::{Stats, Timer};

fn fill(timer: Timer, nanos: &[u64]) -> Timer {
    nanos.iter().for_each(|&n| timer.add(Duration::from_nanos(n)));
    timer
}

fn times() -> impl Strategy<Value = Vec<u64>> {
    let usual = prop::collection::vec(prop_oneof![0..50_u64, 0..10_000_000_000_u64], 0..100);
    let extreme = prop::collection::vec(prop_oneof![0..50_u64, any::<u64>(), Just(u64::MAX)], 0..10);
    prop_oneof![4 => usual, 1 => extreme]
}

/// Timers of each kind.
fn timers(nanos: &[u64]) -> Vec<Timer> {
    let paused = fill(Timer::new(), nanos);
    paused.start();
    paused.pause().unwrap();
    paused.stop().unwrap();
    let mut timers = vec![fill(Timer::new(), nanos), fill(Timer::with_max_times(7), nanos), paused, Timer::new()];
    #[cfg(feature = "hdrhistogram")]
    timers.extend([fill(Timer::histogram(), nanos), Timer::histogram()]);
    timers
}

/// What a timer and its twin must agree on.
fn told(timer: &Timer) -> impl PartialEq + std::fmt::Debug + use<> {
    let figures = |s: Stats| [s.total(), s.total_paused(), s.median(), s.most_recent(), s.max()];
    (timer.times(), timer.max_times(), timer.is_histogram(), timer.stats().map(figures), timer.stdev())
}

/// The twin goes on like its original.
fn goes_on(twin: &Timer, count: usize) {
    let next = twin.clone();
    std::thread::spawn(move || next.add(Duration::from_nanos(5))).join().unwrap();
    assert_eq!(twin.most_recent(), Some(Duration::from_nanos(5)));
    assert_eq!(twin.count(), twin.max_times().map_or(count + 1, |max| max.min(count + 1)));
}

#[cfg(feature = "serde")]
mod by_serde {
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_record_arrives_in_order(nanos in times()) {
            for timer in timers(&nanos) {
                let bytes = postcard::to_allocvec(&timer).unwrap();
                let twin: Timer = postcard::from_bytes(&bytes).unwrap();
                prop_assert_eq!(told(&twin), told(&timer));
                prop_assert_eq!(postcard::to_allocvec(&twin).unwrap(), bytes);
                let text = serde_json::to_string(&timer).unwrap();
                let twin: Timer = serde_json::from_str(&text).unwrap();
                prop_assert_eq!(twin.times(), timer.times());
                prop_assert_eq!((twin.count(), twin.total()), (timer.count(), timer.total()));
                goes_on(&twin, timer.count());
            }
        }
    }

    #[test]
    fn what_no_timer_wrote_is_an_error() {
        let times = |inside: &str| format!(r#"{{"paused":{{"secs":0,"nanos":0}},"records":{{"times":{{{inside}}}}}}}"#);
        for (inside, right) in [
            (r#""max_times":2,"times_ns":[1,2]"#, true),
            (r#""max_times":1,"times_ns":[1,2]"#, false),
            (r#""max_times":0,"times_ns":[]"#, false),
            (r#""max_times":18446744073709551615,"times_ns":[]"#, false),
            (r#""max_times":null,"times_ns":[-1]"#, false),
            (r#""max_times":null,"times_ns":[],"more":1"#, false),
        ] {
            assert_eq!(serde_json::from_str::<Timer>(&times(inside)).is_ok(), right, "{inside}");
        }
    }

    #[test]
    fn a_report_is_a_map_of_statistics() {
        let timer = fill(Timer::new(), &[1000, 3000]);
        let report = serde_json::to_value(sktime::Report::of([("one", timer), ("none", Timer::new())])).unwrap();
        assert_eq!(report["one"]["total_ns"], 4000);
        assert_eq!(report["one"]["stdev_ns"], 1414);
        assert!(report.get("none").is_none());
    }
}

#[cfg(feature = "cerial")]
mod by_cerial {
    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn every_record_arrives_in_order_and_leaves_as_the_same_bytes(nanos in times()) {
            for timer in timers(&nanos) {
                let bytes = cerial::to_vec(&timer).unwrap();
                let twin: Timer = cerial::from_slice(&bytes).unwrap();
                prop_assert_eq!(told(&twin), told(&timer));
                prop_assert_eq!(cerial::to_vec(&twin).unwrap(), bytes);
                goes_on(&twin, timer.count());
            }
        }

        #[test]
        fn whatever_is_accepted_leaves_as_it_came(
            nanos in times(),
            at in any::<prop::sample::Index>(),
            byte in any::<u8>(),
        ) {
            for timer in timers(&nanos) {
                let mut bytes = cerial::to_vec(&timer).unwrap();
                prop_assert!(cerial::from_slice::<Timer>(&bytes[..at.index(bytes.len())]).is_err());
                *at.get_mut(&mut bytes) = byte;
                if let Ok(timer) = cerial::from_slice::<Timer>(&bytes) {
                    prop_assert_eq!(cerial::to_vec(&timer).unwrap(), bytes);
                    let _stats = timer.stats();
                }
            }
        }

        #[test]
        fn any_bytes_are_a_timer_or_an_error(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            if let Ok(timer) = cerial::from_slice::<Timer>(&bytes) {
                prop_assert_eq!(cerial::to_vec(&timer).unwrap(), bytes);
            }
        }
    }

    #[test]
    fn clones_arrive_as_clones() {
        let timer = fill(Timer::new(), &[1, 2]);
        let sent = (timer.clone(), Some(timer.clone()), Timer::new());
        let (one, other, third): (Timer, Option<Timer>, Timer) =
            cerial::from_slice(&cerial::to_vec(&sent).unwrap()).unwrap();
        assert!(one.same_as(&other.unwrap()) && !one.same_as(&third));
        assert_eq!((one.count(), third.count()), (2, 0));
    }

    #[cfg(feature = "hdrhistogram")]
    #[test]
    fn small_messages_make_no_great_timers() {
        // Some 90 bytes each ask for half a megabyte each.
        let timers: Vec<Timer> = (0..10).map(|_| fill(Timer::histogram(), &[u64::MAX])).collect();
        let bytes = cerial::to_vec(&timers).unwrap();
        assert!(bytes.len() < 1000);
        let allowed = |bytes: u64| cerial::Options::new().max_memory(bytes);
        assert!(allowed(4_000_000).from_slice::<Vec<Timer>>(&bytes).is_err());
        assert_eq!(allowed(6_000_000).from_slice::<Vec<Timer>>(&bytes).unwrap().len(), 10);
    }

    #[cfg(feature = "hdrhistogram")]
    #[test]
    fn golden_bytes_hold_the_format_still() {
        let hex = |timer: &Timer| -> String {
            cerial::to_vec(timer).unwrap().iter().map(|byte| format!("{byte:02x}")).collect()
        };
        let exact = fill(Timer::with_max_times(3), &[1, 258]);
        assert_eq!(hex(&exact), "01010000000000000000000000000003000000000000000201000000000000000201000000000000");
        let histogram = fill(Timer::histogram(), &[1, 3]);
        let expected = "0101010000000000000000000000000201000000000000000100000000000000030000000000000001000000000000000400000000000000\
            00000000000000000100000000000000030000000000000003000000000000000000000000000040";
        assert_eq!(hex(&histogram), expected);
    }
}
