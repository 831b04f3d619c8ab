//! The fault matrix of pools: what a worker may do, verb by verb, and what the caller is told.
//!
//! Each cell runs in a process of its own, under a watchdog, and leaves no process, descriptor or thread behind.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use processing::pool::{Call, One};
use processing::prelude::*;
use processing::{ErrorKind, Pool};
use suite_tests::{Census, Ended, alone, children_of, crash, early, is_running, parent_id, threads_of, wait_until};

use super::{pool, watch};

/// How many items each verb gets, and which of them has the fault.
const ITEMS: u64 = 24;
const BAD: u64 = 7;
/// The limit of tasks that are to pass theirs.
const LIMIT: Duration = Duration::from_millis(100);
/// How long a cell may take on a machine that is busy with something else, too.
const CELL: Duration = Duration::from_secs(20);

/// What happens to a worker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
enum Fault {
    None,
    /// Its code, at these moments.
    AbortWhileDecoding,
    Abort,
    NullWrite,
    ExitWithSuccess,
    Kill,
    AbortWhileEncoding,
    /// Its result fails to decode in the parent.
    Undecodable,
    Hang,
    /// It kills all workers of the pool, and so itself.
    KillAll,
}

impl Fault {
    const ALL: [Fault; 10] = [
        Fault::None,
        Fault::AbortWhileDecoding,
        Fault::Abort,
        Fault::NullWrite,
        Fault::ExitWithSuccess,
        Fault::Kill,
        Fault::AbortWhileEncoding,
        Fault::Undecodable,
        Fault::Hang,
        Fault::KillAll,
    ];

    /// The kind and the signal or code that the caller is told.
    fn told(self) -> (ErrorKind, Option<&'static str>, Option<i32>) {
        match self {
            Fault::None => unreachable!("nothing happens"),
            Fault::AbortWhileDecoding | Fault::Abort | Fault::AbortWhileEncoding => died(Ended::ABORTED),
            Fault::NullWrite => died(Ended::FAULTED),
            Fault::ExitWithSuccess => (ErrorKind::Exited, None, Some(0)),
            Fault::Kill | Fault::KillAll => died(Ended::KILLED),
            Fault::Undecodable => (ErrorKind::Decode, None, None),
            Fault::Hang => (ErrorKind::Timeout, None, None),
        }
    }
}

fn died(ended: Ended) -> (ErrorKind, Option<&'static str>, Option<i32>) {
    (ended.kind, ended.signal, ended.code)
}

/// An item, and its result.
#[derive(Clone, Copy, Debug)]
struct Item {
    number: u64,
    fault: Fault,
    /// Whether it is on its way back.
    back: bool,
}

impl cerial::Schema for Item {
    fn schema(s: &mut cerial::SchemaBuilder) {
        s.structure("Item").field::<u64>("number").field::<u8>("fault").field::<bool>("back");
    }
}

impl cerial::Encode for Item {
    fn encode(&self, encoder: &mut cerial::Encoder<'_>) -> Result<(), cerial::Error> {
        self.number.encode(encoder)?;
        if self.back && self.fault == Fault::AbortWhileEncoding {
            std::process::abort();
        }
        (self.fault as u8).encode(encoder)?;
        self.back.encode(encoder)
    }
}

impl cerial::Decode for Item {
    fn decode(decoder: &mut cerial::Decoder<'_>) -> Result<Self, cerial::Error> {
        let (number, fault) = (u64::decode(decoder)?, Fault::ALL[usize::from(u8::decode(decoder)?)]);
        let back = bool::decode(decoder)?;
        match fault {
            Fault::AbortWhileDecoding if !back => std::process::abort(),
            Fault::Undecodable if back => Err(cerial::Error::custom("it refuses")),
            _ => Ok(Item { number, fault, back }),
        }
    }
}

fn work(item: Item) -> Item {
    match item.fault {
        Fault::None | Fault::AbortWhileDecoding | Fault::AbortWhileEncoding | Fault::Undecodable => {}
        Fault::Abort => std::process::abort(),
        Fault::NullWrite => crash::null_write(),
        Fault::ExitWithSuccess => std::process::exit(0),
        Fault::Kill => crash::signal(9),
        Fault::Hang => loop {
            std::thread::park();
        },
        Fault::KillAll => {
            let own = std::process::id();
            let workers = parent_id().map(children_of).unwrap_or_default();
            workers.into_iter().filter(|pid| *pid != own).for_each(|pid| crash::try_signal(pid, 9));
            crash::signal(9);
        }
    }
    Item { back: true, ..item }
}

