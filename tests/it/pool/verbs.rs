//! What each verb gives.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use processing::prelude::*;
use processing::{ErrorKind, fallible, skprocess};

use super::{pool, watch};

fn square(n: u64) -> u64 {
    n * n
}

fn odd(n: u32) -> Result<u32, String> {
    if n % 2 == 1 { Ok(n) } else { Err(format!("{n} is even")) }
}

#[test]
fn results_come_in_the_order_of_the_items() {
    let _watchdog = watch();
    let pool = pool(3);
    let squares: Vec<u64> = (0..20_000).map(square).collect();
    assert_eq!(pool.map(square, 0..20_000).unwrap(), squares);
    assert_eq!(pool.imap(square, 0..20_000).collect::<Result<Vec<_>, _>>().unwrap(), squares);
    let mut unordered = pool.unordered_imap(square, 0..20_000).collect::<Result<Vec<_>, _>>().unwrap();
    unordered.sort_unstable();
    assert_eq!(unordered, squares);
    let mut unordered = pool.unordered_map(square, 0..20_000).unwrap();
    unordered.sort_unstable();
    assert_eq!(unordered, squares);
    assert_eq!(pool.async_map(square, 0..20_000).get().unwrap(), squares);
    for (item, result) in pool.unordered_imap(square, 0..1000).indexed() {
        assert_eq!(result.unwrap(), square(item as u64));
    }
}

#[test]
fn no_items_give_no_results() {
    let _watchdog = watch();
    let pool = pool(2);
    assert!(pool.map(square, []).unwrap().is_empty());
    assert!(pool.imap(square, []).next().is_none());
    assert!(pool.unordered_imap(square, []).next().is_none());
    assert!(pool.map_results(square, []).is_empty());
    assert!(pool.async_map(square, []).get().unwrap().is_empty());
    pool.for_each(square, []).unwrap();
}

#[test]
fn any_chunks_give_the_same() {
    let _watchdog = watch();
    let pool = pool(2);
    let squares: Vec<u64> = (0..500).map(square).collect();
    for chunk in [1, 2, 7, 499, 500, 501, usize::MAX] {
        assert_eq!(pool.chunks(chunk).map(square, 0..500).unwrap(), squares, "chunks of {chunk}");
    }
}

#[test]
fn tuples_are_spread_by_star_alone() {
    let _watchdog = watch();
    let pool = pool(2);
    assert_eq!(pool.star().map(|a: u32, b: String| b.repeat(a as usize), [(2, "x".into())]).unwrap(), ["xx"]);
    assert_eq!(pool.map(|pair: (u32, u32)| pair.0 - pair.1, [(5, 3)]).unwrap(), [2]);
    let mut sums = pool.star().imap(|a: u8, b: u8, c: u8| a + b + c, [(1, 2, 3), (4, 5, 6)]);
    assert_eq!((sums.next().unwrap().unwrap(), sums.next().unwrap().unwrap()), (6, 15));
}

#[test]
fn an_err_of_a_fallible_function_is_its_items_error() {
    let _watchdog = watch();
    let pool = pool(2);
    assert_eq!(pool.map(fallible(odd), [1, 3]).unwrap(), [1, 3]);
    let error = pool.map(fallible(odd), [1, 3, 4, 5]).unwrap_err();
    assert_eq!((error.kind(), error.index()), (ErrorKind::Task, Some(2)));
    assert_eq!(error.original().unwrap().to_string(), "4 is even");
    assert_eq!(pool.map(odd, [4]).unwrap(), [Err("4 is even".into())]);
}

#[test]
fn the_first_failed_item_in_input_order_is_the_error() {
    let _watchdog = watch();
    let pool = pool(2);
    for chunk in [1, 3, 50] {
        let work = |n: u64| {
            if n == 10 {
                std::thread::sleep(std::time::Duration::from_millis(30));
            }
            assert!(n != 10 && n != 12);
        };
        let error = pool.chunks(chunk).map(work, 0..2000).unwrap_err();
        assert_eq!(error.index(), Some(10), "chunks of {chunk}");
        assert!(error.panic().is_some());
    }
}

#[test]
fn a_panic_is_told_with_its_message_and_place() {
    let _watchdog = watch();
    let error = pool(1).map(|n: u32| assert!(n < 3, "too many"), 0..5).unwrap_err();
    assert_eq!(error.index(), Some(3));
    assert_eq!(error.panic().unwrap().message(), "too many");
    assert!(error.panic().unwrap().location().unwrap().contains("verbs.rs"));
    assert!(error.pid().is_some_and(|pid| pid != std::process::id()));
}

#[test]
fn each_item_has_its_result() {
    let _watchdog = watch();
    let results = pool(2).map_results(fallible(odd), 0..100);
    for (n, result) in results.iter().enumerate() {
        assert_eq!(result.as_ref().ok().map(|n| *n as usize), (n % 2 == 1).then_some(n));
        assert_eq!(result.as_ref().err().and_then(ProcessError::index), (n % 2 == 0).then_some(n));
    }
}

#[test]
fn a_context_reaches_every_worker_and_keeps_its_shape() {
    let _watchdog = watch();
    let pool = pool(3);
    let name = Rc::new(String::from("shared"));
    let context = (Rc::clone(&name), name, HashMap::from([(1_u32, 2_u32)]));
    let call = pool.with(&context);
    for _ in 0..2 {
        let went =
            call.map(|context, n: u32| Rc::ptr_eq(&context.0, &context.1) && context.2[&1] == 2 && n < 300, 0..300);
        assert!(went.unwrap().into_iter().all(|same| same));
    }
    drop(call);
    assert_eq!(pool.with(&7_u8).map(|seven, n: u8| seven + n, [1]).unwrap(), [8]);
}

