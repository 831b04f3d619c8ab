//! Workers that die, in every way and at every moment.

use std::time::Duration;

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::{Ended, Need, alone, children_of, crash, is_missing, wait_until};

use super::{pool, watch};

/// How a task ends its worker.
#[derive(Clone, Copy, Debug, PartialEq, Cerial)]
enum End {
    Not,
    Abort,
    NullWrite,
    Overflow,
    Exit(i32),
    Signal(i32),
}

fn work(item: u64, end: End) -> u64 {
    match end {
        End::Not => {}
        End::Abort => std::process::abort(),
        End::NullWrite => crash::null_write(),
        End::Overflow => crash::overflow(),
        End::Exit(code) => std::process::exit(code),
        End::Signal(number) => crash::signal(number),
    }
    item
}

fn died(ended: Ended) -> (ErrorKind, Option<&'static str>, Option<i32>) {
    (ended.kind, ended.signal, ended.code)
}

fn check(error: &ProcessError, item: usize, end: End) {
    assert_eq!(error.index(), Some(item), "{error:?}");
    assert!(error.pid().is_some());
    let exit = error.exit().unwrap_or_else(|| panic!("{error:?}"));
    let (kind, signal, code) = match end {
        End::Not => unreachable!("it doesn't end"),
        End::Abort => died(Ended::ABORTED),
        End::NullWrite => died(Ended::FAULTED),
        End::Overflow => died(Ended::OVERFLOWED),
        End::Exit(code) => (ErrorKind::Exited, None, Some(code)),
        End::Signal(9) => died(Ended::KILLED),
        End::Signal(_) => died(Ended::TERMINATED),
    };
    assert_eq!((error.kind(), exit.signal_name(), exit.code()), (kind, signal, code));
    assert_eq!(error.to_string().contains("stack overflow"), end == End::Overflow, "{error}");
}

const ENDS: [End; 7] =
    [End::Abort, End::NullWrite, End::Overflow, End::Exit(0), End::Exit(3), End::Signal(9), End::Signal(15)];

#[test]
fn a_death_costs_exactly_its_task() {
    let _watchdog = watch();
    for end in ENDS {
        for (workers, chunk) in [(1, 1), (1, 10), (2, 0), (2, 100)] {
            let pool = pool(workers);
            let items = (0..40).map(|item| (item, if item == 17 { end } else { End::Not }));
            let results = pool.chunks(chunk).star().map_results(work, items);
            for (item, result) in results.iter().enumerate() {
                match result {
                    Ok(same) => assert_eq!(*same, item as u64),
                    Err(error) => check(error, item, end),
                }
            }
            assert!(results[17].is_err(), "{end:?}");
            assert_eq!(results.iter().filter(|result| result.is_err()).count(), 1, "{results:?}");
        }
    }
}

#[test]
fn every_verb_tells_the_death_and_goes_on() {
    let _watchdog = watch();
    let pool = pool(2);
    let end = End::Abort;
    let items = || (0..30).map(|item| (item, if item == 7 { End::Abort } else { End::Not }));
    let star = pool.star();
    check(&star.map(work, items()).unwrap_err(), 7, end);
    check(&star.unordered_map(work, items()).unwrap_err(), 7, end);
    check(&star.for_each(work, items()).unwrap_err(), 7, end);
    check(&star.async_map(work, items()).get().unwrap_err(), 7, end);
    check(&pool.submit(work, (1, end)).unwrap().get().unwrap_err(), 0, end);
    let ordered: Vec<_> = star.imap(work, items()).collect();
    assert_eq!(ordered.len(), 30);
    check(ordered[7].as_ref().unwrap_err(), 7, end);
    let unordered: Vec<_> = star.unordered_imap(work, items()).indexed().collect();
    assert_eq!(unordered.len(), 30);
    for (item, result) in unordered {
        assert_eq!(result.is_err(), item == 7);
    }
    assert_eq!(star.map(work, [(3, End::Not)]).unwrap(), [3]);
}

