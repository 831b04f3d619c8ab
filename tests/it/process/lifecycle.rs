//! The order of sections, runs and lives, stops, and what the parent gets.

use std::backtrace::Backtrace;
use std::time::{Duration, Instant};

use cerial::Cerial;
use processing::prelude::*;
use processing::{ErrorKind, Section};
use suite_tests::{Act, Script, Watchdog, at, on_run};

const LIMIT: Duration = Duration::from_secs(20);

fn once() -> ProcessConfig {
    ProcessConfig::new().runs(1)
}

#[test]
fn sections_come_in_order_in_every_run() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let number = |section: Section| Section::ALL.iter().position(|other| *other == section).unwrap() as u64;
    let lines = Section::ALL.map(|section| at(section, Act::Tell(number(section))));
    let process = Script::new(lines).config(ProcessConfig::new().runs(2)).start()?;
    let order: Result<Vec<u64>, _> = process.messages().collect();
    assert_eq!(order?, [0, 1, 2, 0, 1, 2, 3, 4]);
    process.result().map(drop)
}

#[test]
fn the_object_in_the_parent_stays_as_it_was() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let script = Script::new([at(Section::Run, Act::Count)]).config(ProcessConfig::new().runs(3));
    assert_eq!(script.clone().start()?.result()?, 3);
    assert_eq!(script.count, 0);
    Ok(())
}

#[test]
fn a_stop_from_the_parent_ends_after_the_current_run() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [at(Section::PreRun, Act::Tell(0)), at(Section::Run, Act::Sleep(Duration::from_millis(20)))];
    let process = Script::new(lines.into_iter().chain([at(Section::PostRun, Act::Count)])).start()?;
    assert_eq!(process.listen::<u64>()?, 0);
    process.stop();
    assert!(process.result()? >= 1);
    Ok(())
}

#[test]
fn a_stop_from_inside_lets_the_run_finish() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [at(Section::PreRun, Act::Stop), at(Section::Run, Act::Count), at(Section::PostRun, Act::Count)];
    assert_eq!(Script::new(lines).start()?.result()?, 2);
    Ok(())
}

#[test]
fn a_stop_ends_a_sleep_and_a_listen_at_once() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for act in [Act::SoftSleep(Duration::from_secs(3600)), Act::Echo] {
        let lines = [at(Section::PreRun, Act::Tell(0)), at(Section::Run, act), at(Section::PostRun, Act::Count)];
        let process = Script::new(lines).start()?;
        process.listen::<u64>()?;
        process.stop();
        process.wait();
        let timers = process.timers();
        assert!(timers.run().is_none(), "a section that was cut short has no time");
        assert_eq!(timers.postrun().map(|timer| timer.count()), Some(1));
        assert_eq!(process.result()?, 1);
    }
    Ok(())
}

#[test]
fn join_in_starts_no_further_run() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let config = ProcessConfig::new().join_in(Duration::from_millis(30));
    let script = Script::new([at(Section::Run, Act::Sleep(Duration::from_millis(5)))]).config(config);
    let process = script.start()?;
    process.wait();
    let runs = process.timers().run().map_or(0, |timer| timer.count());
    assert!((1..=7).contains(&runs), "{runs} runs of 5 ms in 30 ms");
    Ok(())
}

#[test]
fn a_plain_error_and_a_panic_cost_a_life_and_keep_the_state() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for act in [Act::Fail("no".into()), Act::Panic("no".into())] {
        let lines = [at(Section::PreRun, Act::Count), on_run(Section::Run, 1, Some(0), act)];
        let process = Script::new(lines).config(ProcessConfig::new().runs(3).lives(2)).start()?;
        process.wait();
        assert_eq!(process.timers().prerun().map(|timer| timer.count()), Some(4), "run 1 was begun twice");
        assert_eq!(process.result()?, 4);
    }
    Ok(())
}

#[test]
fn the_life_number_counts_tries() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [at(Section::Run, Act::TellPlace), on_run(Section::Run, 0, Some(0), Act::Fail("first".into()))];
    let process = Script::new(lines).config(ProcessConfig::new().runs(2).lives(2)).start()?;
    let places: Result<Vec<(u64, u32)>, _> = process.messages().collect();
    assert_eq!(places?, [(0, 0), (0, 1), (1, 1)]);
    Ok(())
}

#[test]
fn without_a_life_left_the_error_names_section_run_and_cause() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let kinds = [
        (Section::PreRun, ErrorKind::PreRun),
        (Section::Run, ErrorKind::Run),
        (Section::PostRun, ErrorKind::PostRun),
        (Section::OnFinish, ErrorKind::OnFinish),
        (Section::Result, ErrorKind::Result),
    ];
    for (section, kind) in kinds {
        let error = Script::new([at(section, Act::Fail("why".into()))]).config(once()).start()?.result().unwrap_err();
        assert_eq!((error.kind(), error.section(), error.life()), (kind, Some(section), Some(0)));
        let run = u64::from(matches!(section, Section::OnFinish | Section::Result));
        assert_eq!(error.run(), Some(run), "{section}");
        assert_eq!(error.original().map(ToString::to_string).as_deref(), Some("why"));
        let error = Script::new([at(section, Act::Panic("ouch".into()))]).config(once()).start()?.result().unwrap_err();
        assert_eq!((error.kind(), error.section()), (kind, Some(section)));
        let panic = error.panic().expect("a panic");
        assert_eq!(panic.message(), "ouch");
        assert!(panic.location().is_some_and(|place| place.contains("script.rs")), "{panic}");
    }
    Ok(())
}

