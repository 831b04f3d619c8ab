//! Interrupts from the terminal.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use processing::prelude::*;
use suite_tests::{Act, Ended, Key, Need, Script, Watchdog, at, is_missing, is_running, wait_until, with_own_console};

const LIMIT: Duration = Duration::from_secs(60);

#[test]
fn a_child_lets_an_interrupt_pass() {
    with_own_console("process::interrupts::a_child_lets_an_interrupt_pass", || {
        let _watchdog = Watchdog::new(LIMIT);
        let script = Script::new([at(Section::Run, Act::Interrupt(Key::C)), at(Section::Run, Act::Count)]);
        assert_eq!(script.start_with(ProcessConfig::new().runs(3)).unwrap().result().unwrap(), 3);
    });
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
    key: Key,
    twice: bool,
}

impl Skprocess for Program {
    type Output = ();

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        processing::on_interrupt(self.grace)?;
        let process = Leaves { file: self.file.clone(), deaf: self.deaf }.start()?;
        process.listen::<String>()?;
        cx.tell(process.pid())?;
        suite_tests::crash::interrupt(self.key);
        if self.twice {
            // Two signals that are there at once are one: the first must have been heard.
            process.listen::<String>()?;
            suite_tests::crash::interrupt(self.key);
        }
        loop {
            std::thread::park();
        }
    }
}

/// How the interrupted program ended, what its process left, and how long it took.
fn interrupted(deaf: bool, grace: Duration, key: Key, twice: bool) -> (ProcessError, Option<String>, Duration) {
    let _watchdog = Watchdog::new(LIMIT);
    let name = format!("suitkaise-interrupted-{deaf}-{key:?}-{twice}-{}", std::process::id());
    let file = std::env::temp_dir().join(name);
    let program = Program { file: file.clone(), deaf, grace, key, twice }.start().unwrap();
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
    with_own_console(
        "process::interrupts::an_interrupt_stops_processes_in_order_and_ends_the_program_as_usual",
        || stops_in_order(Key::C),
    );
}

#[test]
fn ctrl_break_stops_processes_in_order_too() {
    if is_missing(Need::Break) {
        return;
    }
    with_own_console("process::interrupts::ctrl_break_stops_processes_in_order_too", || stops_in_order(Key::Break));
}

fn stops_in_order(key: Key) {
    let (error, left, _) = interrupted(false, LIMIT, key, false);
    assert!(Ended::INTERRUPTED.is_told_by(&error), "{error:?}");
    assert_eq!(left.as_deref(), Some("stopped in order"));
}

#[test]
fn a_process_that_is_deaf_is_killed_after_its_grace() {
    with_own_console("process::interrupts::a_process_that_is_deaf_is_killed_after_its_grace", || {
        let grace = Duration::from_millis(200);
        let (error, left, took) = interrupted(true, grace, Key::C, false);
        assert!(Ended::INTERRUPTED.is_told_by(&error), "{error:?}");
        assert_eq!(left, None);
        assert!(took >= grace / 2, "it took {took:?}");
    });
}

#[test]
fn a_second_interrupt_ends_the_grace() {
    with_own_console("process::interrupts::a_second_interrupt_ends_the_grace", || {
        let (error, left, took) = interrupted(true, LIMIT * 10, Key::C, true);
        assert!(Ended::INTERRUPTED.is_told_by(&error), "{error:?}");
        assert_eq!(left, None);
        assert!(took < LIMIT, "it took {took:?}");
    });
}
