//! Lazy calls: how far they read ahead, and what dropping them does.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use processing::ErrorKind;
use suite_tests::{alone, wait_until};

use super::{pool, watch};

#[test]
fn an_endless_input_is_read_a_bounded_way_ahead() {
    let _watchdog = watch();
    let pool = pool(2);
    let pulled = Cell::new(0_u64);
    let items = (0_u64..).inspect(|_| pulled.set(pulled.get() + 1));
    let mut squares = pool.imap(|n: u64| n * n, items);
    assert_eq!(pulled.get(), 0, "it is lazy");
    for n in 0..50_000_u64 {
        assert_eq!(squares.next().unwrap().unwrap(), n * n);
    }
    assert!(pulled.get() < 50_000 + 20_000, "{} items were read for 50000 results", pulled.get());
}

#[test]
fn a_slow_item_holds_the_input_back() {
    let _watchdog = watch();
    let pool = pool(2);
    let pulled = Cell::new(0_u64);
    let items = (0_u64..).inspect(|_| pulled.set(pulled.get() + 1));
    let work = |n: u64| {
        if n == 0 {
            std::thread::sleep(Duration::from_millis(300));
        }
        n
    };
    let mut results = pool.imap(work, items);
    assert_eq!(results.next().unwrap().unwrap(), 0);
    assert!(pulled.get() < 20_000, "{} items were read while the first was at work", pulled.get());
    for n in 1..1000 {
        assert_eq!(results.next().unwrap().unwrap(), n);
    }
}

#[test]
fn an_item_of_a_slow_input_does_not_wait_for_the_next_one() {
    let _watchdog = watch();
    static DONE: AtomicU64 = AtomicU64::new(0);
    let pool = pool(2);
    pool.warm().unwrap();
    let done = std::env::temp_dir().join(format!("pool-slow-{}", std::process::id()));
    // Each item is given when the one before it was done.
    let items = (0..100_u64).map(|n| {
        if n > 0 {
            assert!(wait_until(Duration::from_secs(20), || done.join((n - 1).to_string()).exists()));
        }
        (n, done.clone())
    });
    std::fs::create_dir(&done).unwrap();
    let work = |n: u64, done: std::path::PathBuf| {
        std::fs::File::create(done.join(n.to_string())).unwrap();
        n
    };
    assert_eq!(pool.star().imap(work, items).map(Result::unwrap).sum::<u64>(), 99 * 50);
    std::fs::remove_dir_all(&done).unwrap();
    // After quick ones, too: the slow ones come singly, and so do some behind them.
    let slow = (0..3000_u64).inspect(|n| {
        if *n >= 2000 && n % 100 == 0 {
            std::thread::sleep(Duration::from_millis(3));
        }
    });
    for (n, result) in pool.imap(|n: u64| n, slow).indexed() {
        assert_eq!(result.unwrap(), n as u64);
        DONE.fetch_add(1, Ordering::Relaxed);
    }
    assert_eq!(DONE.load(Ordering::Relaxed), 3000);
}

#[test]
fn a_short_tasks_result_does_not_wait_behind_a_long_task() {
    let _watchdog = watch();
    let pool = pool(1);
    let gate = std::env::temp_dir().join(format!("pool-gate-{}", std::process::id()));
    // The last task ends when the others' results were seen.
    let work = |short: bool, n: u64, gate: std::path::PathBuf| {
        assert!(short || wait_until(Duration::from_secs(20), || gate.exists()));
        n
    };
    // Some of them are of the last one's batch, in whatever way these are cut.
    for last in 1..24 {
        let mut results = pool.star().chunks(24).imap(work, (0..=last).map(|n| (n < last, n, gate.clone())));
        for n in 0..last {
            assert_eq!(results.next().unwrap().unwrap(), n);
        }
        std::fs::File::create(&gate).unwrap();
        assert_eq!(results.next().unwrap().unwrap(), last);
        assert!(results.next().is_none());
        std::fs::remove_file(&gate).unwrap();
    }
    // Jobs on one worker neither.
    let short = pool.submit(work, (true, 7, gate.clone())).unwrap();
    let long = pool.submit(work, (false, 8, gate.clone())).unwrap();
    assert_eq!(short.get().unwrap(), 7);
    std::fs::File::create(&gate).unwrap();
    assert_eq!(long.get().unwrap(), 8);
    std::fs::remove_file(&gate).unwrap();
}

