//! What a child finds around it: environment, directory, streams, limits.

use std::io::{Read, Write};
use std::path::PathBuf;
use std::time::Duration;

use processing::prelude::*;
use processing::{ChildOutput, ErrorKind, Pool};
use suite_tests::{Ended, Need, Watchdog, is_missing, nice_level, nice_level_after};

const LIMIT: Duration = Duration::from_secs(60);

/// Says where it is.
#[derive(Cerial)]
struct Look;

impl Skprocess for Look {
    type Output = (Option<String>, Option<String>, PathBuf, Vec<u8>);

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<Self::Output> {
        let mut input = Vec::new();
        std::io::stdin().read_to_end(&mut input)?;
        let variable = |name| std::env::var(name).ok();
        Ok((variable("SUITE_SET"), variable("PATH"), std::env::current_dir()?, input))
    }
}

#[test]
fn environment_directory_and_input_are_those_of_the_config() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let place = std::env::temp_dir().canonicalize().unwrap();
    let config = Look.config().env("SUITE_SET", "first").env("SUITE_SET", "yes").env_remove("PATH");
    let found = Look.start_with(config.current_dir(&place).null_stdin())?.result()?;
    // Windows has several names for one folder.
    let found = (found.0, found.1, found.2.canonicalize().unwrap(), found.3);
    assert_eq!(found, (Some("yes".into()), None, place, Vec::new()));
    assert_eq!(std::env::var_os("SUITE_SET"), None, "the parent's own environment is left alone");
    Ok(())
}

#[test]
fn a_directory_that_is_not_there_is_named() {
    let config = ProcessConfig::new().current_dir("/nowhere/at/all");
    let error = Look.start_with(config).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Start);
    assert!(error.to_string().contains("/nowhere/at/all"), "{error}");
}

/// Writes to both streams, then ends in some way.
#[derive(Cerial)]
struct Write2 {
    lines: u32,
    end: End,
}

#[derive(Cerial)]
enum End {
    Well,
    Abort,
}

impl Skprocess for Write2 {
    type Output = ();

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        let (mut stdout, mut stderr) = (std::io::stdout().lock(), std::io::stderr().lock());
        for line in 0..self.lines {
            writeln!(stdout, "out {line}")?;
            writeln!(stderr, "err {line}")?;
        }
        stdout.flush()?;
        match self.end {
            End::Well => Ok(()),
            End::Abort => std::process::abort(),
        }
    }
}

fn numbered(word: &str, lines: u32) -> String {
    (0..lines).map(|line| format!("{word} {line}\n")).collect()
}

fn captured(config: ProcessConfig) -> ProcessConfig {
    config.stdout(ChildOutput::Capture).stderr(ChildOutput::Capture)
}

#[test]
fn both_streams_are_captured_whole() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    // More than a pipe holds: somebody must read while the child writes.
    for lines in [0, 1, 20_000] {
        let object = Write2 { lines, end: End::Well };
        let config = captured(object.config());
        let process = object.start_with(config)?;
        process.wait();
        assert_eq!(String::from_utf8(process.captured_stdout()).unwrap(), numbered("out", lines));
        assert_eq!(String::from_utf8(process.captured_stderr()).unwrap(), numbered("err", lines));
        process.result()?;
    }
    Ok(())
}

#[test]
fn a_crash_comes_with_the_last_lines_of_its_child() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let object = Write2 { lines: 5000, end: End::Abort };
    let config = captured(object.config());
    let error = object.start_with(config)?.result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Crashed);
    let last = error.stderr().unwrap();
    assert!(last.ends_with("err 4998\nerr 4999") && last.starts_with("err "), "{last}");
    assert!(last.len() <= 4096);
    assert!(format!("{error:?}").contains("    err 4999"), "{error:?}");
    Ok(())
}

#[test]
fn a_child_whose_output_goes_nowhere_tells_nothing() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let object = Write2 { lines: 3, end: End::Well };
    let config = object.config().stdout(ChildOutput::Null).stderr(ChildOutput::Null);
    let process = object.start_with(config)?;
    process.wait();
    assert_eq!((process.captured_stdout(), process.captured_stderr()), (Vec::new(), Vec::new()));
    process.result()
}

/// Has a child of its own whose output it passes on, so that a third process can see what arrives.
#[derive(Cerial)]
struct PassesOn;

impl Skprocess for PassesOn {
    type Output = ();

    fn config(&self) -> ProcessConfig {
        captured(ProcessConfig::new().runs(1))
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        let object = Write2 { lines: 2000, end: End::Well };
        let forward = |prefix: &str| ChildOutput::Forward(prefix.into());
        let config = object.config().stdout(forward("[o] ")).stderr(forward("[e] "));
        Ok(object.start_with(config)?.result()?)
    }
}

#[test]
fn lines_are_passed_on_behind_their_prefix_before_the_end_is_told() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = PassesOn.start()?;
    process.wait();
    assert_eq!(String::from_utf8(process.captured_stdout()).unwrap(), numbered("[o] out", 2000));
    assert_eq!(String::from_utf8(process.captured_stderr()).unwrap(), numbered("[e] err", 2000));
    process.result()
}

