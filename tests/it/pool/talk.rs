//! What jobs and their tasks say to each other, and how tasks are asked to stop.

use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use processing::prelude::*;
use processing::{ErrorKind, fallible, skprocess};
use suite_tests::wait_until;

use super::{pool, watch};

fn cx() -> ProcessContext {
    ProcessContext::current().expect("a worker has one")
}

/// Tells each text back, until one is empty.
fn echo(mark: u32) -> processing::Result<u32> {
    let mut count = 0;
    loop {
        let text: String = cx().listen()?;
        if text.is_empty() {
            return Ok(count);
        }
        count += 1;
        cx().tell((mark, text))?;
    }
}

#[test]
fn a_submitted_task_talks_with_its_job() {
    let _watchdog = watch();
    let pool = pool(1);
    for round in 0..3 {
        let job = pool.submit(fallible(echo), (round,)).unwrap();
        for n in 0..500 {
            job.tell(format!("{n}")).unwrap();
            assert_eq!(job.listen::<(u32, String)>().unwrap(), (round, format!("{n}")));
        }
        job.tell("").unwrap();
        assert_eq!(job.get().unwrap(), 500);
    }
}

#[test]
fn what_is_told_before_a_task_begins_waits_for_it() {
    let _watchdog = watch();
    let pool = pool(1);
    let hold = pool.submit(|| std::thread::sleep(Duration::from_millis(150)), ()).unwrap();
    let jobs: Vec<Job<u32>> = (0..10).map(|mark| pool.submit(fallible(echo), (mark,)).unwrap()).collect();
    for job in &jobs {
        ["a", "b", ""].iter().for_each(|text| job.tell(text).unwrap());
    }
    hold.get().unwrap();
    for (mark, job) in jobs.into_iter().enumerate() {
        job.wait();
        // What was told before the end is heard behind it.
        assert_eq!(job.listen::<(u32, String)>().unwrap(), (mark as u32, "a".into()));
        assert_eq!(job.listen::<(u32, String)>().unwrap(), (mark as u32, "b".into()));
        assert_eq!(job.listen::<(u32, String)>().unwrap_err().kind(), ErrorKind::Ended);
        assert_eq!(job.tell("late").unwrap_err().kind(), ErrorKind::Ended);
        assert_eq!(job.get().unwrap(), 2);
    }
}

#[test]
fn each_task_of_a_batch_hears_what_its_job_tells() {
    let _watchdog = watch();
    let pool = pool(2);
    let scale = |n: u64| -> processing::Result<u64> {
        let factor: u64 = cx().listen()?;
        let offset: u64 = cx().listen()?;
        cx().tell(n)?;
        Ok(n * factor + offset)
    };
    for chunk in [0, 1, 50] {
        let job = pool.chunks(chunk).async_map(fallible(scale), 0..200);
        job.tell(3_u64).unwrap();
        job.tell(1_u64).unwrap();
        let mut told: Vec<u64> = (0..200).map(|_| job.listen().unwrap()).collect();
        told.sort_unstable();
        assert!(told.into_iter().eq(0..200));
        assert_eq!(job.get().unwrap(), (0..200).map(|n| n * 3 + 1).collect::<Vec<_>>());
    }
}

#[test]
fn a_message_of_another_type_stays() {
    let _watchdog = watch();
    let pool = pool(1);
    let work = || -> processing::Result<u8> {
        let wrong = cx().listen::<u8>().unwrap_err();
        cx().tell(wrong.kind() == ErrorKind::WrongMessage)?;
        Ok(cx().listen::<String>()?.len() as u8)
    };
    let job = pool.submit(fallible(work), ()).unwrap();
    job.tell("four").unwrap();
    assert_eq!(job.listen::<u8>().unwrap_err().kind(), ErrorKind::WrongMessage);
    assert!(job.listen::<bool>().unwrap());
    assert_eq!(job.get().unwrap(), 4);
}

