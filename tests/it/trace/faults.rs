//! Children that end badly, and subscribers that do.

use std::sync::atomic::{AtomicU64, Ordering};

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::{Need, is_missing};
use tracing::level_filters::LevelFilter;
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::capture::Capture;
use super::scenario;

/// More than a socket takes at once, or a parent reads meanwhile.
const BURST: u32 = 3000;

#[test]
fn events_before_a_crash_are_heard() {
    fn child() {
        for number in 0..BURST {
            tracing::info!("number {number}");
        }
        std::process::abort();
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        let error = processing::spawn(child, ()).unwrap().get().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Crashed);
        assert_eq!(capture.messages(), (0..BURST).map(|number| format!("number {number}")).collect::<Vec<_>>());
    });
}

#[test]
fn a_child_that_goes_on_in_another_one_is_heard_in_both() {
    #[derive(Cerial)]
    struct Falls;
    impl Skprocess for Falls {
        type Output = ();
        fn config(&self) -> ProcessConfig {
            ProcessConfig::new().runs(1).lives(2)
        }
        fn run(&mut self, cx: &ProcessContext) -> processing::Result {
            let _span = tracing::info_span!("try").entered();
            tracing::info!("life {}", cx.life());
            if cx.life() == 0 {
                std::process::abort();
            }
            Ok(())
        }
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        Falls.start().unwrap().result().unwrap();
        assert_eq!(capture.messages(), ["life 0", "life 1"]);
        assert_eq!(capture.closed(), ["try", "try"]);
        let events = capture.events();
        assert_ne!(events[0].fields.get("process"), events[1].fields.get("process"));
    });
}

#[test]
fn a_panic_of_another_thread_is_an_event() {
    fn child() {
        let thread = std::thread::Builder::new().name("aside".into());
        let _ = thread.spawn(|| panic!("not here")).unwrap().join();
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::ERROR);
        processing::spawn(child, ()).unwrap().get().unwrap();
        let event = capture.wait_for("not here");
        assert_eq!((event.level, &*event.target), (Level::ERROR, "processing::panic"));
        assert_eq!(event.fields.get("thread"), "aside");
        assert!(event.fields.get("location").contains("faults.rs:"), "{event:?}");
        assert!(!event.fields.get("process").is_empty());
    });
}

#[test]
fn a_panic_of_the_section_is_its_error_and_no_event() {
    fn child() {
        tracing::error!("before");
        panic!("here");
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::ERROR);
        let error = processing::spawn(child, ()).unwrap().get().unwrap_err();
        assert_eq!(error.panic().map(|panic| panic.message()), Some("here"));
        assert_eq!(capture.messages(), ["before"]);
    });
}

/// Panics at every second event.
struct Panics(&'static AtomicU64);

impl Subscriber for Panics {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _attributes: &Attributes<'_>) -> Id {
        panic!("no spans")
    }
    fn record(&self, _span: &Id, _values: &Record<'_>) {}
    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
    fn event(&self, _event: &Event<'_>) {
        let heard = self.0.fetch_add(1, Ordering::SeqCst);
        assert!(heard.is_multiple_of(2), "no event");
    }
    fn enter(&self, _span: &Id) {}
    fn exit(&self, _span: &Id) {}
}

#[test]
fn a_subscriber_that_panics_hears_what_follows() {
    fn child() {
        for _ in 0..10 {
            tracing::info_span!("span").in_scope(|| tracing::info!("event"));
        }
    }
    scenario(|| {
        let heard: &'static AtomicU64 = Box::leak(Box::default());
        tracing::subscriber::set_global_default(Panics(heard)).unwrap();
        for round in 1..=2 {
            processing::spawn(child, ()).unwrap().get().unwrap();
            assert_eq!(heard.load(Ordering::SeqCst), round * 10);
        }
    });
}

#[test]
fn a_forked_copy_of_a_child_says_nothing_in_its_name() {
    if is_missing(Need::Fork) {
        return;
    }
    fn child() {
        // The copy waits, and holds the link; the child goes on.
        let copy = suite_tests::crash::fork();
        tracing::info!("the original");
        suite_tests::crash::kill(copy);
    }
    scenario(|| {
        let capture = Capture::install(LevelFilter::INFO);
        processing::spawn(child, ()).unwrap().get().unwrap();
        assert_eq!(capture.messages(), ["the original"]);
    });
}

#[test]
fn a_subscriber_of_the_childs_own_is_kept() {
    /// Says where it hears what.
    struct Says;
    impl Subscriber for Says {
        fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, _attributes: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _span: &Id, _values: &Record<'_>) {}
        fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
        fn event(&self, event: &Event<'_>) {
            // Behind what the test's own report has begun to say.
            println!("\n{} heard {}", std::process::id(), event.metadata().target());
        }
        fn enter(&self, _span: &Id) {}
        fn exit(&self, _span: &Id) {}
    }
    fn child() -> u32 {
        tracing::info!(target: "the child", "here");
        std::process::id()
    }
    if std::env::var_os("SUITE_TEST_ROLE").is_some() {
        tracing::subscriber::set_global_default(Says).unwrap();
        // Children run this function down to here.
        processing::init();
        println!("{} is the child", processing::spawn(child, ()).unwrap().get().unwrap());
        return;
    }
    let test = "trace::faults::a_subscriber_of_the_childs_own_is_kept";
    let program = std::env::current_exe().unwrap();
    let mut command = std::process::Command::new(program);
    command.args([test, "--exact", "--nocapture", "--test-threads=1"]).env("SUITE_TEST_ROLE", "parent");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}");
    let hearers =
        |of: &str| said.lines().filter_map(|line| line.strip_suffix(of).map(String::from)).collect::<Vec<_>>();
    let is = hearers(" is the child");
    assert_eq!((is.len(), hearers(" heard the child")), (1, is.clone()), "{said}");
}
