//! Much at once: many processes, many threads that start them, messages and results of a gibibyte.

use std::time::{Duration, Instant};

use processing::prelude::*;
use suite_tests::{Act, Census, Script, Watchdog, alone, at};

const LIMIT: Duration = Duration::from_secs(100);

fn counted(runs: u64) -> Result<Process<Script>, ProcessError> {
    Script::new([at(Section::Run, Act::Count)]).start_with(ProcessConfig::new().runs(runs))
}

/// What there is once the reactor runs.
fn settled() -> Census {
    counted(1).unwrap().result().unwrap();
    Census::take()
}

#[test]
fn two_hundred_processes_at_once_all_come_back() {
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| {
        let before = settled();
        // Each runs until all are there.
        let wait = || Script::new([at(Section::Run, Act::Echo), at(Section::Run, Act::Count)]);
        let processes: Vec<_> = (0..200).map(|_| wait().start_with(ProcessConfig::new().runs(1)).unwrap()).collect();
        let now = Census::take();
        assert_eq!(now.children, before.children + 200);
        assert_eq!(now.threads, before.threads, "a handle costs no thread");
        for process in &processes {
            process.tell("go").unwrap();
        }
        for process in processes {
            assert_eq!(process.listen::<String>().unwrap(), "go");
            assert_eq!(process.result().unwrap(), 1);
        }
        before.wait_until_back();
    });
}

#[test]
fn processes_start_from_many_threads_at_once() {
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| {
        // The first start of all is among them.
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| {
                    for runs in 1..=5 {
                        assert_eq!(counted(runs).unwrap().result().unwrap(), runs);
                    }
                });
            }
        });
        let before = settled();
        std::thread::scope(|scope| {
            for _ in 0..16 {
                scope.spawn(|| assert_eq!(counted(2).unwrap().result().unwrap(), 2));
            }
        });
        before.wait_until_back();
    });
}

/// Tells back what it hears, and what that begins and ends with.
#[derive(Cerial)]
struct Heavy;

impl Skprocess for Heavy {
    type Output = ();

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        let bytes: Vec<u8> = cx.listen()?;
        cx.tell((bytes.len(), bytes[0], bytes[bytes.len() - 1]))?;
        Ok(cx.tell(bytes)?)
    }
}

#[test]
fn a_message_of_a_gibibyte_passes_both_ways() {
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| {
        const SIZE: usize = 1 << 30;
        let before = settled();
        let begun = Instant::now();
        let process = Heavy.start().unwrap();
        let mut bytes = vec![5_u8; SIZE];
        (bytes[0], bytes[SIZE - 1]) = (1, 9);
        process.tell(&bytes).unwrap();
        drop(bytes);
        assert_eq!(process.listen::<(usize, u8, u8)>().unwrap(), (SIZE, 1, 9));
        let back: Vec<u8> = process.listen().unwrap();
        assert_eq!((back.len(), back[0], back[SIZE / 2], back[SIZE - 1]), (SIZE, 1, 5, 9));
        process.result().unwrap();
        println!("a gibibyte there and back took {:?}", begun.elapsed());
        before.wait_until_back();
    });
}