#[test]
fn a_conversation_may_be_longer_than_what_may_wait() {
    let _watchdog = watch();
    let pool = pool(1);
    let work = || -> processing::Result<usize> {
        let mut bytes = 0;
        for _ in 0..100 {
            let message: Vec<u8> = cx().listen()?;
            bytes += message.len();
            cx().tell(message)?;
        }
        Ok(bytes)
    };
    let job = pool.submit(fallible(work), ()).unwrap();
    for n in 0..100_u8 {
        job.tell(vec![n; 1 << 20]).unwrap();
        let back: Vec<u8> = job.listen().unwrap();
        assert_eq!((back.len(), back[0]), (1 << 20, n));
    }
    assert_eq!(job.get().unwrap(), 100 << 20);
}

#[test]
fn a_flood_is_an_error_on_both_sides_and_ends_with_its_job() {
    let _watchdog = watch();
    let pool = pool(1);
    let flood = || -> processing::Result<u32> {
        let message = vec![0_u8; 8 << 20];
        let mut told = 0;
        while cx().tell(&message).is_ok() {
            told += 1;
        }
        Ok(told)
    };
    for _ in 0..2 {
        let job = pool.submit(fallible(flood), ()).unwrap();
        assert_eq!(job.get().unwrap(), 7, "nobody has listened to what was told");
    }
    let job = pool.submit(|| cx().sleep(Duration::from_secs(60)).is_err(), ()).unwrap();
    let message = vec![0_u8; 8 << 20];
    let error = (0..20).find_map(|_| job.tell(&message).err()).unwrap();
    assert_eq!(error.kind(), ErrorKind::Full);
    job.stop();
    assert!(job.get().unwrap());
}

#[test]
fn a_death_ends_the_talk_behind_what_was_told() {
    let _watchdog = watch();
    let pool = pool(1);
    let work = || -> processing::Result {
        cx().tell(7_u8)?;
        let _: String = cx().listen()?;
        std::process::abort()
    };
    let job = pool.submit(fallible(work), ()).unwrap();
    assert_eq!(job.listen::<u8>().unwrap(), 7);
    job.tell("now").unwrap();
    assert_eq!(job.listen::<u8>().unwrap_err().kind(), ErrorKind::Ended);
    assert_eq!(job.get().unwrap_err().kind(), ErrorKind::Crashed);
}

#[test]
fn a_task_that_is_tried_again_hears_everything_again() {
    let _watchdog = watch();
    let pool = pool(1);
    let marker = std::env::temp_dir().join(format!("pool-talk-{}", std::process::id()));
    let work = |marker: std::path::PathBuf| -> processing::Result<String> {
        let text: String = cx().listen()?;
        if std::fs::create_dir(&marker).is_ok() {
            std::process::abort();
        }
        std::fs::remove_dir(&marker)?;
        Ok(text)
    };
    let job = pool.retries(1).submit(fallible(work), (marker,)).unwrap();
    job.tell("again").unwrap();
    assert_eq!(job.get().unwrap(), "again");
}

#[test]
fn tasks_without_a_job_have_nobody_to_talk_with() {
    let _watchdog = watch();
    let pool = pool(1);
    let work = |_: u8| {
        let told = cx().tell(1_u8).unwrap_err().kind();
        let heard = cx().try_listen::<u8>().unwrap_err().kind();
        [told, heard] == [ErrorKind::Other; 2]
    };
    assert_eq!(pool.map(work, [1, 2]).unwrap(), [true, true]);
    assert_eq!(pool.imap(work, [1, 2]).filter(|result| matches!(result, Ok(true))).count(), 2);
}

