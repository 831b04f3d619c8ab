//! The fault matrix: what a child may do, section by section, and what its parent is told.
//!
//! Each row runs in a process of its own, under a watchdog, and leaves no process, descriptor or thread behind.

use std::time::{Duration, Instant};

use processing::prelude::*;
use processing::{ErrorKind, Panic};
use suite_tests::{Act, Census, Ended, Need, Script, Watchdog, alone, at, is_missing};

/// The limit of sections that are to pass theirs.
const LIMIT: Duration = Duration::from_millis(100);
/// How long a row may take on a machine that is busy with something else, too: what is promised on an idle one is a
/// tenth of a second behind the limit, but a panic that prints its backtrace takes seconds of its own.
const ROW: Duration = Duration::from_secs(20);
const WATCHDOG: Duration = Duration::from_secs(60);

/// What the parent is to be told.
struct Told {
    kind: ErrorKind,
    section: Section,
    /// How the error's line goes on behind the words for what happened.
    text: String,
    panic: Option<&'static str>,
    signal: Option<&'static str>,
    code: Option<i32>,
}

/// How the line of an error says where: `in run on run 0`, `in result after 1 run`.
fn place(section: Section) -> String {
    match section {
        Section::OnFinish | Section::Result => format!("in {section} after 1 run"),
        Section::Error => "in error after 0 runs".to_owned(),
        _ => format!("in {section} on run 0"),
    }
}

fn told(section: Section, act: &Act) -> Told {
    let place = place(section);
    let kind_of_section = match section {
        Section::PreRun => ErrorKind::PreRun,
        Section::Run => ErrorKind::Run,
        Section::PostRun => ErrorKind::PostRun,
        Section::OnFinish => ErrorKind::OnFinish,
        Section::Result => ErrorKind::Result,
        Section::Error => ErrorKind::Error,
    };
    let none = Told { kind: kind_of_section, section, text: String::new(), panic: None, signal: None, code: None };
    match act {
        Act::Fail(_) => Told { text: format!("error {place}"), ..none },
        Act::Panic(_) => Told { text: format!("panic {place}: no (at "), panic: Some("no"), ..none },
        Act::PanicTwice => {
            let Ended { signal, code, .. } = Ended::ABORTED;
            Told { text: format!("panic {place}: the "), panic: Some("the "), signal, code, ..none }
        }
        Act::Abort => died(Ended::ABORTED, &place, none),
        Act::NullWrite => died(Ended::FAULTED, &place, none),
        Act::Overflow => died(Ended::OVERFLOWED, &place, none),
        Act::Exit(code) => {
            let text = format!("exited {place} before it was done: exit code {code}");
            Told { kind: ErrorKind::Exited, text, code: Some(*code), ..none }
        }
        Act::Signal(9) => died(Ended::KILLED, &place, none),
        Act::Signal(_) => died(Ended::TERMINATED, &place, none),
        Act::Garbage => {
            let text = "the child sent what no child sends, and was ended: does something in it write to descriptors";
            Told { kind: ErrorKind::Link, text: text.to_owned(), ..none }
        }
        Act::Hoard => died(Ended::STARVED, &place, none),
        Act::Spin | Act::Hang | Act::Swallow | Act::Deadlock | Act::ReadForever => {
            let after = place.replacen(&format!("in {section}"), &format!("in {section} after {LIMIT:?}"), 1);
            Told { kind: ErrorKind::Timeout, text: format!("timeout {after}"), ..none }
        }
        other => panic!("no row tells of {other:?}"),
    }
}

fn died(ended: Ended, place: &str, told: Told) -> Told {
    let Ended { kind, signal, code, .. } = ended;
    Told { kind, text: ended.line(place), signal, code, ..told }
}

/// What there is once the reactor runs.
fn settled() -> Census {
    Script::new([]).start_with(ProcessConfig::new().runs(1)).unwrap().result().unwrap();
    Census::take()
}

