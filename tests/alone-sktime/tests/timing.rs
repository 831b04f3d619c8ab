//! Timers through `sktime` alone.

use std::time::Duration;

use alone_sktime_test::{Summer, average};
use sktime::{Timer, timethis};

#[test]
fn each_call_is_one_record() {
    let summer = Summer::default();
    assert_eq!(summer.sum(&[1, 2, 3]), 6);
    assert_eq!(summer.sum(&[]), 0);
    assert_eq!(summer.timer().count(), 2);
    assert!(summer.timer().min() <= summer.timer().max());
}

#[test]
fn the_attribute_finds_its_crate_in_a_library_and_in_a_test() {
    let summer = Summer::default();
    assert_eq!(summer.product(&[2, 3]), 6);
    assert_eq!(summer.timer().count(), 1);
    assert_eq!((average(&[2, 4]), average(&[])), (Some(3), None));
    assert_eq!(sktime::timer("alone_sktime_test::average").unwrap().count(), 2);

    #[timethis]
    fn here() {}
    here();
    assert!(sktime::report().to_string().contains("timing::the_attribute_finds"), "{}", sktime::report());
}

#[test]
fn statistics_are_those_of_the_records() {
    let timer = Timer::new();
    assert_eq!(timer.mean(), None);
    for seconds in [1, 2, 3, 4] {
        timer.add(Duration::from_secs(seconds));
    }
    assert_eq!(timer.total(), Some(Duration::from_secs(10)));
    assert_eq!(timer.mean(), Some(Duration::from_millis(2500)));
    assert_eq!(timer.percentile(50.0), Some(Duration::from_millis(2500)));
}

#[test]
fn misuse_is_an_error() {
    assert!(Timer::new().stop().is_err());
}
