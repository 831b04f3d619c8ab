//! What is left behind: nothing, whatever happened.

use std::time::Duration;

use processing::prelude::*;
use suite_tests::{Act, Census, Script, Watchdog, alone, at, is_running, on_run, wait_until};

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

#[test]
fn many_processes_at_once_all_come_back() {
    let _watchdog = Watchdog::new(LIMIT);
    alone(|| {
        let before = settled();
        let processes: Vec<_> = (0..60)
            .map(|_| Script::new([at(Section::Run, Act::Count)]).start_with(ProcessConfig::new().runs(3)).unwrap())
            .collect();
        for process in processes {
            assert_eq!(process.result().unwrap(), 3);
        }
        before.wait_until_back();
    });
}

#[test]
fn processes_start_from_many_threads() {
    let _watchdog = Watchdog::new(LIMIT);
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                for _ in 0..5 {
                    let script = Script::new([at(Section::Run, Act::Count)]);
                    assert_eq!(script.start_with(ProcessConfig::new().runs(2)).unwrap().result().unwrap(), 2);
                }
            });
        }
    });
}

/// Starts a process of its own, tells its id, and waits for its end.
#[derive(Cerial)]
struct Middle;

impl Skprocess for Middle {
    type Output = ();

    fn run(&mut self, cx: &ProcessContext) -> processing::Result {
        let process = Script::new([at(Section::Run, Act::Spin)]).start()?;
        cx.tell(process.pid())?;
        process.wait();
        Ok(())
    }
}

#[test]
fn children_end_with_their_parent_however_it_ends() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Middle.start()?;
    let grandchild: u32 = process.listen()?;
    assert!(is_running(grandchild));
    process.kill();
    process.wait();
    assert!(wait_until(Duration::from_secs(10), || !is_running(grandchild)));
    Ok(())
}