fn work_on_two(item: Item, number: u64) -> Item {
    assert_eq!(item.number, number);
    work(item)
}

fn items(fault: Fault) -> impl Iterator<Item = Item> {
    (0..ITEMS).map(move |number| Item { number, fault: if number == BAD { fault } else { Fault::None }, back: false })
}

/// A way to have them done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Map,
    MapResults,
    UnorderedMap,
    Imap,
    UnorderedImap,
    ForEach,
    AsyncMap,
    Submit,
    Star,
}

/// What a verb gives: each item's result in the order of the items, or one for all.
#[derive(Debug)]
enum Given {
    Each(Vec<Result<Item, ProcessError>>),
    All(Result<(), ProcessError>),
}

impl Verb {
    fn run(self, call: &Call<'_, One>, items: impl Iterator<Item = Item>) -> Given {
        match self {
            Verb::Map => Given::All(call.map(work, items).map(|results| in_order(&results))),
            Verb::MapResults => Given::Each(call.map_results(work, items)),
            Verb::UnorderedMap => Given::All(call.unordered_map(work, items).map(|mut results| {
                results.sort_unstable_by_key(|item| item.number);
                in_order(&results);
            })),
            Verb::Imap => Given::Each(call.imap(work, items).collect()),
            Verb::UnorderedImap => {
                let mut results: Vec<_> = call.unordered_imap(work, items).indexed().collect();
                results.sort_unstable_by_key(|(item, _)| *item);
                Given::Each(results.into_iter().map(|(_, result)| result).collect())
            }
            Verb::ForEach => Given::All(call.for_each(work, items)),
            Verb::AsyncMap => Given::All(call.async_map(work, items).get().map(|results| in_order(&results))),
            Verb::Submit => {
                let jobs: Vec<_> = items.map(|item| call.submit(work, (item,))).collect();
                Given::Each(jobs.into_iter().map(|job| job.and_then(Job::get)).collect())
            }
            Verb::Star => {
                let pairs = items.map(|item| (item, item.number));
                Given::Each(call.clone().star().map_results(work_on_two, pairs))
            }
        }
    }
}

fn in_order(results: &[Item]) {
    assert!(results.iter().map(|item| item.number).eq(0..ITEMS), "{results:?}");
}

/// Checks the error of the item that has the fault.
fn check(verb: Verb, fault: Fault, error: &ProcessError) {
    let index = if verb == Verb::Submit { 0 } else { BAD as usize };
    let exit = error.exit();
    let is = (error.kind(), exit.and_then(|exit| exit.signal_name()), exit.and_then(|exit| exit.code()));
    assert_eq!((is, error.index()), (fault.told(), Some(index)), "{error:?}");
    if fault != Fault::Undecodable {
        assert!(error.pid().is_some_and(|pid| pid != std::process::id()), "{error:?}");
    }
    if fault == Fault::Hang {
        assert_eq!(error.limit(), Some(LIMIT));
    }
}

/// What there is once the reactor runs.
fn settled() -> Census {
    pool(1).map(|n: u8| n, [1]).unwrap();
    Census::take()
}

/// The pool goes on, and nothing is left of it after its end.
fn goes_on(pool: Pool, before: Census, start: Instant) {
    assert_eq!(pool.map(|n: u64| n + 1, 0..10).unwrap(), (1..11).collect::<Vec<u64>>());
    let took = start.elapsed();
    assert!(took < CELL, "it took {took:?}");
    drop(pool);
    before.wait_until_back();
}

/// One cell: one of the items has that fault, which costs it alone.
fn in_a_task(verb: Verb, fault: Fault) {
    let before = settled();
    let pool = pool(2);
    let start = Instant::now();
    let call = if fault == Fault::Hang { pool.task_timeout(LIMIT) } else { pool.chunks(0) };
    match verb.run(&call, items(fault)) {
        Given::All(result) => match (fault, result.unwrap_err()) {
            // Whatever the other workers were in is lost too, and may come first.
            (Fault::KillAll, error) => assert_eq!(error.kind(), Ended::KILLED.kind, "{error:?}"),
            (_, error) => check(verb, fault, &error),
        },
        Given::Each(results) => {
            assert_eq!(results.len() as u64, ITEMS);
            check(verb, fault, results[BAD as usize].as_ref().unwrap_err());
            let failed = results.iter().filter(|result| result.is_err()).count();
            assert!(failed == 1 || (fault == Fault::KillAll && failed == 2), "{results:?}");
            for (number, result) in results.iter().enumerate() {
                match result {
                    Ok(item) => assert_eq!((item.number, item.back), (number as u64, true)),
                    Err(error) if number as u64 != BAD => assert_eq!(error.kind(), Ended::KILLED.kind, "{error:?}"),
                    Err(_) => {}
                }
            }
        }
    }
    drop(call);
    goes_on(pool, before, start);
}

