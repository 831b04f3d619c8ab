//! Spans: their fields, what is around what, when they end.

use std::time::Duration;

use processing::prelude::*;
use tracing::level_filters::LevelFilter;

use super::capture::Capture;
use super::scenario;

#[derive(Cerial)]
struct Nested;

impl Skprocess for Nested {
    type Output = ();

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        let outer = tracing::info_span!("outer", a = 1, later = tracing::field::Empty);
        let _outer = outer.enter();
        outer.record("later", "now");
        tracing::info_span!("inner", b = ?"x").in_scope(|| tracing::info!("in both"));
        tracing::info!("in outer");
        tracing::info!(parent: None, "in none");
        let other = std::thread::spawn(move || tracing::info!(parent: &outer_of_other(), "elsewhere"));
        other.join().map_err(|_| "a panic")?;
        Ok(())
    }
}

fn outer_of_other() -> tracing::Span {
    tracing::info_span!("other")
}

#[test]
fn events_carry_their_spans_with_fields() {
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        Nested.start().unwrap().result().unwrap();
        let spans = |message| {
            let event = capture.wait_for(message);
            event.spans.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(spans("in both"), ["outer", "inner"]);
        assert_eq!(spans("in outer"), ["outer"]);
        assert!(spans("in none").is_empty());
        assert_eq!(spans("elsewhere"), ["other"]);
        let (_, outer) = &capture.wait_for("in both").spans[0];
        assert_eq!(outer.typed("a"), Some(("i64", "1")));
        assert_eq!(outer.typed("later"), Some(("str", "now")));
        assert_eq!(outer.typed("run"), Some(("u64", "0")));
        assert!(outer.typed("process").is_some());
        let (_, inner) = &capture.wait_for("in both").spans[1];
        assert_eq!(inner.typed("b"), Some(("debug", "\"x\"")));
    });
}

#[test]
fn spans_close_when_the_child_closes_them() {
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        Nested.start().unwrap().result().unwrap();
        assert_eq!(capture.begun(), ["outer", "inner", "other"]);
        assert_eq!(capture.closed(), ["inner", "other", "outer"]);
    });
}

#[test]
fn spans_that_a_dead_child_left_open_are_closed() {
    fn child() {
        let _outer = tracing::info_span!("outer").entered();
        let _inner = tracing::info_span!("inner").entered();
        tracing::info!("here");
        std::process::abort();
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        processing::spawn(child, ()).unwrap().get().unwrap_err();
        assert_eq!(capture.messages(), ["here"]);
        assert_eq!(capture.closed(), ["inner", "outer"]);
    });
}

#[test]
fn the_span_that_a_child_is_in_is_known_to_itself() {
    fn child() -> (Option<String>, Option<String>) {
        let name = || tracing::Span::current().metadata().map(|metadata| metadata.name().to_owned());
        let inside = tracing::info_span!("around").in_scope(name);
        (inside, name())
    }
    scenario(|| {
        let _capture = Capture::install(LevelFilter::INFO);
        let names = processing::spawn(child, ()).unwrap().get().unwrap();
        assert_eq!(names, (Some("around".into()), None));
    });
}

#[test]
fn a_child_whose_section_never_ends_is_heard_all_the_same() {
    fn child() {
        let _around = tracing::info_span!("for ever").entered();
        tracing::info!("still here");
        loop {
            std::thread::park();
        }
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        let job = processing::spawn(child, ()).unwrap();
        let event = capture.wait_for("still here");
        assert_eq!(event.spans[0].0, "for ever");
        assert!(!job.wait_timeout(Duration::ZERO));
        assert!(capture.closed().is_empty());
        job.cancel();
        assert_eq!(capture.closed(), ["for ever"]);
    });
}