#[test]
fn a_failure_that_was_seen_early_is_not_what_its_worker_died_of() {
    let _watchdog = watch();
    let pool = pool(1);
    let gate = std::env::temp_dir().join(format!("pool-gate-of-a-death-{}", std::process::id()));
    let work = |n: u64, gate: std::path::PathBuf| -> u64 {
        assert!(n > 0, "the first one panics");
        assert!(wait_until(Duration::from_secs(20), || gate.exists()));
        std::process::abort();
    };
    let items = [(0_u64, gate.clone()), (1, gate.clone())];
    let mut results = pool.star().chunks(2).imap(work, items);
    let error = results.next().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.index()), (ErrorKind::Task, Some(0)));
    std::fs::File::create(&gate).unwrap();
    let error = results.next().unwrap().unwrap_err();
    assert_eq!((error.kind(), error.index()), (ErrorKind::Crashed, Some(1)));
    assert!(error.panic().is_none(), "{error}");
    std::fs::remove_file(&gate).unwrap();
}

#[test]
fn a_dropped_iterator_frees_the_workers() {
    let _watchdog = watch();
    let pool = pool(1);
    let nap = |ms: u64| std::thread::sleep(Duration::from_millis(ms));
    let mut naps = pool.chunks(50).imap(nap, std::iter::once(1).chain(std::iter::repeat(100)));
    naps.next().unwrap().unwrap();
    drop(naps);
    let start = std::time::Instant::now();
    pool.map(|n: u8| n, [1]).unwrap();
    assert!(start.elapsed() < Duration::from_secs(3), "what was queued has run: {:?}", start.elapsed());
}

#[test]
fn a_panic_of_the_input_leaves_the_pool_usable() {
    let _watchdog = watch();
    let pool = pool(2);
    for chunk in [0, 1, 4] {
        let items = || (0_u64..).inspect(|n| assert!(*n < 5, "the input is bad"));
        let call = pool.chunks(chunk);
        let map = catch_unwind(AssertUnwindSafe(|| call.map(|n: u64| n, items())));
        assert!(map.is_err());
        let imap = catch_unwind(AssertUnwindSafe(|| call.imap(|n: u64| n, items()).count()));
        assert!(imap.is_err());
        let job = catch_unwind(AssertUnwindSafe(|| call.async_map(|n: u64| n, items())));
        assert!(job.is_err());
        assert_eq!(pool.map(|n: u64| n, 0..10).unwrap().len(), 10);
    }
}

#[test]
fn a_panic_in_the_callers_loop_leaves_the_pool_usable() {
    let _watchdog = watch();
    let pool = pool(2);
    let went = catch_unwind(AssertUnwindSafe(|| {
        for n in pool.unordered_imap(|n: u64| n, 0..) {
            assert!(n.unwrap() < 100, "enough");
        }
    }));
    assert!(went.is_err());
    assert_eq!(pool.map(|n: u64| n, 0..10).unwrap().len(), 10);
}

#[test]
fn the_input_may_use_the_same_pool() {
    let _watchdog = watch();
    let pool = pool(1);
    let items = (0..20_u64).map(|n| pool.map(|n: u64| n + 1, [n]).unwrap()[0]);
    assert_eq!(pool.map(|n: u64| n * 10, items).unwrap(), (1..=20).map(|n| n * 10).collect::<Vec<u64>>());
}

#[test]
fn iterators_of_one_pool_may_be_interleaved() {
    let _watchdog = watch();
    let pool = pool(1);
    let (mut ups, mut downs) = (pool.imap(|n: i64| n, 0..), pool.imap(|n: i64| -n, 0..));
    for n in 0..2000 {
        assert_eq!((ups.next().unwrap().unwrap(), downs.next().unwrap().unwrap()), (n, -n));
    }
}

#[test]
fn memory_stays_flat_over_an_endless_input() {
    let _watchdog = watch();
    alone(|| {
        let pool = pool(2);
        let mut results = pool.imap(|bytes: Vec<u8>| bytes, std::iter::repeat_with(|| vec![7; 1000]));
        let mut pull = |count: usize| (0..count).for_each(|_| assert_eq!(results.next().unwrap().unwrap().len(), 1000));
        pull(20_000);
        let before = resident();
        pull(100_000);
        let grown = resident().saturating_sub(before);
        assert!(grown < 40 << 20, "it has grown by {} KiB", grown >> 10);
    });
}

/// This process's memory, in bytes.
fn resident() -> u64 {
    suite_tests::resident_bytes(std::process::id()).unwrap()
}
