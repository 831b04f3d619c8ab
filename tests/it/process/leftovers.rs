//! What is left behind: nothing, whatever happened.

use std::time::Duration;

use processing::prelude::*;
use suite_tests::{Act, Census, Script, Watchdog, alone, at, is_missing, on_run};

const LIMIT: Duration = Duration::from_secs(60);

/// What there is once the reactor runs.
fn settled() -> Census {
    Script::new([]).start_with(ProcessConfig::new().runs(1)).unwrap().result().unwrap();
    Census::take()
}

#[test]
fn results_leave_nothing_behind() {
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| {
        let before = settled();
        for _ in 0..50 {
            Script::new([]).start_with(ProcessConfig::new().runs(1)).unwrap().result().unwrap();
        }
        before.wait_until_back();
    });
}

#[test]
fn deaths_lives_and_kills_leave_nothing_behind() {
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| {
        let before = settled();
        let limit = Duration::from_millis(20);
        for act in
            [Act::Abort, Act::Overflow, Act::Exit(3), Act::Signal(9), Act::Hang, Act::CloseDescriptors, Act::Garbage]
        {
            if act.need().is_some_and(is_missing) {
                continue;
            }
            let config = ProcessConfig::new().runs(1).lives(2).timeout(Section::Run, limit);
            // It stays in the section until it is ended.
            let lines = [act, Act::Hang].map(|act| on_run(Section::Run, 0, Some(0), act));
            assert_eq!(Script::new(lines).start_with(config).unwrap().result().unwrap(), 0);
        }
        for _ in 0..10 {
            let process = Script::new([at(Section::Run, Act::Hang)]).start().unwrap();
            process.kill();
            drop(process);
            drop(Script::new([at(Section::Run, Act::Spin)]).start().unwrap());
        }
        before.wait_until_back();
    });
}
