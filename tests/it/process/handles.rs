//! What the handle of a process tells and does.

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake};
use std::time::Duration;

use processing::prelude::*;
use processing::{ErrorKind, Section};
use suite_tests::{Act, Script, Watchdog, at, is_running, on_run, wait_until};

const LIMIT: Duration = Duration::from_secs(20);

#[test]
fn status_tells_where_the_process_is() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [on_run(Section::PostRun, 2, None, Act::Tell(0)), on_run(Section::PostRun, 2, None, Act::Echo)];
    let process = Script::new(lines).start()?;
    process.listen::<u64>()?;
    std::thread::sleep(Duration::from_millis(30));
    let status = process.status().expect("it waits in a section");
    assert_eq!((status.section(), status.run(), status.life()), (Section::PostRun, 2, 0));
    assert!((Duration::from_millis(20)..LIMIT).contains(&status.elapsed()), "{:?}", status.elapsed());
    process.tell("on")?;
    process.stop();
    process.wait();
    assert_eq!(process.status(), None);
    Ok(())
}

#[test]
fn timers_are_told_while_the_process_runs() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Script::new([at(Section::Run, Act::Sleep(Duration::from_millis(1)))]).start()?;
    assert!(wait_until(LIMIT, || process.timers().run().is_some_and(|timer| timer.count() > 10)));
    assert!(process.is_alive());
    Ok(())
}

#[test]
fn the_outcome_has_the_object_only_when_it_was_asked_for() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let script = Script::new([at(Section::Run, Act::Count)]);
    let config = ProcessConfig::new().runs(5);
    let outcome = script.clone().start_with(config.clone())?.outcome();
    assert_eq!((outcome.result?, outcome.object), (5, None));
    let outcome = script.start_with(config.keep_object())?.outcome();
    assert_eq!(outcome.object.map(|object| object.count), Some(5));
    assert_eq!(outcome.timers.run().map(|timer| timer.count()), Some(5));
    Ok(())
}

#[test]
fn the_outcome_of_a_failure_has_timers_and_object_too() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let lines = [at(Section::Run, Act::Count), on_run(Section::Run, 3, None, Act::Fail("no".into()))];
    let outcome = Script::new(lines).start_with(ProcessConfig::new().keep_object())?.outcome();
    assert_eq!(outcome.result.unwrap_err().kind(), ErrorKind::Run);
    assert_eq!(outcome.timers.run().map(|timer| timer.count()), Some(3));
    assert_eq!(outcome.object.map(|object| object.count), Some(4));
    Ok(())
}

#[test]
fn dropping_the_handle_ends_the_process() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Script::new([at(Section::Run, Act::Spin)]).start()?;
    let pid = process.pid();
    drop(process);
    assert!(!is_running(pid));
    Ok(())
}

#[test]
fn a_detached_process_goes_on_to_its_end() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let file = std::env::temp_dir().join(format!("suitkaise-detached-{}", std::process::id()));
    #[derive(Cerial)]
    struct Write(std::path::PathBuf);
    impl Skprocess for Write {
        type Output = ();
        fn config(&self) -> ProcessConfig {
            ProcessConfig::new().runs(1)
        }
        fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
            Ok(std::fs::write(&self.0, "done")?)
        }
    }
    let process = Write(file.clone()).start()?;
    let pid = process.pid();
    process.detach();
    assert!(wait_until(LIMIT, || std::fs::read_to_string(&file).is_ok_and(|text| text == "done")));
    assert!(wait_until(LIMIT, || !is_running(pid)));
    std::fs::remove_file(file).expect("the file was there");
    Ok(())
}

struct Unpark(std::thread::Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    let mut future = pin!(future);
    let waker = Arc::new(Unpark(std::thread::current())).into();
    loop {
        match future.as_mut().poll(&mut Context::from_waker(&waker)) {
            Poll::Ready(value) => return value,
            Poll::Pending => std::thread::park(),
        }
    }
}