#[test]
fn no_task_runs_twice_unless_it_is_retried() {
    let _watchdog = watch();
    let folder = std::env::temp_dir().join(format!("pool-once-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    fn note(item: u64, folder: std::path::PathBuf) {
        // Fails, and so tells, where the item has run before.
        std::fs::File::create_new(folder.join(item.to_string())).unwrap();
        if item % 10 == 3 {
            std::process::abort();
        }
    }
    let pool = pool(2);
    let results = pool.star().map_results(note, (0..200).map(|item| (item, folder.clone())));
    for (item, result) in results.iter().enumerate() {
        assert_eq!(result.is_err(), item % 10 == 3, "{result:?}");
        assert!(result.as_ref().err().is_none_or(|error| error.panic().is_none()), "{result:?}");
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn a_retried_task_runs_so_often_again() {
    let _watchdog = watch();
    let file = std::env::temp_dir().join(format!("pool-tries-{}", std::process::id()));
    fn note(_: u64, file: std::path::PathBuf) {
        use std::io::Write;
        std::fs::OpenOptions::new().create(true).append(true).open(file).unwrap().write_all(b"x").unwrap();
        std::process::abort();
    }
    let pool = pool(1);
    let error = pool.retries(2).star().map(note, [(0, file.clone())]).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Crashed);
    assert_eq!(std::fs::read(&file).unwrap(), b"xxx");
    std::fs::remove_file(file).unwrap();
    // What the function itself says is its answer, and is not asked for again.
    let error = pool.retries(9).map(|n: u8| assert_eq!(n, 1), [2]).unwrap_err();
    assert!(error.panic().is_some());
}

fn kill(pid: u32) {
    // One that has ended is not there.
    crash::try_signal(pid, 9);
}

#[test]
fn workers_that_are_killed_idle_cost_nothing() {
    let _watchdog = watch();
    let pool = pool(2);
    for _ in 0..5 {
        let mut pids = pool.chunks(1).map(
            |_: u8| {
                std::thread::sleep(Duration::from_millis(2));
                std::process::id()
            },
            0..20,
        );
        pids.as_mut().unwrap().sort_unstable();
        let mut pids = pids.unwrap();
        pids.dedup();
        pids.iter().for_each(|pid| kill(*pid));
        assert_eq!(pool.map(|n: u64| n + 1, 0..100).unwrap(), (1..101).collect::<Vec<u64>>());
    }
}

#[test]
fn all_workers_killed_at_once_cost_what_they_were_in() {
    let _watchdog = watch();
    alone(|| {
        let pool = pool(2);
        let pids = std::sync::Mutex::new(Vec::new());
        let work = |n: u64| {
            if n < 2 {
                std::thread::sleep(Duration::from_secs(100));
            }
            n
        };
        let results = std::thread::scope(|scope| {
            scope.spawn(|| {
                // Both workers hang in their first tasks.
                let find = || {
                    *pids.lock().unwrap() = children_of(std::process::id());
                    pids.lock().unwrap().len() == 2
                };
                assert!(wait_until(Duration::from_secs(20), find));
                std::thread::sleep(Duration::from_millis(300));
                pids.lock().unwrap().iter().for_each(|pid| kill(*pid));
            });
            pool.chunks(1).map_results(work, 0..50)
        });
        for (item, result) in results.iter().enumerate() {
            assert_eq!(result.is_err(), item < 2, "{result:?}");
        }
        assert_eq!(results[0].as_ref().unwrap_err().kind(), Ended::KILLED.kind);
    });
}

/// A value whose coding panics, fails or kills, where it is told to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Mean {
    when: u8,
    how: u8,
}

const ENCODE: u8 = 1;
const DECODE: u8 = 2;
const ENCODE_AFTER: u8 = 3;
const DECODE_AFTER: u8 = 4;

impl Mean {
    fn act(self, when: u8) -> Result<(), cerial::Error> {
        if self.when != when {
            return Ok(());
        }
        match self.how {
            0 => Err(cerial::Error::custom("it refuses")),
            1 => panic!("it panics"),
            _ => std::process::abort(),
        }
    }
}

impl cerial::Schema for Mean {
    fn schema(s: &mut cerial::SchemaBuilder) {
        s.structure("Mean").field::<u8>("when").field::<u8>("how");
    }
}

impl cerial::Encode for Mean {
    fn encode(&self, encoder: &mut cerial::Encoder<'_>) -> Result<(), cerial::Error> {
        self.act(ENCODE)?;
        self.when.encode(encoder)?;
        self.how.encode(encoder)
    }
}

impl cerial::Decode for Mean {
    fn decode(decoder: &mut cerial::Decoder<'_>) -> Result<Self, cerial::Error> {
        let mean = Mean { when: u8::decode(decoder)?, how: u8::decode(decoder)? };
        mean.act(DECODE)?;
        Ok(mean)
    }
}

/// In the worker: what waited for the way back is due now.
fn turn(mean: Mean) -> Mean {
    let when = match mean.when {
        ENCODE_AFTER => ENCODE,
        DECODE_AFTER => DECODE,
        other => other,
    };
    Mean { when, ..mean }
}

#[test]
fn values_that_fail_to_travel_cost_their_items_alone() {
    let _watchdog = watch();
    let pool = pool(2);
    let cases = [
        (ENCODE, 0, ErrorKind::Encode),
        (ENCODE, 1, ErrorKind::Encode),
        (DECODE, 0, ErrorKind::Decode),
        (DECODE, 1, ErrorKind::Decode),
        (DECODE, 2, ErrorKind::Crashed),
        (ENCODE_AFTER, 0, ErrorKind::Encode),
        (ENCODE_AFTER, 1, ErrorKind::Encode),
        (ENCODE_AFTER, 2, ErrorKind::Crashed),
        (DECODE_AFTER, 0, ErrorKind::Decode),
        (DECODE_AFTER, 1, ErrorKind::Decode),
    ];
    for (when, how, kind) in cases {
        let items = (0..30).map(|item| Mean { when: if item == 11 { when } else { 0 }, how });
        let results = pool.map_results(turn, items.clone());
        assert_eq!(results.len(), 30);
        for (item, result) in results.iter().enumerate() {
            assert_eq!(result.is_err(), item == 11, "{when} {how}: {result:?}");
        }
        let error = results[11].as_ref().unwrap_err();
        assert_eq!((error.kind(), error.index()), (kind, Some(11)), "{when} {how}: {error:?}");
        assert_eq!(pool.map(turn, items).unwrap_err().index(), Some(11));
        assert_eq!(pool.submit(turn, (Mean { when, how },)).and_then(Job::get).unwrap_err().kind(), kind);
    }
}

#[test]
fn a_hundred_items_that_cannot_be_encoded_among_good_ones() {
    let _watchdog = watch();
    let items = (0..200).map(|item| Mean { when: if item % 2 == 0 { ENCODE } else { 0 }, how: 0 });
    let results = pool(2).map_results(turn, items);
    assert_eq!(results.len(), 200);
    assert!(results.iter().enumerate().all(|(item, result)| result.is_err() == (item % 2 == 0)));
}

#[test]
fn a_large_item_that_kills_its_reader_is_an_error() {
    let _watchdog = watch();
    let pool = pool(2);
    let work = |bytes: Vec<u8>| {
        if bytes.len() > 1 << 20 {
            std::process::abort();
        }
        bytes.len()
    };
    let items = [vec![1; 10], vec![2; 20 << 20], vec![3; 10]];
    let results = pool.map_results(work, items);
    assert_eq!(
        results.iter().map(|result| result.as_ref().ok().copied()).collect::<Vec<_>>(),
        [Some(10), None, Some(10)]
    );
    assert_eq!(results[1].as_ref().unwrap_err().kind(), ErrorKind::Crashed);
}

#[test]
fn large_results_survive_a_death_right_after_them() {
    let _watchdog = watch();
    let pool = pool(1);
    let work = |n: u32| {
        if n == 3 {
            std::process::abort();
        }
        vec![n as u8; 1 << 20]
    };
    let results = pool.chunks(4).map_results(work, 0..6);
    for (item, result) in results.iter().enumerate() {
        match result {
            Ok(bytes) => assert_eq!((bytes.len(), bytes[0]), (1 << 20, item as u8)),
            Err(error) => assert!(item == 3 && Ended::ABORTED.is_told_by(error), "{error:?}"),
        }
    }
}

#[test]
fn a_worker_that_writes_over_what_it_shares_costs_tasks_and_never_the_pool() {
    if is_missing(Need::Numbers) {
        return;
    }
    let _watchdog = watch();
    let pool = pool(2);
    let work = |n: u32| {
        if n == 5 {
            crash::close_descriptors();
        }
        n
    };
    let results = pool.map_results(work, 0..20);
    assert_eq!(results.len(), 20);
    assert!(results.iter().filter(|result| result.is_err()).count() <= 20);
    assert_eq!(pool.map(|n: u32| n, 0..20).unwrap().len(), 20);
}
