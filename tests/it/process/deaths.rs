//! Every way in which a child may end is an error that says so, and soon.

use std::time::Duration;

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::{Act, Ended, Need, Script, Watchdog, at, is_missing, within};

/// Ten times what is promised on an idle machine.
const SOON: Duration = Duration::from_secs(1);

/// The error of an object that does this in its run, and how its child ended.
fn death(act: Act) -> ProcessError {
    let _watchdog = Watchdog::new(Duration::from_secs(20));
    let process = Script::new([at(Section::PreRun, Act::Tell(0)), at(Section::Run, act)]).start().unwrap();
    process.listen::<u64>().unwrap();
    within(SOON, || process.result().unwrap_err())
}

fn crash(act: Act, ended: Ended) -> ProcessError {
    let error = death(act);
    assert_eq!(error.kind(), ErrorKind::Crashed, "{error:?}");
    assert!(ended.is_told_by(&error), "{error:?}");
    assert_eq!((error.section(), error.run(), error.life()), (Some(Section::Run), Some(0), Some(0)));
    assert!(error.to_string().starts_with(&ended.line("in run on run 0")), "{error}");
    error
}

#[test]
fn an_abort_is_a_crash() {
    crash(Act::Abort, Ended::ABORTED);
}

#[test]
fn a_null_write_is_a_crash() {
    crash(Act::NullWrite, Ended::FAULTED);
}

#[test]
fn a_stack_overflow_is_told_from_other_faults() {
    let error = crash(Act::Overflow, Ended::OVERFLOWED);
    assert!(error.to_string().contains("stack overflow"), "{error}");
    let error = crash(Act::NullWrite, Ended::FAULTED);
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
    for (number, ended) in [(9, Ended::KILLED), (15, Ended::TERMINATED)] {
        let error = death(Act::Signal(number));
        assert!(ended.is_told_by(&error), "{error:?}");
    }
}

#[test]
fn a_child_that_closes_everything_is_an_error() {
    if is_missing(Need::Numbers) {
        return;
    }
    let error = death(Act::CloseDescriptors);
    assert_eq!(error.kind(), ErrorKind::Link, "{error:?}");
    assert!(error.to_string().contains("close descriptors"), "{error}");
}

#[test]
fn garbage_on_the_link_is_an_error_that_says_so() {
    if is_missing(Need::Numbers) {
        return;
    }
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
