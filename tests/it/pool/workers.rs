//! Workers: what they run first, when they end, what they are called, what they write.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use processing::{ChildOutput, ErrorKind, Pool, fallible};
use suite_tests::{Census, Ended, Need, alone, children_of, crash, is_missing, wait_until};

use super::watch;

static PREPARED: AtomicU32 = AtomicU32::new(0);

/// Notes that it was called, and does something.
fn prepare(log: PathBuf, then: u8) -> Result<(), String> {
    use std::io::Write;
    let file = std::fs::OpenOptions::new().append(true).create(true).open(log);
    file.and_then(|mut file| file.write_all(b"x")).map_err(|error| error.to_string())?;
    PREPARED.fetch_add(1, Ordering::Relaxed);
    match then {
        FAIL => Err("no database".into()),
        PANIC => panic!("no database"),
        ABORT => std::process::abort(),
        EXIT => std::process::exit(0),
        KILL => {
            crash::signal(9);
            Ok(())
        }
        NAP => {
            std::thread::sleep(Duration::from_millis(300));
            Ok(())
        }
        _ => Ok(()),
    }
}

const WORK: u8 = 0;
const FAIL: u8 = 1;
const PANIC: u8 = 2;
const ABORT: u8 = 3;
const EXIT: u8 = 4;
const KILL: u8 = 5;
const NAP: u8 = 6;

/// A file that is gone when it is dropped.
struct Log(PathBuf);

impl Log {
    fn new(name: &str) -> Self {
        Log(std::env::temp_dir().join(format!("pool-{name}-{}", std::process::id())))
    }

    /// How many workers have begun so far.
    fn begun(&self) -> usize {
        std::fs::read(&self.0).map_or(0, |log| log.len())
    }