/// All goes well.
fn succeeds(verb: Verb, call: &Call<'_, One>) {
    match verb.run(call, items(Fault::None)) {
        Given::All(result) => result.unwrap(),
        Given::Each(results) => in_order(&results.into_iter().map(Result::unwrap).collect::<Vec<_>>()),
    }
}

/// Workers that die while they have nothing to do cost nothing.
fn while_idle(verb: Verb) {
    let before = settled();
    let pool = pool(2);
    pool.warm().unwrap();
    let start = Instant::now();
    let workers = children_of(std::process::id());
    assert_eq!(workers.len(), 2);
    workers.iter().for_each(|pid| crash::kill(*pid));
    succeeds(verb, &pool.chunks(0));
    goes_on(pool, before, start);
}

/// No worker comes to serve: the caller is told so, and no endless row of them is started.
fn at_start(verb: Verb) {
    let before = settled();
    // Such a process ends before any code of its own runs, or before our constructor.
    let pool = Pool::builder().workers(2).env(early::EARLY, early::EXIT).build().unwrap();
    let start = Instant::now();
    let check = |error: &ProcessError| {
        assert_eq!(error.kind(), ErrorKind::Start, "{error:?}");
        assert!(error.to_string().contains("before it said hello (exit code 0)"), "{error}");
    };
    match verb.run(&pool.chunks(0), items(Fault::None)) {
        Given::All(result) => check(&result.unwrap_err()),
        Given::Each(results) => {
            // An iterator ends with the error of the whole call.
            assert!(!results.is_empty());
            results.iter().for_each(|result| check(result.as_ref().unwrap_err()));
        }
    }
    assert_eq!(pool.warm().unwrap_err().kind(), ErrorKind::Start);
    assert!(start.elapsed() < CELL);
    drop(pool);
    before.wait_until_back();
}

fn ends_at_once() {
    std::process::abort();
}

/// What workers run first kills them: the caller is told so.
fn in_what_comes_first(verb: Verb) {
    let before = settled();
    let pool = Pool::builder().workers(2).on_worker_start(ends_at_once, ()).build().unwrap();
    let start = Instant::now();
    let check = |error: &ProcessError| {
        assert_eq!(error.kind(), ErrorKind::Start, "{error:?}");
        assert!(error.to_string().contains(&format!("`on_worker_start` runs: {}", Ended::ABORTED.exit())), "{error}");
    };
    match verb.run(&pool.chunks(0), items(Fault::None)) {
        Given::All(result) => check(&result.unwrap_err()),
        Given::Each(results) => {
            assert!(!results.is_empty());
            results.iter().for_each(|result| check(result.as_ref().unwrap_err()));
        }
    }
    assert!(start.elapsed() < CELL);
    drop(pool);
    before.wait_until_back();
}

/// What a parent does that is killed meanwhile.
fn never_ends(verb: u8) {
    let pool = pool(2);
    let hang = (0..ITEMS).map(|number| Item { number, fault: Fault::Hang, back: false });
    VERBS[usize::from(verb)].run(&pool.chunks(0), hang);
}

/// The workers of a parent that is killed end with it.
fn of_the_parent(verb: Verb) {
    let before = settled();
    let place = VERBS.iter().position(|other| *other == verb).unwrap();
    let job = processing::spawn(never_ends, (place as u8,)).unwrap();
    // Who is killed while the system makes a process for it may leave that one behind, on Windows, before it has begun.
    let serve = |pids: &[u32]| pids.len() == 2 && pids.iter().all(|pid| threads_of(*pid) >= 2);
    let parent = || children_of(std::process::id()).into_iter().find(|pid| serve(&children_of(*pid)));
    assert!(wait_until(CELL, || parent().is_some()));
    let parent = parent().unwrap();
    let workers = children_of(parent);
    crash::kill(parent);
    assert_eq!(job.get().unwrap_err().kind(), Ended::KILLED.kind);
    for worker in workers {
        assert!(wait_until(CELL, || !is_running(worker)), "worker {worker} goes on");
    }
    before.wait_until_back();
}