#[test]
fn tasks_that_wait_lose_nothing_of_what_comes_meanwhile() {
    let _watchdog = watch();
    let pool = pool(2);
    let nap = |n: u64| {
        cx().sleep(Duration::from_micros(300)).unwrap();
        n
    };
    for chunk in [0, 1, 10] {
        assert!(pool.chunks(chunk).map(nap, 0..400).unwrap().into_iter().eq(0..400));
    }
    let factor = 3_u64;
    let call = pool.with(&factor);
    let work = |factor: &u64, n: u64| {
        cx().sleep(Duration::from_micros(100)).unwrap();
        factor * n
    };
    assert!(call.map(work, 0..200).unwrap().into_iter().eq((0..200).map(|n| 3 * n)));
}

/// Works until it is stopped, and looks for that without waiting.
fn spin() -> u32 {
    cx().tell("here").unwrap();
    while !cx().is_stopping() {
        std::thread::yield_now();
    }
    1
}

fn wait_for_stop() -> u32 {
    cx().tell("here").unwrap();
    let stopped = cx().sleep(Duration::from_secs(600)).unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::Stopped);
    2
}

fn listen_for_stop() -> u32 {
    cx().tell("here").unwrap();
    let stopped = cx().listen::<u8>().unwrap_err();
    assert_eq!(stopped.kind(), ErrorKind::Stopped);
    3
}

#[test]
fn a_running_task_is_asked_to_stop_by_its_job() {
    let _watchdog = watch();
    let pool = pool(1);
    for comes in 1..=3 {
        let job = match comes {
            1 => pool.submit(spin, ()).unwrap(),
            2 => pool.submit(wait_for_stop, ()).unwrap(),
            _ => pool.submit(listen_for_stop, ()).unwrap(),
        };
        assert_eq!(job.listen::<String>().unwrap(), "here");
        let start = Instant::now();
        job.stop();
        assert_eq!(job.get().unwrap(), comes, "it had begun, so nothing was left out");
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        // A stop is that of one job alone.
        assert!(!pool.submit(|| cx().is_stopping(), ()).unwrap().get().unwrap());
    }
}

#[test]
fn a_stopped_batch_ends_what_runs_and_begins_nothing_more() {
    let _watchdog = watch();
    let pool = pool(2);
    let job = pool.chunks(1).async_map(
        |_: u32| {
            cx().tell("here").unwrap();
            cx().sleep(Duration::from_secs(600)).is_err()
        },
        0..100,
    );
    job.listen::<String>().unwrap();
    job.stop();
    assert!(job.wait_timeout(Duration::from_secs(10)));
    assert_eq!(job.get().unwrap_err().kind(), ErrorKind::Cancelled);
}

/// An object that nothing but a stop ends.
#[derive(Cerial)]
struct Endless {
    step: u64,
    sum: u64,
}

impl Skprocess for Endless {
    type Output = (u64, u64, u64);

    fn prerun(&mut self, cx: &ProcessContext) -> processing::Result {
        if let Some(step) = cx.try_listen::<u64>()? {
            self.step = step;
        }
        Ok(())
    }

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        self.sum += self.step;
        if self.sum.is_multiple_of(100) {
            cx.tell((self.step, self.sum))?;
        }
        if self.step == 7 {
            cx.stop();
        }
        Ok(())
    }

    fn result(&mut self, cx: &ProcessContext) -> processing::Result<(u64, u64, u64)> {
        let timed = cx.timers().run().map_or(0, |timer| timer.count());
        Ok((self.sum, cx.run(), timed as u64))
    }
}

#[test]
fn an_object_without_a_limit_ends_by_a_stop_from_either_side() {
    let _watchdog = watch();
    let pool = pool(1);
    let make = |step: u64| Endless { step, sum: 0 };
    // From outside …
    let job = pool.submit(skprocess(make), (1,)).unwrap();
    assert_eq!(job.listen::<(u64, u64)>().unwrap(), (1, 100));
    job.stop();
    let (sum, runs, timed) = job.get().unwrap();
    assert!(sum >= 100 && sum == runs && runs == timed, "{sum} {runs} {timed}");
    // … from inside, when it is told to …
    let job = pool.submit(skprocess(make), (2,)).unwrap();
    assert_eq!(job.listen::<(u64, u64)>().unwrap(), (2, 100));
    job.tell(7_u64).unwrap();
    let (sum, runs, _) = job.get().unwrap();
    assert_eq!(sum, (runs - 1) * 2 + 7);
    // … and all of a batch.
    let job = pool.async_map(skprocess(make), [1]);
    job.listen::<(u64, u64)>().unwrap();
    job.stop();
    assert_eq!(job.get().unwrap().len(), 1);
}

