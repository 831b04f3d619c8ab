//! Who reads a link: several threads that wait, on both sides, and whoever is woken beside them.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::Watchdog;

const LIMIT: Duration = Duration::from_secs(60);
const MESSAGES: u64 = 2000;

/// Listens on several threads, and tells back what each has heard.
#[derive(Cerial)]
struct Listeners {
    threads: usize,
}

impl Skprocess for Listeners {
    type Output = ();

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        std::thread::scope(|scope| {
            for _ in 0..self.threads {
                scope.spawn(|| {
                    while let Ok(number) = cx.listen::<u64>() {
                        cx.tell(number).expect("the parent lives");
                    }
                });
            }
        });
        assert!(cx.is_stopping());
        Ok(())
    }
}

#[test]
fn threads_that_listen_at_once_hear_each_message_once() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for (threads, ours) in [(1, 3), (3, 1), (3, 3)] {
        let process = Listeners { threads }.start()?;
        let heard = Mutex::new(BTreeSet::new());
        std::thread::scope(|scope| {
            for _ in 0..ours {
                scope.spawn(|| {
                    while heard.lock().unwrap().len() < MESSAGES as usize {
                        if let Some(number) = process.listen_timeout::<u64>(Duration::from_millis(20)).unwrap() {
                            assert!(heard.lock().unwrap().insert(number), "{number} was heard twice");
                        }
                    }
                });
            }
            (0..MESSAGES).for_each(|number| process.tell(number).unwrap());
        });
        assert!(heard.into_inner().unwrap().into_iter().eq(0..MESSAGES));
        process.stop();
        process.result()?;
    }
    Ok(())
}

/// Answers some messages, then works without looking at its link until it is stopped.
#[derive(Cerial)]
struct TalksThenWorks {
    messages: u64,
}

impl Skprocess for TalksThenWorks {
    type Output = ();

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        for _ in 0..self.messages {
            cx.tell(cx.listen::<u64>()?)?;
        }
        while !cx.is_stopping() {
            std::thread::yield_now();
        }
        Ok(())
    }
}

#[test]
fn a_stop_right_after_a_dialogue_reaches_a_child_that_works() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for messages in [0, 1, 2, 100] {
        let process = TalksThenWorks { messages }.start()?;
        for number in 0..messages {
            process.tell(number)?;
            assert_eq!(process.listen::<u64>()?, number);
        }
        let asked = Instant::now();
        process.stop();
        process.result()?;
        assert!(asked.elapsed() < Duration::from_secs(5), "the stop took {:?}", asked.elapsed());
    }
    Ok(())
}

/// Listens while another of its threads asks it to stop.
#[derive(Cerial)]
struct StopsItself;

impl Skprocess for StopsItself {
    type Output = String;

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        std::thread::scope(|scope| {
            scope.spawn(|| cx.stop());
            let error = cx.listen::<String>().expect_err("nobody tells anything");
            assert_eq!(error.kind(), ErrorKind::Stopped);
        });
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<String> {
        Ok("stopped".to_owned())
    }
}

#[test]
fn a_stop_from_a_thread_of_the_child_ends_the_listening_of_another() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for _ in 0..20 {
        assert_eq!(StopsItself.start()?.result()?, "stopped");
    }
    Ok(())
}

#[test]
fn the_end_is_seen_by_all_who_wait_while_one_of_them_reads() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for _ in 0..20 {
        let process = TalksThenWorks { messages: 3 }.start()?;
        std::thread::scope(|scope| {
            let waiters: Vec<_> = (0..3).map(|_| scope.spawn(|| process.wait_timeout(LIMIT))).collect();
            for number in 0..3 {
                process.tell(number).unwrap();
                assert_eq!(process.listen::<u64>().unwrap(), number);
            }
            process.kill();
            assert_eq!(process.listen::<u64>().unwrap_err().kind(), ErrorKind::Ended);
            assert!(waiters.into_iter().all(|waiter| waiter.join().unwrap()));
        });
        assert_eq!(process.result().unwrap_err().kind(), ErrorKind::Killed);
    }
    Ok(())
}
