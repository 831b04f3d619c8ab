//! A supervisor is told events and asked what follows; no clock, no process.

use super::*;
use crate::config::Limits;
use crate::error::Exit;
use crate::parent::Place;
use crate::{Section, clock};

const IMAGE: (u64, u64) = (1, 2);
const PLAN: Plan = Plan { lives: 0 };
const HELLO: Hello = Hello { version: VERSION, pid: 7, image: IMAGE, refusal: None };

fn running() -> (Supervisor, Instant) {
    let now = clock::now();
    let mut supervisor = Supervisor::new(now, IMAGE, PLAN);
    assert!(!supervisor.hello(&HELLO));
    (supervisor, now)
}

fn done() -> Done {
    Done { failure: None }
}

fn report(limit: Option<Duration>) -> Report {
    Report { section: Section::Run, run: 3, life: 1, limit }
}

fn remains(exit: Exit, place: Place) -> Remains {
    Remains { exit, place, pid: 7, stderr: None, limits: Limits::default() }
}

fn failure_of(next: Next) -> Failure {
    match next {
        Next::Over(Err(failure)) => failure,
        other => panic!("{other:?}"),
    }
}

fn failure(mut supervisor: Supervisor, exit: Exit) -> Failure {
    failure_of(supervisor.exited(remains(exit, Place::default())))
}

#[test]
fn a_result_before_the_exit_is_success_whatever_the_exit() {
    let (mut supervisor, now) = running();
    supervisor.done(done(), now);
    assert_eq!(supervisor.exited(remains(Exit::faulted(), Place::default())), Next::Over(Ok(())));
}

#[test]
fn a_child_that_lingers_after_its_result_is_killed_and_succeeds() {
    let (mut supervisor, now) = running();
    supervisor.done(done(), now);
    assert!(!supervisor.deadline_over(now));
    assert!(supervisor.deadline_over(now + EXIT_WITHIN));
    assert_eq!(supervisor.exited(remains(Exit::killed(), Place::default())), Next::Over(Ok(())));
}

#[test]
fn no_hello_in_time_ends_the_child() {
    let now = clock::now();
    let mut supervisor = Supervisor::new(now, IMAGE, PLAN);
    assert!(supervisor.deadline_over(now + HELLO_WITHIN));
    assert_eq!(failure(supervisor, Exit::killed()).kind, ErrorKind::Start);
}

#[test]
fn an_exit_before_hello_is_a_failed_start() {
    let supervisor = Supervisor::new(clock::now(), IMAGE, PLAN);
    assert_eq!(failure(supervisor, Exit::by_code(0)).kind, ErrorKind::Start);
}

#[test]
fn a_child_that_can_not_set_its_limits_fails_to_start() {
    let mut supervisor = Supervisor::new(clock::now(), IMAGE, PLAN);
    assert!(supervisor.hello(&Hello { refusal: Some("no".into()), ..HELLO }));
    let failure = failure(supervisor, Exit::killed());
    assert_eq!((failure.kind, failure.text.as_deref()), (ErrorKind::Start, Some("no")));
}

#[test]
fn the_last_words_of_a_child_stay_with_its_failure() {
    let (mut supervisor, _) = running();
    let remains = Remains { stderr: Some("oh".into()), ..remains(Exit::faulted(), Place::default()) };
    assert_eq!(failure_of(supervisor.exited(remains)).stderr.as_deref(), Some("oh"));
}

#[test]
fn another_image_is_refused() {
    let mut supervisor = Supervisor::new(clock::now(), IMAGE, PLAN);
    assert!(supervisor.hello(&Hello { image: (1, 3), ..HELLO }));
    let failure = failure(supervisor, Exit::killed());
    assert_eq!(failure.kind, ErrorKind::Start);
    assert!(failure.text.unwrap().contains("replaced"));
}

#[test]
fn a_section_over_its_limit_is_a_timeout_with_its_place() {
    let (mut supervisor, now) = running();
    let limit = Duration::from_millis(50);
    supervisor.report(report(Some(limit)), now);
    assert!(!supervisor.deadline_over(now + limit / 2));
    assert!(supervisor.deadline_over(now + limit));
    let failure = failure(supervisor, Exit::killed());
    assert_eq!(
        (failure.kind, failure.limit, failure.run, failure.life),
        (ErrorKind::Timeout, Some(limit), Some(3), Some(1))
    );
}

#[test]
fn a_section_that_ended_in_time_has_no_deadline_left() {
    let (mut supervisor, now) = running();
    supervisor.report(report(Some(Duration::from_millis(50))), now);
    supervisor.report(report(None), now);
    assert_eq!(supervisor.deadline(), None);
    assert!(!supervisor.deadline_over(now + Duration::from_secs(1)));
}

