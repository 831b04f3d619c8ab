//! Interrupts from the terminal.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::{Act, Need, Script, Watchdog, at, is_missing, is_running, wait_until};

const LIMIT: Duration = Duration::from_secs(60);
const SIGINT: i32 = 2;

#[test]
fn a_child_lets_an_interrupt_pass() -> Result<(), ProcessError> {
    if is_missing(Need::Signals) {
        return Ok(());
    }
    let _watchdog = Watchdog::new(LIMIT);
    let script = Script::new([at(Section::Run, Act::Signal(SIGINT)), at(Section::Run, Act::Count)]);
    assert_eq!(script.start_with(ProcessConfig::new().runs(3))?.result()?, 3);
    Ok(())
}

/// Leaves a file behind when it is asked to stop, or is deaf to that.
#[derive(Cerial)]
struct Leaves {
    file: PathBuf,
    deaf: bool,
}

impl Skprocess for Leaves {
    type Output = ();

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        cx.tell("here")?;
        if self.deaf {
            while !cx.is_stopping() {
                std::thread::yield_now();
            }
            cx.tell("asked")?;
            loop {
                std::thread::park();
            }
        }
        Ok(cx.listen()?)
    }

    fn onfinish(&mut self, _cx: &ProcessContext) -> processing::Result {
        Ok(std::fs::write(&self.file, "stopped in order")?)
    }
}

/// A program that is interrupted while a process of it runs.
#[derive(Cerial)]
struct Program {
    file: PathBuf,
    deaf: bool,
    grace: Duration,
    twice: bool,
}

impl Skprocess for Program {
    type Output = ();

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        processing::on_interrupt(self.grace)?;
        let process = Leaves { file: self.file.clone(), deaf: self.deaf }.start()?;
        process.listen::<String>()?;
        cx.tell(process.pid())?;
        suite_tests::crash::signal(SIGINT);
        if self.twice {
            // Two signals that are there at once are one: the first must have been heard.
            process.listen::<String>()?;
            suite_tests::crash::signal(SIGINT);
        }
        loop {
            std::thread::park();
        }
    }
}

/// How the interrupted program ended, what its process left, and how long it took.
fn interrupted(name: &str, deaf: bool, grace: Duration, twice: bool) -> (ProcessError, Option<String>, Duration) {
    let _watchdog = Watchdog::new(LIMIT);
    let file = std::env::temp_dir().join(format!("suitkaise-{name}-{}", std::process::id()));
    let program = Program { file: file.clone(), deaf, grace, twice }.start().unwrap();
    let pid: u32 = program.listen().unwrap();
    let start = Instant::now();
    let error = program.result().unwrap_err();
    let took = start.elapsed();
    assert!(wait_until(LIMIT, || !is_running(pid)), "process {pid} goes on");
    let left = std::fs::read_to_string(&file).ok();
    drop(std::fs::remove_file(&file));
    (error, left, took)
}

#[test]
fn an_interrupt_stops_processes_in_order_and_ends_the_program_as_usual() {
    if is_missing(Need::Signals) {
        return;
    }
    let (error, left, _) = interrupted("in-order", false, LIMIT, false);
    assert_eq!(error.exit().unwrap().signal(), Some(SIGINT), "{error:?}");
    assert_eq!(error.kind(), ErrorKind::Killed);
    assert_eq!(left.as_deref(), Some("stopped in order"));
}

#[test]
fn a_process_that_is_deaf_is_killed_after_its_grace() {
    if is_missing(Need::Signals) {
        return;
    }
    let grace = Duration::from_millis(200);
    let (error, left, took) = interrupted("deaf", true, grace, false);
    assert_eq!(error.exit().unwrap().signal(), Some(SIGINT), "{error:?}");
    assert_eq!(left, None);
    assert!(took >= grace / 2, "it took {took:?}");
}

#[test]
fn a_second_interrupt_ends_the_grace() {
    if is_missing(Need::Signals) {
        return;
    }
    let (error, left, took) = interrupted("twice", true, LIMIT * 10, true);
    assert_eq!(error.exit().unwrap().signal(), Some(SIGINT), "{error:?}");
    assert_eq!(left, None);
    assert!(took < LIMIT, "it took {took:?}");
}
