//! How soon after its limit a section that never returns is over.

use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use processing::ErrorKind;
use processing::prelude::*;

/// The limit of each section that is measured.
const LIMIT: Duration = Duration::from_millis(100);
const ROUNDS: usize = 20;
/// What is promised on an idle machine.
const PROMISED: Duration = Duration::from_millis(50);

/// Tells when it begins, and never returns from its run.
#[derive(Cerial, Clone, Copy)]
enum Stuck {
    Loop,
    Read,
    Deadlock,
    Swallow,
}

impl Skprocess for Stuck {
    type Output = ();

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().timeout(Section::Run, LIMIT)
    }

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        cx.tell(())?;
        match self {
            Stuck::Loop => loop {
                std::hint::spin_loop();
            },
            Stuck::Read => {
                let (mut reader, _writer) = std::io::pipe()?;
                reader.read_exact(&mut [0])?;
            }
            Stuck::Deadlock => {
                let held = Arc::new(Mutex::new(()));
                let wanted = Arc::clone(&held);
                let guard = held.lock();
                let other = std::thread::spawn(move || drop(wanted.lock()));
                drop(other.join());
                drop(guard);
            }
            Stuck::Swallow => loop {
                let quiet = || std::panic::resume_unwind(Box::new(()));
                drop(std::panic::catch_unwind(|| {
                    std::thread::sleep(Duration::from_millis(1));
                    quiet()
                }));
            },
        }
        Ok(())
    }
}

/// How long after its limit the result of one was there. What comes between the begin of the section and the news of it
/// counts as lateness, too.
fn lateness(stuck: Stuck) -> Duration {
    let process = stuck.start().expect("a process starts");
    process.listen::<()>().expect("the process lives");
    let begun = Instant::now();
    let error = process.result().expect_err("it never returns");
    assert_eq!(error.kind(), ErrorKind::Timeout);
    begun.elapsed().saturating_sub(LIMIT)
}

/// Measures all, and says so where one was later than is promised.
pub(crate) fn all() {
    let ways = [
        ("a busy loop", Stuck::Loop),
        ("a blocking read", Stuck::Read),
        ("a deadlock", Stuck::Deadlock),
        ("a loop that swallows every panic", Stuck::Swallow),
    ];
    for (what, stuck) in ways {
        let mut times: Vec<Duration> = (0..ROUNDS).map(|_| lateness(stuck)).collect();
        times.sort_unstable();
        let (median, worst) = (times[ROUNDS / 2], times[ROUNDS - 1]);
        let verdict = if worst <= PROMISED { "" } else { "   LATER THAN PROMISED" };
        let what = format!("{what}, after its limit");
        println!("{what:<48} {median:>10.1?}   worst of {ROUNDS} {worst:>10.1?}   promised {PROMISED:?}{verdict}");
    }
}
