//! The suite through `suitkaise` alone: derive, process, pool, one function, timer.

use std::rc::Rc;
use std::time::Duration;

use suitkaise::prelude::*;
use umbrella_test::{CountWords, Frame, Shape, Shared, Square, add, larger, square};

#[test]
fn derived_types_travel() -> Result<(), cerial::Error> {
    let text = Rc::new("one string".to_owned());
    let bytes = cerial::to_vec(&Shared { one: Rc::clone(&text), other: text })?;
    let back: Shared = cerial::from_slice(&bytes)?;
    assert!(Rc::ptr_eq(&back.one, &back.other));
    assert_eq!(*back.one, "one string");
    Ok(())
}

#[derive(Cerial)]
struct Rect(f64, f64);

#[cerial::object]
impl Shape for Rect {
    fn area(&self) -> f64 {
        self.0 * self.1
    }
}

cerial::register!(Frame<Square> as dyn Shape);

#[test]
fn trait_objects_of_types_from_several_crates_travel() -> Result<(), cerial::Error> {
    let shapes: Vec<Box<dyn Shape>> =
        vec![Box::new(Square(2.0)), Box::new(Rect(2.0, 3.0)), Box::new(Frame(Square(1.0)))];
    let bytes = cerial::to_vec(&shapes)?;
    let back: Vec<Box<dyn Shape>> = cerial::from_slice(&bytes)?;
    assert_eq!(back.iter().map(|shape| shape.area()).collect::<Vec<_>>(), [4.0, 6.0, 2.0]);
    let text = String::from_utf8_lossy(&bytes);
    for name in ["umbrella_test::Square", "suite::Rect", "suite::Frame<Square>"] {
        assert!(text.contains(name), "{name} is missing: {text}");
    }
    Ok(())
}

#[test]
fn children_know_the_types_behind_trait_objects() -> Result<(), ProcessError> {
    let pool = Pool::builder().workers(1).build()?;
    let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Rect(2.0, 2.0)), Box::new(Square(3.0))];
    let larger: Vec<Box<dyn Shape>> = pool.map(larger, shapes)?;
    assert_eq!(larger.iter().map(|shape| shape.area()).collect::<Vec<_>>(), [16.0, 36.0]);
    Ok(())
}

#[test]
fn an_object_runs_in_a_process() -> Result<(), ProcessError> {
    let process: Process<CountWords> = CountWords::new(&["a b a", "b"]).start()?;
    assert_eq!(process.listen::<(String, usize)>()?, ("counted".to_owned(), 1));
    assert_eq!(process.listen::<(String, usize)>()?, ("counted".to_owned(), 5));
    let counts = process.result()?;
    assert_eq!(counts.into_iter().collect::<Vec<_>>(), [("a".to_owned(), 2), ("b".to_owned(), 2)]);
    Ok(())
}

#[test]
fn a_batch_runs_in_a_pool() -> Result<(), ProcessError> {
    let pool = Pool::builder().workers(2).build()?;
    assert_eq!(pool.map(square, 0..5)?, [0, 1, 4, 9, 16]);
    assert_eq!(pool.star().map(add, [(1, 2), (3, 4)])?, [3, 7]);
    Ok(())
}

#[test]
fn one_function_runs_in_a_child() -> Result<(), ProcessError> {
    let job: Job<u64> = processing::spawn(add, (1, 2))?;
    assert_eq!(job.get()?, 3);
    Ok(())
}

#[test]
fn a_timer_keeps_statistics() -> Result<(), sktime::TimerError> {
    let timer = Timer::new();
    timer.start();
    timer.stop()?;
    timer.add(Duration::from_secs(2));
    assert_eq!(timer.count(), 2);
    assert_eq!(timer.max(), Some(Duration::from_secs(2)));
    Ok(())
}

#[sktime::timethis]
fn timed(n: u64) -> u64 {
    n + 1
}

#[test]
fn the_attribute_times_functions_and_names_their_timers() {
    assert_eq!(timed(1) + timed(2), 5);
    let timer = sktime::timer("suite::timed").expect("a timed function is listed");
    assert_eq!(timer.count(), 2);
}

#[test]
fn a_timer_travels_to_a_process_and_back() -> Result<(), ProcessError> {
    fn record(timer: Timer) -> Timer {
        timer.add(Duration::from_secs(2));
        timer
    }
    let timer = Timer::new();
    timer.add(Duration::from_secs(1));
    let back = processing::spawn(record, (timer.clone(),))?.get()?;
    assert_eq!((timer.count(), back.total()), (1, Some(Duration::from_secs(3))));
    timer.merge(&back);
    assert_eq!(timer.count(), 3);
    Ok(())
}

#[test]
fn the_prelude_clashes_with_no_common_name() {
    // These three are everybody's own names; a prelude that brought them would hide or break them.
    struct Config;
    struct Context;
    fn own() -> Result<(Config, Context), String> {
        Ok((Config, Context))
    }
    assert!(own().is_ok());
    assert_eq!(Section::Run.to_string(), "run");
}
