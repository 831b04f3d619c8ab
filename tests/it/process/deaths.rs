//! Every way in which a child may end is an error that says so, and soon.

use std::time::Duration;

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::{Act, Script, Watchdog, at, within};

/// Ten times what is promised on an idle machine.
const SOON: Duration = Duration::from_secs(1);

/// The error of an object that does this in its run, and how its child ended.
fn death(act: Act) -> ProcessError {
    let _watchdog = Watchdog::new(Duration::from_secs(20));
    let process = Script::new([at(Section::PreRun, Act::Tell(0)), at(Section::Run, act)]).start().unwrap();
    process.listen::<u64>().unwrap();
    within(SOON, || process.result().unwrap_err())
}

fn crash(act: Act, signal: &str) -> ProcessError {
    let error = death(act);
    assert_eq!(error.kind(), ErrorKind::Crashed, "{error:?}");
    assert_eq!(error.exit().and_then(|exit| exit.signal_name()), Some(signal));
    assert_eq!((error.section(), error.run(), error.life()), (Some(Section::Run), Some(0), Some(0)));
    assert!(error.to_string().starts_with("crashed in run on run 0: signal "), "{error}");
    error
}

#[test]
fn an_abort_is_a_crash() {
    crash(Act::Abort, "SIGABRT");
}

#[test]
fn a_null_write_is_a_crash() {
    crash(Act::NullWrite, "SIGSEGV");
}

#[test]
fn a_stack_overflow_is_told_from_other_faults() {
    let error = crash(Act::Overflow, "SIGSEGV");
    assert!(error.to_string().contains("stack overflow"), "{error}");
    let error = crash(Act::NullWrite, "SIGSEGV");
    assert!(!error.to_string().contains("stack overflow"), "{error}");
}

#[test]
fn an_exit_is_told_with_its_code() {
    for code in [0, 3] {
        let error = death(Act::Exit(code));
        assert_eq!(error.kind(), ErrorKind::Exited);
        assert_eq!(error.exit().and_then(|exit| exit.code()), Some(code));
        assert_eq!(error.section(), Some(Section::Run));
    }
}

#[test]
fn a_signal_from_outside_is_a_kill_from_outside() {
    for (number, name) in [(9, "SIGKILL"), (15, "SIGTERM")] {
        let error = death(Act::Signal(number));
        assert_eq!(error.kind(), ErrorKind::Killed, "{error:?}");
        assert_eq!(error.exit().and_then(|exit| exit.signal_name()), Some(name));
    }
}

#[test]
fn a_child_that_closes_everything_is_an_error() {
    let error = death(Act::CloseDescriptors);
    assert_eq!(error.kind(), ErrorKind::Link, "{error:?}");
    assert!(error.to_string().contains("close descriptors"), "{error}");
}

#[test]
fn garbage_on_the_link_is_an_error_that_says_so() {
    let _watchdog = Watchdog::new(Duration::from_secs(20));
    let error = Script::new([at(Section::Run, Act::Garbage), at(Section::Run, Act::Hang)]).start().unwrap().result();
    let error = error.unwrap_err();
    assert_eq!((error.kind(), error.section()), (ErrorKind::Link, Some(Section::Run)), "{error:?}");
    assert!(error.to_string().contains("write to descriptors"), "{error}");
}

#[test]
fn a_panic_in_another_thread_does_not_end_the_object() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(Duration::from_secs(20));
    let lines = [at(Section::Run, Act::PanicInThread("aside".into())), at(Section::Run, Act::Stop)];
    Script::new(lines).start()?.result().map(drop)
}
