//! Too much is dropped and counted; nobody waits for it.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use super::scenario;

/// Whether the subscriber waits before it hears anything.
static HELD: AtomicBool = AtomicBool::new(false);

/// Counts what it hears, and what it hears was dropped. It takes its time for each event.
#[derive(Debug)]
struct Slow {
    counts: &'static Mutex<Counts>,
    takes: Duration,
}

#[derive(Debug, Default)]
struct Counts {
    heard: u64,
    dropped: u64,
    warnings: u64,
    begun: u64,
    closed: u64,
}

impl Slow {
    /// Hears as the default of this process.
    fn install(takes: Duration) -> &'static Mutex<Counts> {
        let counts: &'static Mutex<Counts> = Box::leak(Box::default());
        tracing::subscriber::set_global_default(Slow { counts, takes }).expect("the first one of this process");
        counts
    }

    fn work(&self) {
        suite_tests::wait_until(Duration::from_secs(40), || !HELD.load(Ordering::SeqCst));
        let start = Instant::now();
        while start.elapsed() < self.takes {
            std::hint::spin_loop();
        }
    }
}

struct Dropped(u64);

impl Visit for Dropped {
    fn record_u64(&mut self, field: &Field, value: u64) {
        if field.name() == "dropped" {
            self.0 = value;
        }
    }
    fn record_debug(&mut self, _field: &Field, _value: &dyn std::fmt::Debug) {}
}

impl Subscriber for Slow {
    fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _attributes: &Attributes<'_>) -> Id {
        self.work();
        let mut counts = self.counts.lock().unwrap();
        counts.begun += 1;
        Id::from_u64(counts.begun)
    }
    fn try_close(&self, _span: Id) -> bool {
        self.counts.lock().unwrap().closed += 1;
        true
    }
    fn record(&self, _span: &Id, _values: &Record<'_>) {}
    fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
    fn event(&self, event: &Event<'_>) {
        self.work();
        let mut counts = self.counts.lock().unwrap();
        if event.metadata().target() == "processing::trace" {
            let mut dropped = Dropped(0);
            event.record(&mut dropped);
            counts.dropped += dropped.0;
            counts.warnings += 1;
        } else {
            counts.heard += 1;
        }
    }
    fn enter(&self, _span: &Id) {}
    fn exit(&self, _span: &Id) {}
}

/// How many events, and within which time a child must have made them.
const FLOOD: u64 = 1_000_000;
const WITHIN: Duration = Duration::from_secs(40);

fn flood() -> Duration {
    let start = Instant::now();
    for number in 0..FLOOD {
        tracing::info!(number, "one of many");
    }
    start.elapsed()
}

#[test]
fn a_flood_does_not_stall_the_child_and_is_counted() {
    scenario(|| {
        let counts = Slow::install(Duration::from_micros(20));
        let took = processing::spawn(flood, ()).unwrap().get().unwrap();
        assert!(took < WITHIN, "{took:?}");
        let all = |counts: &Counts| counts.heard + counts.dropped >= FLOOD;
        suite_tests::wait_until(Duration::from_secs(20), || all(&counts.lock().unwrap()));
        let counts = counts.lock().unwrap();
        assert_eq!(counts.heard + counts.dropped, FLOOD, "{counts:?}");
        assert!(counts.dropped > 0 && counts.heard > 0, "{counts:?}");
        assert!(counts.warnings <= 2 * WITHIN.as_secs(), "{counts:?}");
    });
}

#[test]
fn a_flood_of_spans_leaves_none_open() {
    fn child() {
        let text = "x".repeat(2 << 10);
        for number in 0..10_000_u32 {
            let _span = tracing::info_span!("one of many", number, text).entered();
            tracing::info!("in it");
        }
    }
    scenario(|| {
        HELD.store(true, Ordering::SeqCst);
        let counts = Slow::install(Duration::ZERO);
        processing::spawn(child, ()).unwrap().get().unwrap();
        HELD.store(false, Ordering::SeqCst);
        // Ends that were dropped count too; the spans of those are closed at the child's end.
        let is_all =
            |counts: &Counts| counts.begun + counts.heard + counts.dropped >= 20_000 && counts.begun == counts.closed;
        let all = suite_tests::wait_until(Duration::from_secs(20), || is_all(&counts.lock().unwrap()));
        let counts = counts.lock().unwrap();
        assert!(all && counts.dropped > 0, "{counts:?}");
    });
}

#[test]
fn a_stuck_subscriber_stalls_neither_child_nor_result() {
    /// One that never comes back from an event.
    struct Stuck;
    impl Subscriber for Stuck {
        fn enabled(&self, _metadata: &Metadata<'_>) -> bool {
            true
        }
        fn new_span(&self, _attributes: &Attributes<'_>) -> Id {
            Id::from_u64(1)
        }
        fn record(&self, _span: &Id, _values: &Record<'_>) {}
        fn record_follows_from(&self, _span: &Id, _follows: &Id) {}
        fn event(&self, _event: &Event<'_>) {
            loop {
                std::thread::park();
            }
        }
        fn enter(&self, _span: &Id) {}
        fn exit(&self, _span: &Id) {}
    }
    scenario(|| {
        tracing::subscriber::set_global_default(Stuck).unwrap();
        let start = Instant::now();
        let sum = processing::spawn(|| (0..10_000).inspect(|n| tracing::info!(n)).sum::<u32>(), ()).unwrap();
        assert_eq!(sum.get().unwrap(), 49_995_000);
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}", start.elapsed());
    });
}