#[test]
fn the_error_section_can_give_a_value_in_place_of_an_error() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for act in [Act::Fail("no".into()), Act::Panic("no".into())] {
        let script = Script::new([at(Section::Run, act)]).fallback(77);
        assert_eq!(script.start()?.result()?, 77);
    }
    Ok(())
}

#[test]
fn an_error_section_that_fails_tells_both_errors() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [at(Section::Run, Act::Fail("first".into())), at(Section::Error, Act::Fail("second".into()))];
    let error = Script::new(lines).start()?.result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Error);
    let text = format!("{error:?}");
    assert!(text.contains("first") && text.contains("second"), "{text}");
    Ok(())
}

#[test]
fn a_section_that_is_not_defined_has_no_timer() -> Result<(), ProcessError> {
    #[derive(Cerial)]
    struct Bare;
    impl Skprocess for Bare {
        type Output = ();
        fn config(&self) -> ProcessConfig {
            once()
        }
        fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
            Ok(())
        }
    }
    let _watchdog = Watchdog::new(LIMIT);
    let process = Bare.start()?;
    process.wait();
    let timers = process.timers();
    let defined: Vec<Section> = Section::ALL.into_iter().filter(|section| timers.get(*section).is_some()).collect();
    assert_eq!(defined, [Section::Run]);
    assert_eq!(timers.process().map(|timer| timer.count()), Some(1));
    process.result()
}

#[test]
fn a_limit_ends_a_section_that_never_returns() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let limit = Duration::from_millis(50);
    for section in Section::ALL {
        for act in [Act::Spin, Act::Hang, Act::Swallow] {
            let mut lines = vec![at(section, act.clone())];
            if section == Section::Error {
                lines.push(at(Section::Run, Act::Fail("first".into())));
            }
            let process = Script::new(lines).config(once().timeout(section, limit)).start()?;
            let error = process.result().unwrap_err();
            assert_eq!((error.kind(), error.section()), (ErrorKind::Timeout, Some(section)), "{act:?}: {error:?}");
            assert_eq!((error.limit(), error.life()), (Some(limit), Some(0)));
        }
    }
    Ok(())
}

#[test]
fn a_kill_is_an_error_that_says_so() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Script::new([at(Section::Run, Act::Hang)]).fallback(1).start()?;
    process.kill();
    process.kill();
    assert!(process.wait_timeout(LIMIT));
    assert!(!process.is_alive());
    let error = process.result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Killed);
    assert!(error.to_string().contains("kill()"), "{error}");
    Ok(())
}

#[test]
fn several_threads_may_wait_for_one_process() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Script::new([at(Section::PreRun, Act::Echo), at(Section::Run, Act::Stop)]).start()?;
    std::thread::scope(|scope| {
        let waiters: Vec<_> = (0..4).map(|_| scope.spawn(|| process.wait())).collect();
        process.tell("go").unwrap();
        assert_eq!(process.listen::<String>().unwrap(), "go");
        waiters.into_iter().for_each(|waiter| waiter.join().unwrap());
    });
    process.result().map(drop)
}

/// Promised is a twentieth of a second on an idle machine; here ten times as much, and once in three times, since this one
/// may be busy.
#[test]
fn limits_are_kept_soon_after_they_are_over() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT * 3);
    let limit = Duration::from_millis(50);
    for act in [Act::Spin, Act::ReadForever, Act::Deadlock, Act::Swallow] {
        let late = || {
            let lines = [at(Section::Run, Act::Tell(0)), at(Section::Run, act.clone())];
            let process = Script::new(lines).start_with(once().timeout(Section::Run, limit))?;
            process.listen::<u64>()?;
            let begun = Instant::now();
            let error = process.result().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");
            Ok::<_, ProcessError>(begun.elapsed().saturating_sub(limit))
        };
        let latenesses = [late()?, late()?, late()?];
        assert!(latenesses.iter().any(|late| *late < Duration::from_millis(500)), "{act:?}: {latenesses:?}");
    }
    Ok(())
}

#[test]
fn a_panic_has_a_backtrace_where_the_environment_of_the_child_asks_for_it() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    for (asked, variable) in [(true, "1"), (false, "0")] {
        let config = once().env_remove("RUST_LIB_BACKTRACE").env("RUST_BACKTRACE", variable);
        let error = Script::new([at(Section::Run, Act::Panic("no".into()))]).start_with(config)?.result().unwrap_err();
        let backtrace = error.panic().expect("it panicked").backtrace();
        assert_eq!(backtrace.is_some(), asked);
        assert_eq!(format!("{error:?}").contains("which panicked at:"), asked);
        if let Some(backtrace) = backtrace {
            assert!(backtrace.contains("script::Script"), "{backtrace}");
            // Files are told where this program, which is the child's too, has the names of its own.
            let own = Backtrace::force_capture().to_string();
            assert_eq!(backtrace.contains("script.rs"), own.contains("lifecycle.rs"), "{backtrace}\n{own}");
        }
    }
    Ok(())
}
