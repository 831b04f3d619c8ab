//! Parents that end, in whatever way, while their children run: none of them outlives its parent.

use std::sync::Arc;
use std::time::{Duration, Instant};

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::{Act, Census, Ended, Script, Watchdog, at, crash, is_running, wait_until};

const LIMIT: Duration = Duration::from_secs(60);
/// Ten times what is promised on an idle machine.
const SOON: Duration = Duration::from_secs(10);

/// How a parent ends.
#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
enum Way {
    IsKilled,
    IsTerminated,
    Aborts,
    Exits,
    /// With handles that were never dropped.
    ForgetsAndExits,
    PanicsWithHandles,
    PanicsWhileAnotherThreadWaits,
    OverflowsItsStack,
    DropsHandles,
    Returns,
}

/// Has some children that never end by themselves, tells their ids, and ends.
#[derive(Cerial)]
struct Parent(Way);

const CHILDREN: usize = 3;

impl Skprocess for Parent {
    type Output = ();

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        // What the first start and the first waiting leave is there for good. On a busy machine a short wait may be over
        // before it has begun.
        let bare = Census::take().descriptors;
        cx.listen::<()>()?;
        while bare > 0 && Census::take().descriptors == bare {
            assert_eq!(cx.listen_timeout::<()>(Duration::from_millis(1))?, None);
        }
        Script::new([]).start_with(ProcessConfig::new().runs(1))?.result()?;
        let before = Census::take();
        let mut processes = Vec::new();
        // One is busy, one is idle, one has its link full of what its parent doesn't hear.
        for act in [Act::Spin, Act::Hang, Act::Flood] {
            let lines = [at(Section::Run, act), at(Section::Error, Act::Hang)];
            processes.push(Script::new(lines).start()?);
        }
        let pids: Vec<u32> = processes.iter().map(Process::pid).collect();
        assert_eq!(pids.len(), CHILDREN);
        cx.tell(pids)?;
        cx.listen::<()>()?;
        match self.0 {
            Way::IsKilled => crash::signal(9),
            Way::IsTerminated => crash::signal(15),
            Way::Aborts => std::process::abort(),
            Way::Exits => std::process::exit(0),
            Way::ForgetsAndExits => {
                std::mem::forget(processes);
                std::process::exit(0)
            }
            Way::PanicsWithHandles => panic!("on purpose"),
            Way::PanicsWhileAnotherThreadWaits => {
                let processes = Arc::new(processes);
                let held = Arc::clone(&processes);
                std::thread::spawn(move || held[0].wait());
                panic!("on purpose");
            }
            Way::OverflowsItsStack => crash::overflow(),
            Way::DropsHandles => {
                drop(processes);
                before.wait_until_back();
                cx.tell("dropped")?;
                cx.listen::<()>()?;
            }
            Way::Returns => {}
        }
        Ok(())
    }
}

/// Lets a parent end in a way; the error that its own parent gets.
fn ended(way: Way) -> Option<ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let parent = Parent(way).start().unwrap();
    parent.tell(()).unwrap();
    let pids: Vec<u32> = parent.listen().unwrap();
    assert!(pids.iter().all(|pid| is_running(*pid)), "{way:?}");
    parent.tell(()).unwrap();
    if way == Way::DropsHandles {
        assert_eq!(parent.listen::<String>().unwrap(), "dropped");
        assert!(!pids.iter().any(|pid| is_running(*pid)), "they end with their handles");
        parent.tell(()).unwrap();
    }
    let error = parent.result().err();
    let begun = Instant::now();
    assert!(wait_until(SOON, || !pids.iter().any(|pid| is_running(*pid))), "{way:?}: one of {pids:?} goes on");
    println!("{way:?}: all had ended {:?} after their parent", begun.elapsed());
    error
}

/// What ended the parent, where something did.
fn kind(way: Way) -> Option<ErrorKind> {
    ended(way).map(|error| error.kind())
}

#[test]
fn children_of_a_parent_that_is_killed_end() {
    assert_eq!(kind(Way::IsKilled), Some(Ended::KILLED.kind));
    assert_eq!(kind(Way::IsTerminated), Some(Ended::TERMINATED.kind));
}

#[test]
fn children_of_a_parent_that_crashes_end() {
    assert_eq!(kind(Way::Aborts), Some(ErrorKind::Crashed));
    assert_eq!(kind(Way::OverflowsItsStack), Some(ErrorKind::Crashed));
}

#[test]
fn children_of_a_parent_that_exits_end() {
    assert_eq!(kind(Way::Exits), Some(ErrorKind::Exited));
    assert_eq!(kind(Way::ForgetsAndExits), Some(ErrorKind::Exited));
}

#[test]
fn children_of_a_parent_that_panics_end() {
    for way in [Way::PanicsWithHandles, Way::PanicsWhileAnotherThreadWaits] {
        let error = ended(way).expect("it panics");
        assert_eq!(error.panic().map(processing::Panic::message), Some("on purpose"), "{way:?}: {error:?}");
        assert_eq!((error.kind(), error.section()), (ErrorKind::Run, Some(Section::Run)));
    }
}

#[test]
fn children_whose_handles_are_dropped_end_while_their_parent_goes_on() {
    assert_eq!(kind(Way::DropsHandles), None);
    assert_eq!(kind(Way::Returns), None);
}
