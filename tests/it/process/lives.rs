//! Lives that crashes and timeouts cost: another child goes on where the last one died.

use std::time::Duration;

use processing::prelude::*;
use processing::{ErrorKind, Section};
use suite_tests::{Act, Ended, Script, Watchdog, at, on_run};

const LIMIT: Duration = Duration::from_secs(20);

fn deadly() -> [Act; 6] {
    [Act::Abort, Act::NullWrite, Act::Overflow, Act::Exit(0), Act::Signal(9), Act::Hang]
}

fn config(runs: u64, lives: u32) -> ProcessConfig {
    ProcessConfig::new().runs(runs).lives(lives).timeout(Section::Run, Duration::from_millis(100))
}

#[test]
fn a_run_that_died_is_repeated_from_the_state_before_it() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for act in deadly() {
        // prerun counts; what the dying try of run 2 counted is gone with it.
        let lines = [at(Section::PreRun, Act::Count), on_run(Section::Run, 2, Some(0), act.clone())];
        let process = Script::new(lines).config(config(4, 2)).start()?;
        let pid = process.pid();
        process.wait();
        assert_ne!(process.pid(), pid, "another child has taken over");
        assert_eq!(process.timers().prerun().map(|timer| timer.count()), Some(5), "{act:?}");
        assert_eq!(process.timers().process().map(|timer| timer.count()), Some(4), "{act:?}");
        assert_eq!(process.result()?, 4, "{act:?}");
    }
    Ok(())
}

#[test]
fn the_first_run_can_die_too() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [at(Section::PreRun, Act::Count), on_run(Section::PreRun, 0, Some(0), Act::Abort)];
    assert_eq!(Script::new(lines).config(config(1, 2)).start()?.result()?, 1);
    Ok(())
}

#[test]
fn lives_are_used_up_one_by_one_whatever_costs_them() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [
        at(Section::Run, Act::TellPlace),
        on_run(Section::Run, 1, Some(0), Act::Fail("plain".into())),
        on_run(Section::Run, 1, Some(1), Act::Abort),
        on_run(Section::Run, 1, Some(2), Act::Hang),
        on_run(Section::Run, 1, Some(3), Act::NullWrite),
    ];
    let process = Script::new(lines).config(config(3, 4)).start()?;
    let places: Vec<(u64, u32)> = process.messages().collect::<Result<_, _>>()?;
    assert_eq!(places, [(0, 0), (1, 0), (1, 1), (1, 2), (1, 3)]);
    let error = process.result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Crashed);
    assert_eq!((error.run(), error.life()), (Some(1), Some(3)));
    Ok(())
}

#[test]
fn the_error_section_runs_in_a_new_child_after_a_death() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for act in deadly() {
        let script = Script::new([at(Section::Run, act.clone())]).config(config(1, 1)).fallback(77);
        assert_eq!(script.start()?.result()?, 77, "{act:?}");
    }
    for section in [Section::OnFinish, Section::Result] {
        let script = Script::new([at(section, Act::Abort)]).config(config(1, 5)).fallback(77);
        assert_eq!(script.start()?.result()?, 77, "{section}");
    }
    Ok(())
}

#[test]
fn an_error_section_that_dies_too_leaves_the_first_death() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [at(Section::Run, Act::NullWrite), at(Section::Error, Act::Abort)];
    let error = Script::new(lines).start()?.result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Crashed);
    assert!(Ended::FAULTED.is_told_by(&error), "{error:?}");
    assert_eq!(error.section(), Some(Section::Run));
    Ok(())
}

#[test]
fn a_kill_ignores_lives() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process =
        Script::new([at(Section::Run, Act::Hang)]).config(ProcessConfig::new().lives(9)).fallback(1).start()?;
    process.kill();
    assert_eq!(process.result().unwrap_err().kind(), ErrorKind::Killed);
    Ok(())
}

#[test]
fn a_stop_is_remembered_by_the_next_child() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [
        at(Section::PreRun, Act::TellPlace),
        on_run(Section::Run, 0, Some(0), Act::Sleep(Duration::from_millis(50))),
        on_run(Section::Run, 0, Some(0), Act::Abort),
    ];
    let process = Script::new(lines).config(ProcessConfig::new().lives(2)).start()?;
    assert_eq!(process.listen::<(u64, u32)>()?, (0, 0));
    process.stop();
    assert_eq!(process.listen::<(u64, u32)>()?, (0, 1));
    process.result().map(drop)
}

#[test]
fn a_message_that_nobody_listened_to_is_heard_in_the_next_life() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [
        on_run(Section::Run, 0, Some(0), Act::Echo),
        on_run(Section::Run, 0, Some(0), Act::Abort),
        on_run(Section::Run, 0, Some(1), Act::Echo),
        on_run(Section::Run, 0, Some(1), Act::Echo),
    ];
    let process = Script::new(lines).config(config(1, 2)).start()?;
    for text in ["one", "two", "three"] {
        process.tell(text)?;
    }
    for text in ["one", "two", "three"] {
        assert_eq!(process.listen::<String>()?, text);
    }
    process.result().map(drop)
}

#[test]
fn join_in_counts_over_all_lives() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [
        at(Section::PreRun, Act::Count),
        on_run(Section::Run, 0, Some(0), Act::Hang),
        at(Section::Run, Act::Sleep(Duration::from_millis(5))),
    ];
    // The first life's limit uses up the time; its run is repeated, and no other follows.
    let config = config(100, 2).join_in(Duration::from_millis(80));
    assert_eq!(Script::new(lines).config(config).start()?.result()?, 1);
    Ok(())
}

#[test]
fn a_backoff_waits_between_lives() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let pause = Duration::from_millis(80);
    for act in [Act::Fail("no".into()), Act::Abort] {
        let lines = [on_run(Section::Run, 0, Some(0), act)];
        let start = std::time::Instant::now();
        Script::new(lines).config(config(1, 2).backoff(pause)).start()?.result()?;
        assert!(start.elapsed() >= pause);
    }
    Ok(())
}

#[test]
fn a_stop_ends_the_wait_between_lives_and_the_run_is_still_repeated() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for act in [Act::Fail("no".into()), Act::Abort] {
        let lines = [
            on_run(Section::Run, 0, Some(0), Act::Tell(0)),
            on_run(Section::Run, 0, Some(0), act),
            at(Section::PostRun, Act::Count),
        ];
        let process = Script::new(lines).config(config(9, 2).backoff(LIMIT * 100)).start()?;
        process.listen::<u64>()?;
        // It waits now, or is about to.
        process.stop();
        assert_eq!(process.result()?, 1);
    }
    Ok(())
}
