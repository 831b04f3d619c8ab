//! Spans of `tracing`, timed by a layer.
#![cfg(feature = "tracing")]

use std::sync::Barrier;
use std::time::Duration;

use sktime::{Timer, TimingLayer};
use tracing::{Dispatch, dispatcher, info_span};
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};

const STEP: Duration = Duration::from_millis(5);

/// Runs with spans being timed, in timers that keep so many records.
fn timed<R>(layer: TimingLayer, work: impl FnOnce() -> R) -> R {
    let subscriber = tracing_subscriber::registry().with(layer);
    tracing::subscriber::with_default(subscriber, work)
}

fn timer(name: &str) -> Timer {
    sktime::timer(&format!("spans::{name}")).unwrap_or_default()
}

#[test]
fn a_span_is_one_record_however_often_it_is_entered() {
    timed(TimingLayer::new(), || {
        let span = info_span!("entered_thrice");
        for _ in 0..3 {
            span.in_scope(|| std::thread::sleep(STEP));
            std::thread::sleep(STEP);
        }
        assert_eq!(timer("entered_thrice").count(), 0, "it is still open");
    });
    let stats = timer("entered_thrice").stats().unwrap();
    assert_eq!(stats.count(), 1);
    assert!(stats.total() >= STEP * 3);
    assert!(stats.total_paused() >= STEP * 3, "what was between is paused");
}

#[test]
fn a_span_that_is_never_entered_or_ends_by_a_panic_is_no_record() {
    timed(TimingLayer::new(), || {
        drop(info_span!("never_entered"));
        let caught = std::panic::catch_unwind(|| info_span!("panicked").in_scope(|| panic!("as planned")));
        assert!(caught.is_err());
        info_span!("after").in_scope(|| ());
    });
    assert_eq!(timer("never_entered").count(), 0);
    assert_eq!(timer("panicked").count(), 0);
    assert_eq!(timer("after").count(), 1);
}

#[test]
fn spans_of_one_name_share_a_timer_and_nested_ones_have_their_own() {
    timed(TimingLayer::new(), || {
        for _ in 0..2 {
            info_span!("outer").in_scope(|| info_span!("inner").in_scope(|| ()));
        }
        info_span!("outer").in_scope(|| ());
    });
    assert_eq!((timer("outer").count(), timer("inner").count()), (3, 2));
    assert!(timer("outer").max() >= timer("inner").min());
    assert!(sktime::report().to_string().contains("spans::outer"));
}

#[test]
fn several_threads_in_one_span_are_one_record() {
    timed(TimingLayer::new(), || {
        let (span, both, dispatch) = (info_span!("crowded"), Barrier::new(2), dispatcher::get_default(Dispatch::clone));
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    dispatcher::with_default(&dispatch, || {
                        span.in_scope(|| {
                            both.wait();
                            std::thread::sleep(STEP);
                            both.wait();
                        });
                    });
                });
            }
        });
    });
    let stats = timer("crowded").stats().unwrap();
    assert_eq!(stats.count(), 1);
    assert!(stats.total() >= STEP);
}

#[test]
fn timers_may_be_bounded_and_spans_chosen() {
    let layer = TimingLayer::new().made_by(|| Timer::with_max_times(2));
    let chosen = layer.with_filter(filter_fn(|metadata| metadata.name() == "chosen"));
    tracing::subscriber::with_default(tracing_subscriber::registry().with(chosen), || {
        for _ in 0..5 {
            info_span!("chosen").in_scope(|| info_span!("left_out").in_scope(|| ()));
        }
    });
    assert_eq!(timer("chosen").count(), 2);
    assert!(sktime::timer("spans::left_out").is_none());
}
