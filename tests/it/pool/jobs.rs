//! Jobs: of a pool, and of a child of their own.

use std::rc::Rc;
use std::sync::{Arc, mpsc};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use processing::{ErrorKind, Job, ProcessError};
use suite_tests::Ended;

use super::{pool, watch};

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// The smallest runtime there is.
fn block_on<F: Future>(future: F) -> F::Output {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = std::pin::pin!(future);
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(output) => return output,
            Poll::Pending => std::thread::park(),
        }
    }
}

fn add(a: u32, b: u32) -> u32 {
    a + b
}

#[test]
fn jobs_can_be_awaited() {
    let _watchdog = watch();
    let pool = pool(2);
    let sum: Result<u32, ProcessError> = block_on(async {
        let (one, two) = (pool.submit(add, (1, 2))?, processing::spawn(add, (3, 4))?);
        let many = pool.async_map(|n: u32| n, 0..10);
        Ok(one.await? + two.await? + many.await?.into_iter().sum::<u32>())
    });
    assert_eq!(sum.unwrap(), 3 + 7 + 45);
}

#[test]
fn jobs_are_awaited_while_the_input_of_another_threads_call_pauses() {
    let _watchdog = watch();
    let pool = pool(2);
    pool.warm().unwrap();
    for pauses_after in [1, 500, 5000] {
        let (pauses, paused) = mpsc::channel();
        let (goes_on, on) = mpsc::channel();
        // It reads the links of both workers as long as its input gives something.
        let input = (0..2 * pauses_after).inspect(move |n| {
            if *n == pauses_after {
                pauses.send(()).unwrap();
                on.recv_timeout(Duration::from_secs(20)).unwrap();
            }
        });
        std::thread::scope(|scope| {
            let call = scope.spawn(|| pool.map(|n: u64| n, input));
            paused.recv().unwrap();
            for _ in 0..5 {
                let slow = |n: u64| {
                    std::thread::sleep(Duration::from_millis(n));
                    n
                };
                let jobs = [1, 10, 30].map(|ms| pool.submit(slow, (ms,)).unwrap());
                assert_eq!(jobs.map(|job| block_on(job.into_future()).unwrap()), [1, 10, 30]);
            }
            goes_on.send(()).unwrap();
            assert_eq!(call.join().unwrap().unwrap().len() as u64, 2 * pauses_after);
        });
    }
}

#[test]
fn a_job_that_is_awaited_is_woken_by_a_death() {
    let _watchdog = watch();
    fn die() {
        std::thread::sleep(Duration::from_millis(50));
        std::process::abort();
    }
    let error = block_on(pool(1).submit(die, ()).unwrap().into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Crashed);
    let error = block_on(processing::spawn(die, ()).unwrap().into_future()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Crashed);
}

#[test]
fn a_result_is_given_once() {
    let _watchdog = watch();
    let pool = pool(1);
    let mut job = pool.submit(add, (1, 2)).unwrap();
    job.wait();
    assert!(job.ready() && job.wait_timeout(Duration::ZERO));
    assert_eq!(job.get_timeout(Duration::ZERO).unwrap(), Some(3));
    assert_eq!(job.get_timeout(Duration::ZERO).unwrap_err().kind(), ErrorKind::Other);
}

#[test]
fn many_submitted_tasks_all_come_back() {
    let _watchdog = watch();
    let pool = pool(2);
    let jobs: Vec<Job<u32>> = (0..2000).map(|n| pool.submit(add, (n, 1)).unwrap()).collect();
    for (n, job) in jobs.into_iter().enumerate() {
        assert_eq!(job.get().unwrap(), n as u32 + 1);
    }
}

#[test]
fn a_cancelled_job_frees_the_workers() {
    let _watchdog = watch();
    let pool = pool(1);
    let job = pool.async_map(|ms: u64| std::thread::sleep(Duration::from_millis(ms)), std::iter::repeat_n(50, 1000));
    std::thread::sleep(Duration::from_millis(20));
    job.cancel();
    let start = Instant::now();
    assert_eq!(pool.map(|n: u8| n, [1]).unwrap(), [1]);
    assert!(start.elapsed() < Duration::from_secs(3));
    pool.join();
}

#[test]
fn a_stopped_job_says_what_was_left_out() {
    let _watchdog = watch();
    let pool = pool(1);
    let job = pool.async_map(|ms: u64| std::thread::sleep(Duration::from_millis(ms)), std::iter::repeat_n(5, 10_000));
    job.stop();
    let start = Instant::now();
    assert_eq!(job.get().unwrap_err().kind(), ErrorKind::Cancelled);
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_job_of_shared_values_may_go_to_another_thread() {
    let _watchdog = watch();
    let pool = pool(1);
    let job: Job<Rc<String>> = pool.submit(|| Rc::new(String::from("mine")), ()).unwrap();
    let length = std::thread::spawn(move || job.get().unwrap().len()).join().unwrap();
    assert_eq!(length, 4);
}

#[test]
fn a_spawned_function_gives_its_value_or_its_end() {
    let _watchdog = watch();
    assert_eq!(processing::spawn(add, (20, 22)).unwrap().join().unwrap(), 42);
    let error = processing::spawn(|n: u32| assert_eq!(n, 1), (2,)).unwrap().get().unwrap_err();
    assert!(error.panic().is_some(), "{error:?}");
    let error = processing::spawn(suite_tests::crash::null_write, ()).unwrap().get().unwrap_err();
    assert!(Ended::FAULTED.is_told_by(&error), "{error:?}");
}
