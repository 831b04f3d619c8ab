//! Events: what they are, where they come from, which are told.

use std::fmt;
use std::num::ParseIntError;

use processing::prelude::*;
use processing::{ErrorKind, Pool};
use tracing::Level;
use tracing::level_filters::LevelFilter;

use super::capture::Capture;
use super::scenario;

#[test]
fn an_event_keeps_level_target_name_and_place() {
    fn child() {
        tracing::warn!(target: "some::where", "odd");
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        let job = processing::spawn(child, ()).unwrap();
        job.get().unwrap();
        let [event] = &capture.events()[..] else { panic!("{:?}", capture.events()) };
        assert_eq!((event.level, &*event.target, event.message()), (Level::WARN, "some::where", "odd"));
        let (Some(file), Some(line)) = &event.place else { panic!("{event:?}") };
        assert!(file.ends_with("events.rs") && *line > 0, "{event:?}");
        assert_eq!(event.name, format!("event {file}:{line}"));
        assert!(event.spans.is_empty());
    });
}

#[derive(Debug)]
struct Odd(ParseIntError);

impl fmt::Display for Odd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("odd")
    }
}

impl std::error::Error for Odd {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

#[test]
fn fields_of_every_kind_arrive_as_what_they_were() {
    fn child() {
        let odd = Odd("x".parse::<u8>().unwrap_err());
        tracing::info!(
            small = -5_i64,
            large = u64::MAX,
            wide = i128::MIN,
            widest = u128::MAX,
            float = 0.5,
            yes = true,
            text = "a \"b\"",
            shown = %7,
            told = ?Some(1),
            bytes = &b"ab"[..],
            error = &odd as &(dyn std::error::Error + 'static),
            none = None::<u64>,
            some = Some(1_u64),
            "all of {}",
            "them"
        );
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        processing::spawn(child, ()).unwrap().get().unwrap();
        let [event] = &capture.events()[..] else { panic!("{:?}", capture.events()) };
        let (largest, least, most) = (u64::MAX.to_string(), i128::MIN.to_string(), u128::MAX.to_string());
        for (name, kind, text) in [
            ("small", "i64", "-5"),
            ("large", "u64", &largest),
            ("wide", "i128", &least),
            ("widest", "u128", &most),
            ("float", "f64", "0.5"),
            ("yes", "bool", "true"),
            ("text", "str", "a \"b\""),
            ("shown", "debug", "7"),
            ("told", "debug", "Some(1)"),
            ("bytes", "bytes", "[97, 98]"),
            ("error", "error", "odd < invalid digit found in string"),
            ("some", "u64", "1"),
            ("message", "debug", "all of them"),
        ] {
            assert_eq!(event.fields.typed(name), Some((kind, text)), "{name}");
        }
        assert_eq!(event.fields.typed("none"), None);
    });
}

#[derive(Cerial)]
struct Runs;

impl Skprocess for Runs {
    type Output = u32;

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(3)
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        tracing::info!("run");
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u32> {
        Ok(std::process::id())
    }
}

#[test]
fn process_and_run_are_told_with_each_event() {
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        let pid = Runs.start().unwrap().result().unwrap().to_string();
        let events = capture.events();
        let runs: Vec<_> = events.iter().map(|event| event.fields.typed("run")).collect();
        assert_eq!(runs, ["0", "1", "2"].map(|run| Some(("u64", run))));
        assert!(events.iter().all(|event| event.fields.typed("process") == Some(("u64", &pid))), "{events:?}");
    });
}

#[test]
fn a_field_of_ones_own_by_the_name_of_ours_stays() {
    fn child() {
        tracing::info!(process = "mine", "named");
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        processing::spawn(child, ()).unwrap().get().unwrap();
        let event = &capture.events()[0];
        assert_eq!(event.fields.typed("process"), Some(("str", "mine")));
        assert_eq!(event.fields.typed("run"), None, "a function has no runs");
    });
}

/// Whether a debug event would be recorded in this process, and the level that it is told up to.
fn records() -> (bool, String) {
    tracing::debug!("debug");
    tracing::info!("info");
    (tracing::enabled!(Level::DEBUG), LevelFilter::current().to_string())
}

#[test]
fn what_the_parent_does_not_hear_is_not_even_made() {
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        let told = processing::spawn(records, ()).unwrap().get().unwrap();
        assert_eq!(told, (false, "info".into()));
        assert_eq!(capture.messages(), ["info"]);
    });
}

#[test]
fn where_nobody_listens_a_child_has_no_subscriber() {
    fn child() -> bool {
        tracing::dispatcher::has_been_set()
    }
    scenario(|| {
        assert!(!processing::spawn(child, ()).unwrap().get().unwrap());
        let (records, level) = processing::spawn(records, ()).unwrap().get().unwrap();
        assert_eq!((records, &*level), (false, "off"));
    });
}

#[test]
fn a_scoped_subscriber_of_the_starting_thread_hears_its_children_alone() {
    fn child(name: String) {
        tracing::info!("{name}");
    }
    use tracing_subscriber::layer::SubscriberExt;
    scenario(|| {
        let (mine, other) = (Capture::default(), Capture::default());
        for (capture, name) in [(&mine, "mine"), (&other, "other")] {
            let subscriber = tracing_subscriber::registry().with(capture.clone());
            let job = tracing::subscriber::with_default(subscriber, || processing::spawn(child, (name.to_owned(),)));
            job.unwrap().get().unwrap();
        }
        assert_eq!((mine.messages(), other.messages()), (vec!["mine".into()], vec!["other".into()]));
    });
}

#[test]
fn what_workers_trace_is_heard_when_a_call_is_over() {
    fn square(n: u64) -> u64 {
        tracing::info!(n, "square");
        n * n
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        let pool = Pool::builder().workers(2).build().unwrap();
        pool.map(square, 0..200).unwrap();
        let events = capture.events();
        let mut items: Vec<u64> = events.iter().map(|event| event.fields.get("n").parse().unwrap()).collect();
        items.sort_unstable();
        assert_eq!(items, (0..200).collect::<Vec<_>>());
        assert!(events.iter().all(|event| !event.fields.get("process").is_empty()));
        // A worker that dies in a task has told what it traced before.
        let error = pool.map(|_: u8| -> () { abort_loudly() }, [0]).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Crashed);
        capture.wait_for("the last words");
    });
}

fn abort_loudly() -> ! {
    tracing::error!("the last words");
    std::process::abort()
}

#[test]
fn events_of_a_child_of_a_child_pass_through() {
    fn inner() -> u32 {
        tracing::info!("from far");
        std::process::id()
    }
    fn outer() -> u32 {
        processing::spawn(inner, ()).unwrap().get().unwrap()
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        let pid = processing::spawn(outer, ()).unwrap().get().unwrap();
        let event = capture.wait_for("from far");
        assert_eq!(event.fields.get("process"), pid.to_string(), "the process that traced it");
    });
}