/// One row: an object that does this in that section, and nothing else of note.
fn row(section: Section, act: Act) {
    let before = settled();
    let told = told(section, &act);
    let mut config = ProcessConfig::new().runs(1);
    if act == Act::Hoard {
        config = config.memory_limit(256 << 20);
    }
    let mut lines = vec![at(section, act)];
    if told.kind == ErrorKind::Link {
        // It stays where it is until it is ended, so that the place is sure.
        lines.push(at(section, Act::Hang));
    }
    if section == Section::Error {
        lines.push(at(Section::Run, Act::Fail("the first".into())));
    }
    if told.kind == ErrorKind::Timeout {
        config = config.timeout(section, LIMIT);
    }
    let start = Instant::now();
    let error = Script::new(lines).start_with(config).unwrap().result().unwrap_err();
    let took = start.elapsed();
    assert_eq!((error.kind(), error.section()), (told.kind, Some(told.section)), "{error:?}");
    let run = matches!(section, Section::OnFinish | Section::Result).into();
    assert_eq!((error.run(), error.life()), (Some(run), Some(0)), "{error:?}");
    assert!(error.to_string().starts_with(&told.text), "{error} should begin with {}", told.text);
    match (error.panic().map(Panic::message), told.panic) {
        (None, None) => {}
        (Some(panic), Some(words)) => assert!(panic.starts_with(words), "{panic}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(error.exit().and_then(|exit| exit.signal_name()), told.signal, "{error:?}");
    assert_eq!(error.exit().and_then(|exit| exit.code()), told.code, "{error:?}");
    if told.kind == ErrorKind::Timeout {
        assert_eq!(error.limit(), Some(LIMIT));
        assert!(took >= LIMIT, "it was ended after {took:?}");
    }
    assert!(took < ROW, "it took {took:?}");
    before.wait_until_back();
}

/// The rows, each a test: a name, and what happens in which section.
macro_rules! rows {
    ($($name:ident: $section:ident, $act:expr;)*) => {$(
        #[test]
        fn $name() {
            if $act.need().is_some_and(is_missing) {
                return;
            }
            let _watchdog = Watchdog::new(WATCHDOG);
            alone(|| row(Section::$section, $act));
        }
    )*};
}

fn no() -> String {
    "no".to_owned()
}

rows! {
    an_error_in_prerun: PreRun, Act::Fail(no());
    an_error_in_run: Run, Act::Fail(no());
    an_error_in_postrun: PostRun, Act::Fail(no());
    an_error_in_onfinish: OnFinish, Act::Fail(no());
    an_error_in_result: Result, Act::Fail(no());
    an_error_in_error: Error, Act::Fail(no());
    a_panic_in_prerun: PreRun, Act::Panic(no());
    a_panic_in_run: Run, Act::Panic(no());
    a_panic_in_postrun: PostRun, Act::Panic(no());
    a_panic_in_onfinish: OnFinish, Act::Panic(no());
    a_panic_in_result: Result, Act::Panic(no());
    a_panic_in_error: Error, Act::Panic(no());
    a_panic_while_panicking_in_prerun: PreRun, Act::PanicTwice;
    a_panic_while_panicking_in_run: Run, Act::PanicTwice;
    a_panic_while_panicking_in_result: Result, Act::PanicTwice;
    an_abort_in_prerun: PreRun, Act::Abort;
    an_abort_in_run: Run, Act::Abort;
    an_abort_in_postrun: PostRun, Act::Abort;
    an_abort_in_onfinish: OnFinish, Act::Abort;
    an_abort_in_result: Result, Act::Abort;
    an_abort_in_error: Error, Act::Abort;
    a_null_write_in_prerun: PreRun, Act::NullWrite;
    a_null_write_in_run: Run, Act::NullWrite;
    a_null_write_in_postrun: PostRun, Act::NullWrite;
    a_null_write_in_onfinish: OnFinish, Act::NullWrite;
    a_null_write_in_result: Result, Act::NullWrite;
    a_null_write_in_error: Error, Act::NullWrite;
    a_stack_overflow_in_prerun: PreRun, Act::Overflow;
    a_stack_overflow_in_run: Run, Act::Overflow;
    a_stack_overflow_in_postrun: PostRun, Act::Overflow;
    a_stack_overflow_in_onfinish: OnFinish, Act::Overflow;
    a_stack_overflow_in_result: Result, Act::Overflow;
    a_stack_overflow_in_error: Error, Act::Overflow;
    an_exit_with_success_in_prerun: PreRun, Act::Exit(0);
    an_exit_with_success_in_run: Run, Act::Exit(0);
    an_exit_with_success_in_postrun: PostRun, Act::Exit(0);
    an_exit_with_success_in_onfinish: OnFinish, Act::Exit(0);
    an_exit_with_success_in_result: Result, Act::Exit(0);
    an_exit_with_success_in_error: Error, Act::Exit(0);
    an_exit_with_3_in_prerun: PreRun, Act::Exit(3);
    an_exit_with_3_in_run: Run, Act::Exit(3);
    an_exit_with_3_in_postrun: PostRun, Act::Exit(3);
    an_exit_with_3_in_onfinish: OnFinish, Act::Exit(3);
    an_exit_with_3_in_result: Result, Act::Exit(3);
    an_exit_with_3_in_error: Error, Act::Exit(3);
    a_sigkill_in_prerun: PreRun, Act::Signal(9);
    a_sigkill_in_run: Run, Act::Signal(9);
    a_sigkill_in_postrun: PostRun, Act::Signal(9);
    a_sigkill_in_onfinish: OnFinish, Act::Signal(9);
    a_sigkill_in_result: Result, Act::Signal(9);
    a_sigkill_in_error: Error, Act::Signal(9);
    a_sigterm_in_prerun: PreRun, Act::Signal(15);
    a_sigterm_in_run: Run, Act::Signal(15);
    a_sigterm_in_result: Result, Act::Signal(15);
    more_memory_than_its_limit_in_prerun: PreRun, Act::Hoard;
    more_memory_than_its_limit_in_run: Run, Act::Hoard;
    more_memory_than_its_limit_in_result: Result, Act::Hoard;
    garbage_to_descriptors_of_others_in_prerun: PreRun, Act::Garbage;
    garbage_to_descriptors_of_others_in_run: Run, Act::Garbage;
    garbage_to_descriptors_of_others_in_result: Result, Act::Garbage;
    an_endless_loop_in_prerun: PreRun, Act::Spin;
    an_endless_loop_in_run: Run, Act::Spin;
    an_endless_loop_in_postrun: PostRun, Act::Spin;
    an_endless_loop_in_onfinish: OnFinish, Act::Spin;
    an_endless_loop_in_result: Result, Act::Spin;
    an_endless_loop_in_error: Error, Act::Spin;
    an_endless_wait_in_run: Run, Act::Hang;
    an_endless_read_in_run: Run, Act::ReadForever;
    a_deadlock_in_run: Run, Act::Deadlock;
    a_loop_that_swallows_every_panic_in_run: Run, Act::Swallow;
}

/// What a death in the error section leaves: there is no section behind it, so what had happened before is told.
#[test]
fn deaths_in_the_error_section_leave_what_had_happened() {
    fn scenario() {
        let before = settled();
        for act in [Act::Abort, Act::NullWrite, Act::Exit(0), Act::Signal(9), Act::Spin] {
            let lines = [at(Section::Run, Act::Abort), at(Section::Error, act)];
            let config = ProcessConfig::new().runs(1).timeout(Section::Error, LIMIT);
            let error = Script::new(lines).start_with(config).unwrap().result().unwrap_err();
            assert_eq!((error.kind(), error.section()), (ErrorKind::Crashed, Some(Section::Run)), "{error:?}");
        }
        before.wait_until_back();
    }
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(scenario);
}

/// What is no fault of a section: the object comes to its end, whatever its threads and descriptors do.
#[test]
fn what_is_left_running_in_a_child_ends_with_it() {
    fn scenario() {
        let before = settled();
        let aside = || Act::PanicInThread("aside".into());
        for act in [Act::LeaveThread, aside()] {
            let config = ProcessConfig::new().runs(1);
            Script::new([at(Section::Run, act)]).start_with(config).unwrap().result().unwrap();
        }
        before.wait_until_back();
    }
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(scenario);
}

/// It is seen when the section's limit is over, or when there is something to tell: the end, at the latest.
#[test]
fn a_child_that_closes_all_descriptors_is_an_error() {
    fn scenario() {
        let before = settled();
        for section in [Section::PreRun, Section::Run, Section::PostRun, Section::OnFinish, Section::Result] {
            let start = Instant::now();
            let config = ProcessConfig::new().runs(1);
            let error = Script::new([at(section, Act::CloseDescriptors)]).start_with(config.clone()).unwrap().result();
            let error = error.unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Link, "{error:?}");
            assert!(error.to_string().contains("does something in it close descriptors"), "{error}");

            let lines = [Act::CloseDescriptors, Act::Hang].map(|act| at(section, act));
            let error = Script::new(lines).start_with(config.timeout(section, LIMIT)).unwrap().result().unwrap_err();
            // The thread that reads the link may see it closed before.
            assert!(matches!(error.kind(), ErrorKind::Timeout | ErrorKind::Link), "{error:?}");
            assert_eq!(error.section(), Some(section), "{error:?}");
            assert!(start.elapsed() < ROW, "it took {:?}", start.elapsed());
            before.wait_until_back();
        }
    }
    if is_missing(Need::Numbers) {
        return;
    }
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(scenario);
}

/// A copy of the child holds its end of the link: the end is seen by the exit alone.
#[test]
fn a_child_that_forks_is_seen_to_end() {
    fn scenario() {
        let before = settled();
        for then in [Act::Count, Act::Abort] {
            let start = Instant::now();
            let lines = [at(Section::Run, Act::Fork), at(Section::Run, then.clone())];
            let process = Script::new(lines).start_with(ProcessConfig::new().runs(1)).unwrap();
            let copy = u32::try_from(process.listen::<u64>().unwrap()).unwrap();
            let result = process.result();
            match then {
                Act::Count => assert_eq!(result.unwrap(), 1),
                _ => assert_eq!(result.unwrap_err().kind(), ErrorKind::Crashed),
            }
            assert!(start.elapsed() < ROW, "it took {:?}", start.elapsed());
            assert!(suite_tests::is_running(copy), "it held the link all the time");
            suite_tests::crash::kill(copy);
        }
        before.wait_until_back();
    }
    if is_missing(Need::Fork) {
        return;
    }
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(scenario);
}

/// A child that is stopped can't keep its own limits, so its parent does.
#[test]
fn a_child_that_is_stopped_from_outside_is_ended_by_its_limit_and_by_a_kill() {
    fn scenario() {
        let before = settled();
        let config = ProcessConfig::new().runs(1).timeout(Section::Run, LIMIT);
        let lines = [Act::Signal(19), Act::Hang].map(|act| at(Section::Run, act));
        let error = Script::new(lines).start_with(config).unwrap().result().unwrap_err();
        assert_eq!((error.kind(), error.section()), (ErrorKind::Timeout, Some(Section::Run)), "{error:?}");

        let lines = [Act::Tell(1), Act::Signal(19), Act::Hang].map(|act| at(Section::Run, act));
        let process = Script::new(lines).start().unwrap();
        process.listen::<u64>().unwrap();
        process.kill();
        assert_eq!(process.result().unwrap_err().kind(), ErrorKind::Killed);
        before.wait_until_back();
    }
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(scenario);
}

#[test]
fn a_flood_of_messages_is_an_error_of_its_section() {
    fn scenario() {
        let before = settled();
        let process = Script::new([at(Section::Run, Act::Flood)]).start().unwrap();
        let error = process.result().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Run, "{error:?}");
        assert!(error.original().unwrap().to_string().contains("finds no room"), "{error:?}");
        before.wait_until_back();
    }
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(scenario);
}

