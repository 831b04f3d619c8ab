//! What is left of a pool: nothing.

use std::time::{Duration, Instant};

use processing::{ErrorKind, Pool};
use suite_tests::{Census, Need, alone, crash, is_missing, without_descriptors};

use super::{pool, watch};

/// The reactor's thread and descriptors stay; they are there before anything is counted.
fn settled() -> Census {
    pool(1).map(|n: u8| n, [1]).unwrap();
    Census::take()
}

#[test]
fn a_dropped_pool_leaves_nothing_behind() {
    let _watchdog = watch();
    alone(|| {
        let before = settled();
        for _ in 0..20 {
            let pool = pool(3);
            pool.map(|n: u64| n, 0..100).unwrap();
        }
        before.wait_until_back();
    });
}

#[test]
fn a_pool_that_is_dropped_at_work_ends_its_workers_soon() {
    let _watchdog = watch();
    alone(|| {
        let before = settled();
        let pool = pool(2);
        let job = pool.async_map(|_: u8| std::thread::sleep(Duration::from_secs(100)), 0..10);
        std::thread::sleep(Duration::from_millis(100));
        let start = Instant::now();
        drop(pool);
        assert!(start.elapsed() < Duration::from_secs(3), "{:?}", start.elapsed());
        assert_eq!(job.get().unwrap_err().kind(), ErrorKind::Cancelled);
        before.wait_until_back();
    });
}

#[test]
fn deaths_leave_nothing_behind() {
    let _watchdog = watch();
    alone(|| {
        let before = settled();
        let pool = pool(2);
        let work = |n: u32| {
            if n.is_multiple_of(3) {
                crash::null_write();
            }
            n
        };
        let results = pool.map_results(work, 0..30);
        assert_eq!(results.iter().filter(|result| result.is_err()).count(), 10);
        drop(pool);
        before.wait_until_back();
    });
}

#[test]
fn spawned_functions_leave_nothing_behind() {
    let _watchdog = watch();
    alone(|| {
        let before = settled();
        for n in 0..20_u32 {
            let job =
                processing::spawn(|n: u32| if n.is_multiple_of(2) { n } else { std::process::abort() }, (n,)).unwrap();
            match n % 3 {
                0 => drop(job),
                _ => assert_eq!(job.get().is_ok(), n % 2 == 0),
            }
        }
        before.wait_until_back();
    });
}

#[test]
fn a_pool_that_was_shut_down_says_so() {
    let _watchdog = watch();
    let pool = pool(2);
    let job = pool.async_map(|_: u8| std::thread::sleep(Duration::from_secs(100)), 0..4);
    pool.shutdown();
    assert_eq!(job.get().unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(pool.map(|n: u8| n, [1]).unwrap_err().kind(), ErrorKind::Cancelled);
    assert_eq!(pool.submit(|| 1_u8, ()).unwrap_err().kind(), ErrorKind::Cancelled);
    let results = pool.map_results(|n: u8| n, [1, 2]);
    assert_eq!(results.len(), 2);
    assert_eq!(results[1].as_ref().unwrap_err().index(), Some(1));
    let mut lazy = pool.imap(|n: u8| n, [1, 2]);
    assert_eq!(lazy.next().unwrap().unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(lazy.next().is_none());
    pool.shutdown();
}

#[test]
fn without_descriptors_the_start_is_a_clear_error_and_no_endless_try() {
    if is_missing(Need::Ulimits) {
        return;
    }
    let _watchdog = watch();
    alone(|| {
        settled();
        let pool = Pool::builder().workers(2).build().unwrap();
        let (error, again) =
            without_descriptors(|| (pool.map(|n: u8| n, 0..10).unwrap_err(), pool.warm().unwrap_err()));
        assert_eq!(error.kind(), ErrorKind::Start, "{error:?}");
        assert!(error.to_string().contains("ulimit -n"), "{error}");
        assert_eq!(again.kind(), ErrorKind::Start);
        assert_eq!(pool.map(|n: u8| n, 0..10).unwrap().len(), 10, "the next call tries once more");
    });
}