/// The caller panics: in its loop, or in what it gave the call to do.
fn of_the_caller(verb: Verb) {
    let before = settled();
    let pool = pool(2);
    let start = Instant::now();
    let went = catch_unwind(AssertUnwindSafe(|| match verb {
        Verb::Imap => pool.imap(work, items(Fault::None)).for_each(|item| assert!(item.unwrap().number < 3)),
        Verb::UnorderedImap => {
            pool.unordered_imap(work, items(Fault::None)).for_each(|item| assert!(item.unwrap().number < 3));
        }
        // Jobs call nobody back: their callers panic where they have them.
        Verb::AsyncMap => {
            let _job = pool.async_map(work, items(Fault::None));
            panic!("while it runs");
        }
        Verb::Submit => {
            let _jobs: Vec<_> = items(Fault::None).map(|item| pool.submit(work, (item,)).unwrap()).collect();
            panic!("while they run");
        }
        _ => drop(verb.run(&pool.progress(|progress| assert!(progress.done() < 3)), items(Fault::None))),
    }));
    assert!(went.is_err());
    let went = catch_unwind(AssertUnwindSafe(|| {
        verb.run(&pool.chunks(0), items(Fault::None).inspect(|item| assert!(item.number < 3)));
    }));
    assert!(went.is_err(), "the input's panic is the caller's");
    goes_on(pool, before, start);
}

/// What is not waited for any more is not done any more.
fn dropped_midway(verb: Verb) {
    let before = settled();
    let pool = pool(2);
    let start = Instant::now();
    let nap = |ms: u64| std::thread::sleep(Duration::from_millis(ms));
    let naps = || std::iter::once(0).chain(std::iter::repeat_n(20, 10_000));
    match verb {
        Verb::Imap => pool.imap(nap, naps()).take(1).for_each(|nap| nap.unwrap()),
        Verb::UnorderedImap => pool.unordered_imap(nap, naps()).take(1).for_each(|nap| nap.unwrap()),
        Verb::AsyncMap => pool.async_map(nap, naps()).cancel(),
        Verb::Submit => drop(naps().map(|ms| pool.submit(nap, (ms,)).unwrap()).collect::<Vec<_>>()),
        _ => unreachable!("it is over when it returns"),
    }
    goes_on(pool, before, start);
}

const VERBS: [Verb; 9] = [
    Verb::Map,
    Verb::MapResults,
    Verb::UnorderedMap,
    Verb::Imap,
    Verb::UnorderedImap,
    Verb::ForEach,
    Verb::AsyncMap,
    Verb::Submit,
    Verb::Star,
];

/// The rows, each a test for every verb.
macro_rules! rows {
    ($($row:ident: $cell:expr;)*) => {$(
        mod $row {
            use super::*;

            columns!($cell;
                map: Map;
                map_results: MapResults;
                unordered_map: UnorderedMap;
                imap: Imap;
                unordered_imap: UnorderedImap;
                for_each: ForEach;
                async_map: AsyncMap;
                submit: Submit;
                star: Star;
            );
        }
    )*};
}

macro_rules! columns {
    ($cell:expr; $($name:ident: $verb:ident;)*) => {$(
        #[test]
        fn $name() {
            let _watchdog = watch();
            let cell: fn() = || alone(|| $cell(Verb::$verb));
            cell();
        }
    )*};
}

rows! {
    a_death_at_the_start_of: at_start;
    an_abort_in_what_comes_first_in: in_what_comes_first;
    an_abort_while_decoding_a_task_of: |verb| in_a_task(verb, Fault::AbortWhileDecoding);
    an_abort_in_a_task_of: |verb| in_a_task(verb, Fault::Abort);
    a_null_write_in_a_task_of: |verb| in_a_task(verb, Fault::NullWrite);
    an_exit_with_success_in_a_task_of: |verb| in_a_task(verb, Fault::ExitWithSuccess);
    a_sigkill_in_a_task_of: |verb| in_a_task(verb, Fault::Kill);
    an_abort_while_encoding_a_result_of: |verb| in_a_task(verb, Fault::AbortWhileEncoding);
    a_result_that_cannot_be_decoded_of: |verb| in_a_task(verb, Fault::Undecodable);
    a_hang_in_a_task_of: |verb| in_a_task(verb, Fault::Hang);
    the_death_of_all_workers_in: |verb| in_a_task(verb, Fault::KillAll);
    deaths_of_idle_workers_before: while_idle;
    the_death_of_the_parent_in: of_the_parent;
    a_panic_of_the_caller_in: of_the_caller;
}

mod the_end_of {
    use super::*;

    columns!(dropped_midway;
        an_imap_midway: Imap;
        an_unordered_imap_midway: UnorderedImap;
        a_job_of_a_batch_midway: AsyncMap;
        jobs_midway: Submit;
    );
}