#[test]
fn a_late_report_after_kill_is_ignored() {
    let (mut supervisor, now) = running();
    assert!(supervisor.ask_kill());
    supervisor.hung_up(false, now);
    supervisor.report(report(Some(Duration::ZERO)), now);
    assert_eq!(failure(supervisor, Exit::killed()).kind, ErrorKind::Killed);
}

#[test]
fn a_link_that_ends_inside_a_frame_is_told() {
    let (mut supervisor, now) = running();
    supervisor.hung_up(true, now);
    assert_eq!(failure(supervisor, Exit::by_code(0)).kind, ErrorKind::Link);
}

#[test]
fn a_child_that_lives_on_without_its_link_is_ended() {
    let (mut supervisor, now) = running();
    supervisor.hung_up(false, now);
    assert!(supervisor.deadline_over(now + HUNG_UP_FOR));
    assert_eq!(failure(supervisor, Exit::killed()).kind, ErrorKind::Link);
}

#[test]
fn an_exit_that_was_seen_in_time_is_what_it_is_however_late_it_is_told() {
    let late = Duration::from_secs(60);
    for (exit, kind) in [(Exit::by_code(3), ErrorKind::Exited), (Exit::faulted(), ErrorKind::Crashed)] {
        let (mut supervisor, now) = running();
        supervisor.hung_up(false, now);
        supervisor.exit_seen();
        assert_eq!(supervisor.deadline(), None);
        assert!(!supervisor.deadline_over(now + late));
        assert_eq!(failure(supervisor, exit).kind, kind);
    }
    let (mut supervisor, now) = running();
    supervisor.report(report(Some(Duration::from_millis(50))), now);
    supervisor.exit_seen();
    assert!(!supervisor.deadline_over(now + late));
    assert_eq!(failure(supervisor, Exit::by_code(3)).kind, ErrorKind::Exited);
}

/// A child of an object with so many lives that dies in a section.
fn dies_in(lives: u32, section: Section, life: u32, exit: Exit) -> (Supervisor, Next) {
    let now = clock::now();
    let mut supervisor = Supervisor::new(now, IMAGE, Plan { lives });
    assert!(!supervisor.hello(&HELLO));
    supervisor.kept(5);
    let place = Place { section: Some((section, 5, life)), fault: 0 };
    let next = supervisor.exited(remains(exit, place));
    (supervisor, next)
}

#[test]
fn a_death_in_a_run_costs_a_life_and_repeats_the_kept_run() {
    for section in [Section::PreRun, Section::Run, Section::PostRun] {
        let (_, next) = dies_in(3, section, 1, Exit::faulted());
        assert_eq!(next, Next::Again { run: 5, life: 2 });
    }
}

#[test]
fn a_death_after_the_last_life_or_outside_of_a_run_calls_the_error_section() {
    let deaths = [(3, Section::Run, 2), (1, Section::Run, 0), (3, Section::OnFinish, 0), (3, Section::Result, 0)];
    for (lives, section, life) in deaths {
        let (_, next) = dies_in(lives, section, life, Exit::faulted());
        assert!(matches!(&next, Next::Error(failure) if failure.kind == ErrorKind::Crashed), "{next:?}");
    }
}

#[test]
fn an_error_section_that_dies_leaves_the_first_failure() {
    let (mut supervisor, next) = dies_in(1, Section::Run, 0, Exit::faulted());
    let Next::Error(first) = next else { panic!("{next:?}") };
    supervisor.started_again(clock::now());
    assert!(!supervisor.hello(&HELLO));
    let place = Place { section: Some((Section::Error, 5, 0)), fault: 0 };
    assert_eq!(supervisor.exited(Remains { pid: 8, ..remains(Exit::aborted(), place) }), Next::Over(Err(first)));
}

#[test]
fn a_kill_ignores_lives_and_the_error_section() {
    let (mut supervisor, _) = running();
    supervisor.plan = Plan { lives: 9 };
    assert!(supervisor.ask_kill());
    let place = Place { section: Some((Section::Run, 0, 0)), fault: 0 };
    let failure = failure_of(supervisor.exited(remains(Exit::killed(), place)));
    assert_eq!((failure.kind, failure.section), (ErrorKind::Killed, Some(Section::Run)));
}

#[test]
fn a_result_that_comes_after_the_kill_is_ignored() {
    let (mut supervisor, now) = running();
    assert!(supervisor.ask_kill());
    supervisor.done(done(), now);
    assert_eq!(failure(supervisor, Exit::by_code(0)).kind, ErrorKind::Killed);
}

#[test]
fn a_life_that_the_child_made_up_is_none() {
    let (_, next) = dies_in(3, Section::Run, u32::MAX, Exit::faulted());
    assert!(matches!(next, Next::Error(_)), "{next:?}");
}
