//! Starts from a process that is short of something: each works, or is an error that says what is missing, and soon.

use std::time::{Duration, Instant};

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::{
    Act, Census, Need, Script, Watchdog, alone, at, become_nobody, crash, is_missing, with_descriptors, with_memory,
    without_descriptors, without_processes,
};

const LIMIT: Duration = Duration::from_secs(60);
/// How long a start and its result may take on a busy machine.
const SOON: Duration = Duration::from_secs(10);

fn start() -> Result<u64, ProcessError> {
    Script::new([at(Section::Run, Act::Count)]).start_with(ProcessConfig::new().runs(1))?.result()
}

/// The first start of a process, which makes the thread that watches children, and a later one, are both refused with
/// these words; when there is enough again, they work.
fn is_refused(starved: impl Fn(&mut dyn FnMut()), hint: &str) {
    let mut before = None;
    for round in 0..2 {
        let (begun, mut came) = (Instant::now(), None);
        starved(&mut || came = Some(start()));
        let error = came.expect("it was called").unwrap_err();
        assert_eq!((error.kind(), error.section()), (ErrorKind::Start, None), "{error:?}");
        assert!(error.to_string().contains(hint), "{error:?}");
        assert_eq!(start().unwrap(), 1, "in round {round}");
        assert!(begun.elapsed() < SOON, "it took {:?}", begun.elapsed());
        before.get_or_insert_with(Census::take).wait_until_back();
    }
}

#[test]
fn a_start_without_memory_says_so() {
    if is_missing(Need::Ulimits) {
        return;
    }
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| is_refused(|action| with_memory(0, action), "no memory"));
}

#[test]
fn a_start_without_descriptors_says_so() {
    if is_missing(Need::Ulimits) {
        return;
    }
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| is_refused(|action| without_descriptors(action), "ulimit -n"));
}

#[test]
fn a_start_without_a_slot_for_a_process_says_so() {
    if is_missing(Need::Ulimits) {
        return;
    }
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| {
        become_nobody();
        is_refused(|action| without_processes(action), "ulimit -u");
    });
}

/// Starts with so much of what is scarce: whether that worked. Otherwise it is refused, and either comes soon.
fn starts_with(step: u64, starved: impl Fn(u64, &mut dyn FnMut())) -> bool {
    let (begun, mut came) = (Instant::now(), None);
    starved(step, &mut || came = Some(start()));
    let came = came.expect("it was called");
    assert!(begun.elapsed() < SOON, "with {step} it took {:?}", begun.elapsed());
    match came {
        Ok(count) => assert_eq!(count, 1),
        Err(ref error) => assert_eq!(error.kind(), ErrorKind::Start, "with {step}: {error:?}"),
    }
    came.is_ok()
}

/// Whatever a start lacks of what it needs in turn, in this process or in its child.
fn works_or_is_refused(steps: impl Iterator<Item = u64>, starved: impl Fn(u64, &mut dyn FnMut())) {
    start().unwrap();
    let before = Census::take();
    let mut worked = false;
    for step in steps {
        worked |= starts_with(step, &starved);
        before.wait_until_back();
    }
    assert!(worked, "the last steps were to have enough");
}

#[test]
fn every_shortage_of_descriptors_is_a_start_or_an_error() {
    if is_missing(Need::Ulimits) {
        return;
    }
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| works_or_is_refused(3..40, |below, action| with_descriptors(below, action)));
}

#[test]
fn every_shortage_of_memory_is_a_start_or_an_error() {
    if is_missing(Need::Ulimits) {
        return;
    }
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| {
        let steps = (0..8).map(|step| step << 16).chain((0..10).map(|power| 1 << (20 + power)));
        works_or_is_refused(steps, |more, action| with_memory(more, action));
    });
}

/// The first start of a process makes threads too, whose first steps need memory before any code of ours runs: each
/// step is a process of its own, so that its start is a first one.
#[test]
fn every_shortage_of_memory_is_a_first_start_or_an_error() {
    if is_missing(Need::Ulimits) {
        return;
    }
    let _watchdog = Watchdog::new(LIMIT);
    let first = |more: u64| starts_with(more, |more, action| with_memory(more, action));
    let worked = |more: &u64| processing::spawn(first, (*more,)).and_then(|job| job.get()).unwrap();
    let little = (0..256).map(|step| step << 14).filter(worked).count();
    assert_ne!(little, 256, "the first steps were to have too little");
    let much = (0..10).map(|power| 1 << (20 + power)).filter(worked).count();
    assert_ne!(much, 0, "the last steps were to have enough");
}

/// Starts a process of its own in surroundings that are not what one expects.
#[derive(Cerial)]
struct Starts;

impl Skprocess for Starts {
    type Output = u64;

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        let file = std::env::temp_dir().join("suitkaise-scarce");
        assert!(std::fs::write(file, "no").is_err(), "the folder can be written to");
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u64> {
        Ok(start()?)
    }
}

/// Nothing is written to any disk, so it doesn't matter whether one could.
#[test]
fn a_temporary_folder_that_is_missing_or_read_only_is_none_of_our_business() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    // Each system has its own variable for it.
    for folder in ["/nowhere/at/all", "/proc"] {
        let config = Starts.config().env("TMPDIR", folder).env("TMP", folder).env("TEMP", folder);
        assert_eq!(Starts.start_with(config)?.result()?, 1, "{folder}");
    }
    Ok(())
}

/// Reads its input to the end, and writes to both outputs.
#[derive(Cerial)]
struct UsesStreams;

impl Skprocess for UsesStreams {
    type Output = usize;

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        println!("a line");
        eprintln!("a line");
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<usize> {
        Ok(std::io::stdin().lines().count())
    }
}

#[test]
fn a_parent_that_has_closed_its_streams_starts_children() {
    if is_missing(Need::Numbers) {
        return;
    }
    let _watchdog = Watchdog::new(LIMIT);
    for streams in [&[0][..], &[1], &[2], &[0, 1], &[0, 2], &[1, 2], &[0, 1, 2]] {
        let closed = |streams: Vec<i32>| {
            crash::close_streams(&streams);
            for _ in 0..3 {
                assert_eq!(UsesStreams.start().unwrap().result().unwrap(), 0, "without {streams:?}");
            }
            let before = Census::take();
            assert_eq!(UsesStreams.start().unwrap().result().unwrap(), 0, "without {streams:?}");
            before.wait_until_back();
        };
        processing::spawn(closed, (streams.to_vec(),)).and_then(|job| job.get()).unwrap();
    }
}