#[test]
fn a_process_is_a_future_without_a_runtime() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let script = Script::new([at(Section::Run, Act::Sleep(Duration::from_millis(20)))]);
    let (one, other) =
        (script.clone().config(ProcessConfig::new().runs(1)), script.config(ProcessConfig::new().runs(2)));
    let (one, other) = (one.start()?, other.start()?);
    block_on(async {
        one.await?;
        other.erase().await.map(drop)
    })
}

#[test]
fn a_large_object_gets_there_while_nobody_waits() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let mut script = Script::new([at(Section::Run, Act::Count)]).config(ProcessConfig::new().runs(1));
    script.load = vec![7; 30 << 20];
    assert_eq!(block_on(script.start()?.into_future())?, 1);
    Ok(())
}

#[test]
fn a_future_of_a_crash_is_an_error() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let process = Script::new([at(Section::Run, Act::Abort)]).start()?;
    assert_eq!(block_on(process.into_future()).unwrap_err().kind(), ErrorKind::Crashed);
    Ok(())
}

fn sleeping(duration: Duration) -> Result<Process<Script>, ProcessError> {
    let lines = [at(Section::Run, Act::Sleep(duration)), at(Section::Run, Act::Count)];
    Script::new(lines).start_with(ProcessConfig::new().runs(1))
}

#[test]
fn processes_are_awaited_on_the_runtimes_of_tokio() -> Result<(), ProcessError> {
    let _watchdog = Watchdog::new(LIMIT);
    let runtimes = [tokio::runtime::Builder::new_current_thread(), tokio::runtime::Builder::new_multi_thread()];
    for mut builder in runtimes {
        let runtime = builder.enable_time().build().expect("a runtime can be had");
        runtime.block_on(async {
            // Started first, so that they run side by side; tasks of the runtime await them.
            let processes: Vec<_> =
                (0..8).map(|_| sleeping(Duration::from_millis(20))).collect::<Result<_, ProcessError>>()?;
            let tasks: Vec<_> = processes.into_iter().map(|process| tokio::spawn(process.into_future())).collect();
            for task in tasks {
                assert_eq!(task.await.expect("no task panics")?, 1);
            }
            let job = processing::spawn(|n: u64| n + 1, (6,))?;
            assert_eq!(job.await?, 7);
            assert_eq!(sleeping(Duration::ZERO)?.erase().await?, 1);

            // One that is not awaited to its end is ended.
            let process = Script::new([at(Section::Run, Act::Hang)]).start()?;
            let pid = process.pid();
            let awaited = tokio::time::timeout(Duration::from_millis(20), process.into_future()).await;
            assert!(awaited.is_err(), "it never ends by itself");
            assert!(!is_running(pid));
            Ok::<(), ProcessError>(())
        })?;
    }
    Ok(())
}

/// No thread but one may have it; its handle goes anywhere.
#[derive(Cerial)]
struct Alone(std::rc::Rc<u64>);

impl Skprocess for Alone {
    type Output = std::rc::Rc<u64>;

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<std::rc::Rc<u64>> {
        Ok(std::rc::Rc::clone(&self.0))
    }
}

#[test]
fn the_handle_of_an_object_of_one_thread_may_go_to_others() -> Result<(), ProcessError> {
    fn goes_anywhere<T: Send + Sync + 'static>(value: T) -> T {
        value
    }
    let _watchdog = Watchdog::new(LIMIT);
    let process = goes_anywhere(Alone(std::rc::Rc::new(7)).start()?);
    let others = std::thread::spawn(move || {
        std::thread::scope(|scope| (0..4).for_each(|_| drop(scope.spawn(|| process.wait()))));
        process.result().map(|result| *result)
    });
    assert_eq!(others.join().expect("it doesn't panic")?, 7);
    let erased: Vec<_> = vec![goes_anywhere(sleeping(Duration::ZERO)?.erase()), sleeping(Duration::ZERO)?.erase()];
    for process in erased {
        assert_eq!(process.result()?, 1);
    }
    Ok(())
}