#[test]
fn the_children_of_a_child_end_with_it() {
    fn scenario() {
        let before = settled();
        for end in [Act::Abort, Act::Exit(0), Act::Signal(9)] {
            let process = Script::new([at(Section::PreRun, Act::StartChild), at(Section::Run, end)]).start().unwrap();
            let grandchild = u32::try_from(process.listen::<u64>().unwrap()).unwrap();
            process.result().unwrap_err();
            let ended = suite_tests::wait_until(ROW, || !suite_tests::is_running(grandchild));
            assert!(ended, "process {grandchild} goes on");
        }
        before.wait_until_back();
    }
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(scenario);
}

/// Ends in ways that no section has.
#[derive(Cerial)]
struct Ends(Way);

#[derive(Cerial, Clone, Copy, Debug, PartialEq)]
enum Way {
    DropPanics,
    DropAborts,
    DropHangs,
    EncodeFails,
    EncodePanics,
    EncodeHangs,
    DecodeFails,
    DecodePanics,
    Large,
}

/// A result that does something when it is encoded.
struct Odd(Way, Vec<u8>);

impl cerial::Schema for Odd {
    fn schema(s: &mut cerial::SchemaBuilder) {
        s.name("Odd");
    }
}

impl cerial::Encode for Odd {
    fn encode(&self, encoder: &mut cerial::Encoder<'_>) -> Result<(), cerial::Error> {
        self.0.encode(encoder)?;
        match self.0 {
            Way::EncodeFails => Err(cerial::Error::custom("it stays at home")),
            Way::EncodePanics => panic!("not encoded"),
            Way::EncodeHangs => loop {
                std::thread::park();
            },
            _ => self.1.encode(encoder),
        }
    }
}