#[test]
fn what_init_makes_is_made_once_in_a_worker() {
    let _watchdog = watch();
    let pool = pool(2);
    let counters = pool.init(|| Cell::new(0_u32)).map(
        |counter, _: u32| {
            counter.set(counter.get() + 1);
            (std::process::id(), counter.get())
        },
        0..200,
    );
    let mut last: HashMap<u32, u32> = HashMap::new();
    for (pid, count) in counters.unwrap() {
        let most = last.entry(pid).or_default();
        *most = count.max(*most);
    }
    assert_eq!(last.values().sum::<u32>(), 200);
}

#[test]
fn an_init_that_panics_fails_its_items_clearly() {
    let _watchdog = watch();
    let pool = pool(1);
    let make = || -> u32 { panic!("no database") };
    let error = pool.init(make).map(|db, n: u32| db + n, [1]).unwrap_err();
    assert_eq!(error.panic().unwrap().message(), "no database");
    assert!(error.to_string().contains("no database"), "{error}");
    assert_eq!(pool.map(square, [3]).unwrap(), [9]);
}

#[derive(Cerial)]
struct Collatz {
    number: u64,
    steps: u64,
}

impl Collatz {
    fn new(number: u64) -> Self {
        Collatz { number, steps: 0 }
    }

    fn checked(number: u64) -> Result<Self, String> {
        if number == 0 { Err("zero never ends".into()) } else { Ok(Self::new(number)) }
    }
}

impl Skprocess for Collatz {
    type Output = (u64, u64);

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        if self.number == 1 {
            cx.stop();
            return Ok(());
        }
        self.number = if self.number.is_multiple_of(2) { self.number / 2 } else { 3 * self.number + 1 };
        self.steps += 1;
        Ok(())
    }

    fn postrun(&mut self, _cx: &ProcessContext) -> processing::Result {
        if self.steps > 1000 { Err("too many steps".into()) } else { Ok(()) }
    }

    fn result(&mut self, cx: &ProcessContext) -> processing::Result<(u64, u64)> {
        Ok((self.steps, cx.run()))
    }
}

#[test]
fn objects_live_their_whole_lives_in_workers() {
    let _watchdog = watch();
    let pool = pool(2);
    let steps = pool.map(skprocess(Collatz::new), [1, 2, 3, 27]).unwrap();
    assert_eq!(steps, [(0, 1), (1, 2), (7, 8), (111, 112)]);
    let error = pool.map(skprocess(Collatz::checked), [1, 0]).unwrap_err();
    assert_eq!((error.index(), error.original().unwrap().to_string()), (Some(1), "zero never ends".into()));
    let lives: HashMap<usize, (u64, u64)> = pool
        .unordered_imap(skprocess(Collatz::new), 1..50)
        .indexed()
        .map(|(item, result)| (item, result.unwrap()))
        .collect();
    assert_eq!(lives[&26], (111, 112));
}

#[derive(Cerial)]
struct Flaky {
    fails: u32,
}

impl Skprocess for Flaky {
    type Output = u32;

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1).lives(3)
    }

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        if cx.life() < self.fails { Err("not yet".into()) } else { Ok(()) }
    }

    fn result(&mut self, cx: &ProcessContext) -> processing::Result<u32> {
        Ok(cx.life())
    }
}

#[test]
fn lives_and_sections_count_in_workers_too() {
    let _watchdog = watch();
    let make = |fails: u32| Flaky { fails };
    let results = pool(2).map_results(skprocess(make), [0, 2, 3]);
    assert_eq!(results[0].as_ref().unwrap(), &0);
    assert_eq!(results[1].as_ref().unwrap(), &2);
    let error = results[2].as_ref().unwrap_err();
    assert_eq!((error.kind(), error.life(), error.index()), (ErrorKind::Run, Some(2), Some(2)));
    assert_eq!(error.original().unwrap().to_string(), "not yet");
}

#[test]
fn progress_counts_every_item() {
    let _watchdog = watch();
    let pool = pool(2);
    let (done, total) = (Cell::new(0), Cell::new(None));
    let call = pool.progress(|progress| {
        assert_eq!(progress.done(), done.get() + 1);
        done.set(progress.done());
        total.set(progress.total());
    });
    call.map(square, 0..321).unwrap();
    assert_eq!((done.replace(0), total.get()), (321, Some(321)));
    assert_eq!(call.imap(square, (0..321).filter(|n| n % 3 == 0)).count(), 107);
    assert_eq!((done.get(), total.get()), (107, None));
}

#[test]
fn the_context_of_the_process_is_there_in_tasks() {
    let _watchdog = watch();
    let here = |_: u8| ProcessContext::current().is_some_and(|cx| cx.section().is_none() && !cx.is_stopping());
    assert_eq!(pool(1).map(here, [1, 2]).unwrap(), [true, true]);
}

#[test]
fn large_and_small_tasks_of_one_call_reach_their_workers_whole() {
    let _watchdog = watch();
    let work = |item: u8, bytes: Vec<u8>| (item, bytes.len(), bytes.iter().all(|byte| *byte == item));
    let size = |item: u8| [10, 300 << 10, 1 << 10, 255 << 10, 257 << 10][usize::from(item) % 5];
    let tasks: Vec<(u8, Vec<u8>)> = (0..100).map(|item| (item, vec![item; size(item)])).collect();
    // Several tasks are encoded behind each other, and go to different workers.
    let results = pool(2).star().map(work, tasks).unwrap();
    assert!(results.into_iter().eq((0..100).map(|item| (item, size(item), true))));
}
