//! Plays one program, and holds what comes of it against the model.

use std::time::{Duration, Instant};

use processing::ErrorKind;
use processing::prelude::*;
use suite_tests::crash;

use crate::actor::Actor;
use crate::model::{Course, End};
use crate::plan::{Action, Plan};

/// Nothing takes longer than this, on however busy a machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Runs an empty process, so that what stays is there.
pub(crate) fn quiet() {
    let plan = Plan { runs: vec![Vec::new()], lives: 1, actions: Vec::new() };
    let (actor, config) = Actor::of(&plan);
    actor.start_with(config).and_then(Process::result).expect("an empty process succeeds");
}

/// What the parent has done that may change what comes.
#[derive(Debug, Default)]
struct Done {
    stopped: bool,
    killed: bool,
    signals: Vec<i32>,
}

/// Plays the program of a seed.
pub(crate) fn play(seed: u64) -> Result<(), String> {
    let plan = Plan::of(seed);
    let course = Course::of(&plan);
    let (actor, config) = Actor::of(&plan);
    let process = actor.start_with(config).map_err(|error| format!("no start: {error:?}"))?;
    let begun = Instant::now();
    let (mut done, mut heard) = (Done::default(), Vec::new());
    let pause = |micros: u32| Duration::from_micros(micros.into());
    for action in &plan.actions {
        match *action {
            Action::Listen(micros) => match process.listen_timeout::<u64>(pause(micros)) {
                Ok(number) => heard.extend(number),
                Err(error) if error.kind() == ErrorKind::Ended => {}
                Err(error) => return Err(format!("listening failed: {error:?}\n{plan:?}")),
            },
            Action::Pause(micros) => {
                process.wait_timeout(pause(micros));
            }
            Action::Status => drop(process.status()),
            Action::Timers => drop(process.timers()),
            Action::Stop => {
                process.stop();
                done.stopped = true;
            }
            Action::Kill => {
                process.kill();
                done.killed = true;
            }
            Action::Signal(number) => {
                if process.is_alive() {
                    // It may have ended just now; nobody else has got its id, since it isn't reaped before its end is
                    // known, unless a life has: then there is no such process.
                    crash::try_signal(process.pid(), number);
                    done.signals.push(number);
                }
            }
            Action::Drop => {
                drop(process);
                return in_time(begun, &plan);
            }
        }
    }
    if !process.wait_timeout(PATIENCE) {
        return Err(format!("it doesn't end: {done:?}\n{plan:?}"));
    }
    for number in process.messages::<u64>() {
        heard.push(number.map_err(|error| format!("a message is lost: {error:?}\n{plan:?}"))?);
    }
    let end = match process.result() {
        Ok(count) => Ok(End::Count(count)),
        Err(error) => match (error.run(), error.life()) {
            (Some(run), Some(life)) => Ok(End::Failed { kind: error.kind(), run, life }),
            _ => Err(error),
        },
    };
    judge(&course, &done, end, &heard).map_err(|why| format!("{why}\n{course:?}\n{done:?}\n{plan:?}"))?;
    in_time(begun, &plan)
}

fn in_time(begun: Instant, plan: &Plan) -> Result<(), String> {
    match begun.elapsed() {
        took if took < PATIENCE => Ok(()),
        took => Err(format!("it took {took:?}\n{plan:?}")),
    }
}

/// Whether the model allows what came.
fn judge(course: &Course, done: &Done, end: Result<End, ProcessError>, heard: &[u64]) -> Result<(), String> {
    if !done.stopped && !done.killed && done.signals.is_empty() {
        let Ok(end) = end else { return Err(format!("{end:?}")) };
        return match end == course.end && heard == course.told {
            true => Ok(()),
            false => Err(format!("{end:?}, and heard {heard:?}")),
        };
    }
    // What was disturbed may come to less, or to another end; what was told comes in order, and again where a run was
    // repeated.
    let known = heard.iter().all(|number| course.told.contains(number) || !done.signals.is_empty());
    let allowed = match &end {
        Ok(End::Count(_)) => true,
        Ok(End::Failed { kind: ErrorKind::Killed, .. }) => true,
        Ok(End::Failed { kind, .. }) => {
            matches!(kind, ErrorKind::Run | ErrorKind::Crashed | ErrorKind::Exited | ErrorKind::Timeout)
                && (!done.signals.is_empty() || matches!(&course.end, End::Failed { .. }))
        }
        // A kill or a signal between sections, or before the hello.
        Err(error) => match error.kind() {
            ErrorKind::Killed => done.killed || !done.signals.is_empty(),
            ErrorKind::Start => !done.signals.is_empty(),
            _ => false,
        },
    };
    match known && allowed {
        true => Ok(()),
        false => Err(format!("{end:?}, and heard {heard:?}")),
    }
}
