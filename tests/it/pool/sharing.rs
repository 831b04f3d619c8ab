//! Several calls, threads and levels on one pool.

use std::time::{Duration, Instant};

use processing::Pool;

use super::{pool, watch};

#[test]
fn threads_share_a_pool() {
    let _watchdog = watch();
    let pool = pool(2);
    std::thread::scope(|scope| {
        for thread in 0..8_u64 {
            let pool = &pool;
            scope.spawn(move || {
                for round in 0..20_u64 {
                    let results =
                        pool.star().map(|a: u64, b: u64| a * b, (0..100).map(|n| (n, thread + round))).unwrap();
                    assert_eq!(results, (0..100).map(|n| n * (thread + round)).collect::<Vec<_>>());
                }
            });
        }
    });
}

#[test]
fn a_short_call_is_not_held_up_by_a_long_one() {
    let _watchdog = watch();
    let pool = pool(2);
    pool.warm().unwrap();
    let nap = |ms: u64| std::thread::sleep(Duration::from_millis(ms));
    let long = pool.async_map(nap, std::iter::repeat_n(20, 400));
    let start = Instant::now();
    pool.map(nap, [1, 1, 1]).unwrap();
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    assert!(!long.ready());
    long.cancel();
}

#[test]
fn uneven_tasks_do_not_wait_behind_each_other() {
    let _watchdog = watch();
    let pool = pool(2);
    pool.warm().unwrap();
    let work = |n: u64| {
        if n == 0 {
            std::thread::sleep(Duration::from_secs(3));
        }
        n
    };
    // The first batch of each worker is large; one holds its worker up, and the other takes the rest of it.
    let mut results = pool.chunks(500).unordered_imap(work, 0..1000);
    let start = Instant::now();
    let before = results.by_ref().take(900).filter(|result| result.is_ok()).count();
    assert_eq!(before, 900);
    assert!(start.elapsed() < Duration::from_millis(2500), "{:?}", start.elapsed());
    assert_eq!(results.count(), 100);
}

#[test]
fn a_pool_in_a_worker_works_and_is_small() {
    let _watchdog = watch();
    let nested = |n: u64| {
        let pool = Pool::new().unwrap();
        (pool.workers(), pool.map(|n: u64| n + 1, 0..n).unwrap().iter().sum::<u64>())
    };
    assert_eq!(pool(2).map(nested, [3, 4]).unwrap(), [(1, 6), (1, 10)]);
}

#[test]
fn recursion_ends_in_an_error_before_it_ends_the_machine() {
    let _watchdog = watch();
    fn deeper(level: u32) -> Result<u32, String> {
        let pool = Pool::new().map_err(|error| error.to_string())?;
        pool.map(deeper, [level + 1]).map_err(|error| error.to_string())?.remove(0)
    }
    let end = deeper(0).unwrap_err();
    assert!(end.contains("levels deep"), "{end}");
}

#[test]
fn the_global_pool_is_one() {
    let _watchdog = watch();
    assert!(std::ptr::eq(Pool::global(), Pool::global()));
    assert_eq!(Pool::global().map(|n: u8| n, [1]).unwrap(), [1]);
}
