//! Tasks, calls and sections that take too long.

use std::time::{Duration, Instant};

use processing::prelude::*;
use processing::{ErrorKind, skprocess};

use super::{pool, watch};

fn nap(ms: u64) -> u64 {
    std::thread::sleep(Duration::from_millis(ms));
    ms
}

#[test]
fn a_task_over_its_limit_is_ended_and_the_others_are_not() {
    let _watchdog = watch();
    let pool = pool(2);
    let limit = Duration::from_millis(300);
    let start = Instant::now();
    let results = pool.task_timeout(limit).map_results(nap, [1, 60_000, 2, 3, 60_000, 4]);
    assert!(start.elapsed() < Duration::from_secs(20));
    for (item, result) in results.iter().enumerate() {
        assert_eq!(result.is_err(), item == 1 || item == 4, "{result:?}");
    }
    let error = results[1].as_ref().unwrap_err();
    assert_eq!((error.kind(), error.limit(), error.index()), (ErrorKind::Timeout, Some(limit), Some(1)));
    assert_eq!(error.to_string(), "timeout after 300ms on item 1");
}

#[test]
fn many_tasks_that_each_stay_below_the_limit_pass() {
    let _watchdog = watch();
    let naps = pool(2).task_timeout(Duration::from_secs(5)).map(nap, std::iter::repeat_n(1, 300)).unwrap();
    assert_eq!(naps.len(), 300);
}

#[test]
fn the_limit_of_the_pool_holds_for_all_its_calls() {
    let _watchdog = watch();
    let pool = Pool::builder().workers(1).task_timeout(Duration::from_millis(100)).build().unwrap();
    assert_eq!(pool.map(nap, [60_000]).unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(pool.submit(nap, (60_000,)).unwrap().get().unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(pool.task_timeout(Duration::ZERO).map(nap, [200]).unwrap(), [200]);
}

#[test]
fn a_call_over_its_limit_ends_and_the_pool_goes_on() {
    let _watchdog = watch();
    let pool = pool(2);
    let limited = pool.call_timeout(Duration::from_millis(200));
    let start = Instant::now();
    assert_eq!(limited.map(nap, [60_000; 5]).unwrap_err().kind(), ErrorKind::Timeout);
    assert_eq!(limited.async_map(nap, [60_000; 5]).get().unwrap_err().kind(), ErrorKind::Timeout);
    let results = limited.map_results(nap, [1, 60_000, 60_000, 60_000]);
    assert_eq!(results.len(), 4);
    assert_eq!(results[3].as_ref().unwrap_err().kind(), ErrorKind::Timeout);
    let mut naps = limited.imap(nap, std::iter::repeat(60_000));
    assert_eq!(naps.next().unwrap().unwrap_err().kind(), ErrorKind::Timeout);
    assert!(naps.next().is_none());
    assert!(start.elapsed() < Duration::from_secs(20));
    assert_eq!(pool.map(nap, [1, 2]).unwrap(), [1, 2]);
}

#[derive(Cerial)]
struct Hang;

impl Skprocess for Hang {
    type Output = ();

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1).timeout(Section::PostRun, Duration::from_millis(150))
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        Ok(())
    }

    fn postrun(&mut self, _cx: &ProcessContext) -> processing::Result {
        std::thread::sleep(Duration::from_secs(60));
        Ok(())
    }
}

#[test]
fn a_section_over_its_limit_is_ended_in_a_worker_too() {
    let _watchdog = watch();
    let pool = pool(1);
    let error = pool.map(skprocess(|_: u8| Hang), [0]).unwrap_err();
    assert_eq!((error.kind(), error.section()), (ErrorKind::Timeout, Some(Section::PostRun)), "{error:?}");
    assert_eq!(error.limit(), Some(Duration::from_millis(150)));
    assert_eq!(pool.map(nap, [1]).unwrap(), [1]);
}