#[test]
fn what_a_task_leaves_behind_hears_nothing_and_holds_nothing_up() {
    let _watchdog = watch();
    static ENDED: AtomicU32 = AtomicU32::new(0);
    let pool = pool(1);
    let leave = |_: u32| {
        let cx = cx();
        let threads = (0..3).map(|n| {
            let cx = cx.clone();
            std::thread::spawn(move || {
                let heard = match n {
                    0 => cx.listen::<String>().map(drop),
                    1 => cx.sleep(Duration::from_secs(600)),
                    _ => cx.listen_timeout::<String>(Duration::from_secs(600)).map(drop),
                };
                assert!(heard.is_err() && cx.is_stopping());
                assert_eq!(cx.tell("late").unwrap_err().kind(), ErrorKind::Ended);
                // It stops nobody but itself.
                cx.stop();
                ENDED.fetch_add(1, Ordering::Relaxed);
            })
        });
        threads.for_each(drop);
        std::thread::sleep(Duration::from_millis(20));
    };
    let start = Instant::now();
    let job = pool.async_map(leave, 0..5);
    job.wait();
    assert_eq!(job.listen::<String>().unwrap_err().kind(), ErrorKind::Ended);
    let ended = || pool.submit(|| (ENDED.load(Ordering::Relaxed), cx().is_stopping()), ()).unwrap().get().unwrap();
    assert!(wait_until(Duration::from_secs(10), || ended() == (15, false)));
    assert!(start.elapsed() < Duration::from_secs(20));
}

#[test]
fn several_threads_of_a_task_wait_at_once() {
    let _watchdog = watch();
    let pool = pool(1);
    let work = || -> u64 {
        let cx = cx();
        std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| cx.listen::<u64>().unwrap())).collect();
            threads.into_iter().map(|thread| thread.join().unwrap()).sum()
        })
    };
    for _ in 0..20 {
        let job = pool.submit(work, ()).unwrap();
        (0..4_u64).for_each(|n| job.tell(10 + n).unwrap());
        assert_eq!(job.get().unwrap(), 46);
    }
}

#[test]
fn jobs_talk_while_others_do() {
    let _watchdog = watch();
    let pool = pool(2);
    std::thread::scope(|scope| {
        for thread in 0..4 {
            let pool = &pool;
            scope.spawn(move || {
                for _ in 0..20 {
                    let job = pool.submit(fallible(echo), (thread,)).unwrap();
                    for n in 0..10 {
                        job.tell(format!("{n}")).unwrap();
                    }
                    for n in 0..10 {
                        assert_eq!(job.listen::<(u32, String)>().unwrap(), (thread, format!("{n}")));
                    }
                    job.tell("").unwrap();
                    assert_eq!(job.get().unwrap(), 10);
                }
            });
        }
        // Batches pass through the same workers meanwhile.
        for _ in 0..20 {
            assert_eq!(pool.map(|n: u64| n + 1, 0..1000).unwrap().len(), 1000);
        }
    });
}

#[test]
fn a_task_that_waits_is_asked_to_end_when_the_pool_is() {
    let _watchdog = watch();
    let pool = pool(1);
    let job = pool.submit(wait_for_stop, ()).unwrap();
    job.listen::<String>().unwrap();
    let start = Instant::now();
    drop(pool);
    assert!(start.elapsed() < Duration::from_secs(3));
    assert_eq!(job.get().unwrap_err().kind(), ErrorKind::Cancelled);
}