    fn pool(&self, workers: usize, then: u8) -> Pool {
        let path: &Path = &self.0;
        let builder = Pool::builder().workers(workers).on_worker_start(fallible(prepare), (path.to_owned(), then));
        builder.build().unwrap()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn what_workers_run_first_runs_once_in_each_before_its_tasks() {
    let _watchdog = watch();
    let log = Log::new("first");
    let pool = log.pool(2, NAP);
    pool.warm().unwrap();
    assert_eq!(log.begun(), 2, "a worker that is warm has done it");
    let prepared = pool.map(|_: u32| PREPARED.load(Ordering::Relaxed), 0..100).unwrap();
    assert!(prepared.iter().all(|times| *times == 1));
    assert_eq!(log.begun(), 2);
}

#[test]
fn a_worker_that_follows_a_dead_one_runs_it_too() {
    let _watchdog = watch();
    let log = Log::new("again");
    let pool = log.pool(1, WORK);
    let work = |n: u32| {
        if n == 3 {
            std::process::abort();
        }
        PREPARED.load(Ordering::Relaxed)
    };
    let results = pool.map_results(work, 0..6);
    assert!(results.iter().enumerate().all(|(n, result)| result.as_ref().is_ok_and(|times| *times == 1) != (n == 3)));
    assert_eq!(log.begun(), 2);
}

#[test]
fn where_it_fails_the_calls_say_so_and_no_worker_is_started_without_end() {
    let _watchdog = watch();
    alone(|| {
        super::pool(1).map(|n: u8| n, [1]).unwrap();
        let before = Census::take();
        let cases = [
            (FAIL, "has failed"),
            (PANIC, "has panicked: no database"),
            (ABORT, "worker ended in what"),
            (EXIT, "worker ended in what"),
            (KILL, "worker ended in what"),
        ];
        for (then, words) in cases {
            let log = Log::new("fails");
            let pool = log.pool(2, then);
            let error = pool.map(|n: u32| n, 0..10).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Start, "{error:?}");
            let text = error.to_string();
            assert!(text.contains(words) && text.contains("`on_worker_start`"), "{text}");
            match then {
                FAIL => assert_eq!(error.original().unwrap().to_string(), "no database"),
                PANIC => assert_eq!(error.panic().unwrap().message(), "no database"),
                ABORT => assert!(text.contains(Ended::ABORTED.exit()), "{text}"),
                EXIT => assert_eq!(error.exit().and_then(|exit| exit.code()), Some(0)),
                _ => assert!(text.contains(Ended::KILLED.exit()), "{text}"),
            }
            // A worker that somebody kills is tried again, a few times.
            let most = if then == KILL { 4 } else { 2 };
            assert!(wait_until(Duration::from_secs(10), || children_of(std::process::id()).is_empty()));
            assert!((1..=most).contains(&log.begun()), "{} workers were started", log.begun());
            assert_eq!(pool.warm().unwrap_err().kind(), ErrorKind::Start);
            let results = pool.map_results(|n: u32| n, 0..3);
            assert!(results.iter().all(|result| result.as_ref().is_err_and(|error| error.kind() == ErrorKind::Start)));
            assert_eq!(pool.submit(|| 1_u8, ()).unwrap().get().unwrap_err().kind(), ErrorKind::Start);
        }
        before.wait_until_back();
    });
}

#[test]
fn arguments_that_cannot_be_encoded_are_an_error_of_build() {
    let _watchdog = watch();
    let locked = std::sync::Arc::new(std::sync::Mutex::new(1));
    let _guard = locked.lock().unwrap();
    let builder = Pool::builder().on_worker_start(|_: std::sync::Arc<std::sync::Mutex<u8>>| (), (locked.clone(),));
    assert_eq!(builder.build().unwrap_err().kind(), ErrorKind::Encode);
}

#[test]
fn idle_workers_end_and_are_started_anew_when_they_are_needed() {
    let _watchdog = watch();
    alone(|| {
        super::pool(1).map(|n: u8| n, [1]).unwrap();
        let before = Census::take();
        let pool = Pool::builder().workers(2).idle_timeout(Duration::from_millis(60)).build().unwrap();
        for _ in 0..3 {
            assert_eq!(pool.map(|n: u64| n + 1, 0..100).unwrap().len(), 100);
            // The pool is there, its workers are not.
            before.wait_until_back();
        }
        // While tasks run nobody is idle, however long they take.
        let nap = |ms: u64| {
            std::thread::sleep(Duration::from_millis(ms));
            std::process::id()
        };
        let mut pids = pool.chunks(1).map(nap, [300, 300, 300, 300]).unwrap();
        pids.sort_unstable();
        pids.dedup();
        assert!(pids.len() <= 2, "{pids:?}");
        drop(pool);
        before.wait_until_back();
    });
}

#[test]
fn a_call_that_comes_as_the_workers_leave_loses_nothing() {
    let _watchdog = watch();
    let pool = Pool::builder().workers(2).idle_timeout(Duration::from_millis(1)).build().unwrap();
    let begun = Instant::now();
    let mut round = 0_u64;
    while begun.elapsed() < Duration::from_millis(800) {
        // From less than the time to more than it.
        std::thread::sleep(Duration::from_micros(600 + round % 9 * 100));
        round += 1;
        assert_eq!(pool.map(|n: u64| n * 2, [round, 7]).unwrap(), [round * 2, 14]);
    }
}

/// A worker that can't end when it is asked to is ended, and others take its place.
#[test]
fn a_worker_that_does_not_leave_is_ended() {
    if is_missing(Need::AtExit) {
        return;
    }
    let _watchdog = watch();
    extern "C" fn never() {
        loop {
            std::thread::park();
        }
    }
    let pool = Pool::builder().workers(1).tasks_per_worker(1).build().unwrap();
    let work = |n: u64| {
        if n == 1 {
            crash::at_exit(never);
        }
        n
    };
    let start = Instant::now();
    assert_eq!(pool.chunks(1).map(work, [1, 2]).unwrap(), [1, 2]);
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
}

#[test]
fn workers_go_by_the_name_of_their_pool() {
    let _watchdog = watch();
    let pool = Pool::builder().workers(1).name("scal\0er").build().unwrap();
    assert_eq!(pool.name().as_deref(), Some("scaler"));
    assert!(format!("{pool:?}").contains("scaler"));
    let names = |_: u8| {
        let process = std::fs::read_to_string("/proc/self/comm").map(|name| name.trim().to_owned());
        (std::thread::current().name().map(str::to_owned), process.ok())
    };
    let (thread, process) = pool.map(names, [0]).unwrap().remove(0);
    assert_eq!(thread.as_deref(), Some("scaler"));
    if !is_missing(Need::Names) {
        assert_eq!(process.as_deref(), Some("scaler"));
    }
    assert_eq!(super::pool(1).map(names, [0]).unwrap()[0].0.as_deref(), Some("main"));
}

#[test]
fn what_workers_write_is_captured_and_told_with_their_deaths() {
    let _watchdog = watch();
    let builder = Pool::builder().workers(2).stdout(ChildOutput::Capture).stderr(ChildOutput::Capture);
    let pool = builder.build().unwrap();
    let work = |n: u32| {
        println!("task {n}");
        if n == 5 {
            eprintln!("the last words");
            std::process::abort();
        }
    };
    let results = pool.map_results(work, 0..10);
    let error = results[5].as_ref().unwrap_err();
    assert!(error.stderr().is_some_and(|lines| lines.contains("the last words")), "{error:?}");
    pool.shutdown();
    let out = String::from_utf8(pool.captured_stdout()).unwrap();
    let mut lines: Vec<&str> = out.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, (0..10).map(|n| format!("task {n}")).collect::<Vec<_>>());
    assert!(String::from_utf8(pool.captured_stderr()).unwrap().contains("the last words"));
}

#[test]
fn a_task_that_passes_the_memory_limit_fails_alone_and_says_which_limit() {
    if is_missing(Need::Limits) {
        return;
    }
    let _watchdog = watch();
    let pool = Pool::builder().workers(1).memory_limit(64 << 20).build().unwrap();
    let work = |mebibytes: usize| std::hint::black_box(vec![1_u8; mebibytes << 20]).len() >> 20;
    let results = pool.map_results(work, [1, 400, 2]);
    assert_eq!((results[0].as_ref().unwrap(), results[2].as_ref().unwrap()), (&1, &2));
    let error = results[1].as_ref().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Crashed, "{error:?}");
    assert!(error.to_string().contains(&(64 << 20).to_string()), "{error}");
}

#[test]
fn what_workers_run_first_may_wait() {
    let _watchdog = watch();
    fn nap() -> Result<(), processing::ProcessError> {
        let cx = processing::ProcessContext::current().expect("a worker has one");
        assert!(!cx.is_stopping());
        cx.sleep(Duration::from_millis(20))
    }
    let pool = Pool::builder().workers(1).on_worker_start(fallible(nap), ()).build().unwrap();
    assert!(pool.map(|n: u64| n, 0..300).unwrap().into_iter().eq(0..300));
}