/// Uses up something.
#[derive(Cerial)]
enum Greedy {
    Memory,
    Time,
    Files,
    Nice,
}

impl Skprocess for Greedy {
    type Output = u64;

    fn config(&self) -> ProcessConfig {
        let config = ProcessConfig::new().runs(1).stderr(ChildOutput::Capture);
        match self {
            Greedy::Memory => config.memory_limit(256 << 20),
            Greedy::Time => config.cpu_limit(Duration::from_millis(700)),
            Greedy::Files => config.open_files_limit(24),
            Greedy::Nice => config.nice(7),
        }
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        match self {
            Greedy::Memory => {
                let mut hoard = Vec::new();
                loop {
                    hoard.push(std::hint::black_box(vec![1_u8; 1 << 20]));
                }
            }
            Greedy::Time => loop {
                std::hint::black_box(());
            },
            Greedy::Files | Greedy::Nice => Ok(()),
        }
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<u64> {
        match self {
            Greedy::Nice => Ok(nice_level() as u64),
            _ => {
                let files: Vec<_> =
                    std::iter::repeat_with(|| std::fs::File::open(std::env::current_exe()?)).collect_while_ok();
                Ok(files.len() as u64)
            }
        }
    }
}

trait CollectWhileOk<T> {
    fn collect_while_ok(self) -> Vec<T>;
}

impl<T, E, I: Iterator<Item = Result<T, E>>> CollectWhileOk<T> for I {
    fn collect_while_ok(self) -> Vec<T> {
        self.map_while(Result::ok).collect()
    }
}

#[test]
fn a_child_over_its_memory_limit_is_an_error_that_says_so() -> Result<(), ProcessError> {
    if is_missing(Need::Limits) {
        return Ok(());
    }
    let _watchdog = Watchdog::new(LIMIT);
    let error = Greedy::Memory.start()?.result().unwrap_err();
    assert!(Ended::STARVED.is_told_by(&error), "{error:?}");
    assert_eq!(error.section(), Some(Section::Run));
    assert!(error.to_string().contains("out of memory"), "{error}");
    assert!(error.stderr().unwrap().contains("memory allocation of"), "{error:?}");
    Ok(())
}

#[test]
fn a_child_that_computes_for_too_long_is_an_error_that_says_so() -> Result<(), ProcessError> {
    if is_missing(Need::Limits) {
        return Ok(());
    }
    let _watchdog = Watchdog::new(LIMIT);
    let error = Greedy::Time.start()?.result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Killed, "{error:?}");
    assert!(error.to_string().contains("700ms"), "{error}");
    Ok(())
}

#[test]
fn the_limit_of_open_files_is_that_of_the_config_or_a_failed_start() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    match (Greedy::Files.start()?.result(), is_missing(Need::Ulimits)) {
        (Ok(files), false) => assert!((1..24).contains(&files), "{files} could be opened"),
        (Err(error), true) => {
            assert_eq!(error.kind(), ErrorKind::Start, "{error:?}");
            assert!(error.to_string().contains("the child's limit of open files could not be set"), "{error}");
        }
        (came, _) => panic!("{came:?}"),
    }
    Ok(())
}

#[test]
fn the_nice_level_is_that_of_the_config() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let level = nice_level_after(7);
    assert_eq!(Greedy::Nice.start()?.result()?, level as u64);
    Ok(())
}

#[test]
fn a_limit_under_which_nothing_runs_is_a_failed_start() -> Result<(), ProcessError> {
    if is_missing(Need::Limits) {
        return Ok(());
    }
    let _watchdog = Watchdog::new(LIMIT);
    let config = ProcessConfig::new().memory_limit(1);
    let error = Look.start_with(config).and_then(|process| process.result()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Start, "{error}");
    Ok(())
}

#[test]
fn workers_of_a_pool_have_surroundings_too() -> Result<(), ProcessError> {
    if is_missing(Need::Limits) {
        return Ok(());
    }
    let _watchdog = Watchdog::new(LIMIT);
    let pool = Pool::builder().workers(2).env("SUITE_SET", "pool").memory_limit(128 << 20);
    let pool = pool.stderr(ChildOutput::Capture).build()?;
    let set = pool.map(|_: u32| std::env::var("SUITE_SET").unwrap_or_default(), 0..4)?;
    assert_eq!(set, ["pool"; 4]);
    let error = pool.map(|size: usize| vec![1_u8; size].len(), [10, 1 << 30]).unwrap_err();
    assert_eq!((error.kind(), error.index()), (ErrorKind::Crashed, Some(1)), "{error:?}");
    assert!(error.to_string().contains("out of memory"), "{error}");
    assert!(error.stderr().unwrap().contains("memory allocation of"), "{error:?}");
    assert_eq!(pool.map(|n: u32| n + 1, [1])?, [2], "the pool goes on");
    Ok(())
}