impl cerial::Decode for Odd {
    fn decode(decoder: &mut cerial::Decoder<'_>) -> Result<Self, cerial::Error> {
        match decoder.field("way")? {
            Way::DecodeFails => Err(cerial::Error::custom("not in here")),
            Way::DecodePanics => panic!("not in here"),
            way => Ok(Odd(way, decoder.field("bytes")?)),
        }
    }
}

impl Skprocess for Ends {
    type Output = Odd;

    fn config(&self) -> ProcessConfig {
        ProcessConfig::new().runs(1)
    }

    fn run(&mut self, _cx: &ProcessContext) -> processing::Result {
        Ok(())
    }

    fn result(&mut self, _cx: &ProcessContext) -> processing::Result<Odd> {
        let size = if self.0 == Way::Large { 1 << 30 } else { 8 };
        Ok(Odd(self.0, vec![7; size]))
    }
}

impl Drop for Ends {
    fn drop(&mut self) {
        // The parent's own value is dropped too.
        if ProcessContext::current().is_some_and(|cx| cx.section().is_none() && cx.run() == 1) {
            match self.0 {
                Way::DropPanics => panic!("not dropped"),
                Way::DropAborts => std::process::abort(),
                Way::DropHangs => loop {
                    std::thread::park();
                },
                _ => {}
            }
        }
    }
}

