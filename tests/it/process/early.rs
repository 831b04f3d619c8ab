//! Before `main`: static initializers that start processes, and children that don't get any further.

use std::time::{Duration, Instant};

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::early::{EARLY, HANG, START};
use suite_tests::{Act, Census, Script, Watchdog, alone, at, is_running, program};

const LIMIT: Duration = Duration::from_secs(60);

/// Its children are refused the same: they run that initializer, too.
#[test]
fn a_static_initializer_starts_a_process_and_the_same_one_in_the_child_starts_none() {
    let _watchdog = Watchdog::new(LIMIT);
    let output = program("none").env(EARLY, START).output().unwrap();
    let (stdout, stderr) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{stdout}{stderr}");
    assert_eq!(stdout, "counted to 1\n");
    assert_eq!(stderr.matches("refused: ").count(), 1, "{stderr}");
    assert!(stderr.contains("static initializers run in children too"), "{stderr}");
}

fn silent() -> Process<Script> {
    let config = ProcessConfig::new().runs(1).lives(3).env(EARLY, HANG);
    Script::new([at(Section::Run, Act::Count)]).start_with(config).unwrap()
}

fn settled() -> Census {
    Script::new([]).start_with(ProcessConfig::new().runs(1)).unwrap().result().unwrap();
    Census::take()
}

#[test]
fn a_child_that_says_no_hello_can_be_waited_for_killed_and_dropped() {
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| {
        let before = settled();
        let process = silent();
        process.tell(1).unwrap();
        process.stop();
        assert!(!process.wait_timeout(Duration::from_millis(300)));
        assert!(process.is_alive() && process.status().is_none());
        process.kill();
        let error = process.result().unwrap_err();
        assert_eq!((error.kind(), error.section()), (ErrorKind::Killed, None), "{error:?}");
        let process = silent();
        let pid = process.pid();
        drop(process);
        assert!(!is_running(pid));
        before.wait_until_back();
    });
}

/// It takes as long as a child may take: half a minute.
#[test]
fn a_child_that_never_says_hello_is_ended_and_no_other_follows() {
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| {
        let before = settled();
        let begun = Instant::now();
        let error = silent().result().unwrap_err();
        assert_eq!((error.kind(), error.section()), (ErrorKind::Start, None), "{error:?}");
        assert!(error.to_string().contains("did not say hello within 30s"), "{error}");
        let took = begun.elapsed();
        assert!((Duration::from_secs(30)..Duration::from_secs(45)).contains(&took), "it took {took:?}");
        before.wait_until_back();
    });
}