#[test]
fn a_result_of_a_gibibyte_arrives() {
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(|| {
        let before = settled();
        let result = Ends(Way::Large).start().unwrap().result().unwrap();
        assert_eq!(result.1.len(), 1 << 30);
        assert!(result.1[..10] == [7; 10] && result.1[(1 << 30) - 10..] == [7; 10]);
        before.wait_until_back();
    });
}

#[test]
fn a_panic_in_the_drop_of_the_object_is_an_error() {
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(|| {
        let before = settled();
        let error = Ends(Way::DropPanics).start().unwrap().result().err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Other, "{error:?}");
        assert!(error.to_string().contains("the object's drop panicked: not dropped"), "{error}");
        before.wait_until_back();
    });
}

#[test]
fn an_abort_in_the_drop_of_the_object_is_a_crash() {
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(|| {
        let before = settled();
        let error = Ends(Way::DropAborts).start().unwrap().result().err().unwrap();
        assert_eq!(error.kind(), ErrorKind::Crashed, "{error:?}");
        before.wait_until_back();
    });
}

/// What is wrong with a result on its way: it has no section, since none has failed.
#[test]
fn a_result_that_can_not_travel_is_an_error() {
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(|| {
        let before = settled();
        for (way, kind, text) in [
            (Way::EncodeFails, ErrorKind::Encode, "it stays at home"),
            (Way::EncodePanics, ErrorKind::Encode, "not encoded"),
            (Way::DecodeFails, ErrorKind::Decode, "not in here"),
            (Way::DecodePanics, ErrorKind::Decode, "not in here"),
        ] {
            let start = Instant::now();
            let error = Ends(way).start().unwrap().result().err().unwrap();
            assert_eq!((error.kind(), error.section()), (kind, None), "{way:?}: {error:?}");
            assert!(format!("{error:?}").contains(text), "{way:?}: {error:?}");
            assert!(start.elapsed() < ROW, "it took {:?}", start.elapsed());
            before.wait_until_back();
        }
    });
}

/// The limit of the section `result` holds until the result is on its way, and until the object is dropped.
#[test]
fn an_encoding_or_a_drop_that_never_ends_is_ended_by_the_limit_of_result() {
    let _watchdog = Watchdog::new(WATCHDOG);
    alone(|| {
        let before = settled();
        for way in [Way::EncodeHangs, Way::DropHangs] {
            let config = ProcessConfig::new().runs(1);
            let config = config.timeout(Section::Result, LIMIT).timeout(Section::Error, LIMIT);
            let error = Ends(way).start_with(config).unwrap().result().err().unwrap();
            assert_eq!((error.kind(), error.section()), (ErrorKind::Timeout, Some(Section::Result)), "{error:?}");
        }
        before.wait_until_back();
    });
}
