//! Programs that somebody watches: strace sees every call to the system, valgrind interprets every instruction.

use std::process::Command;
use std::time::Duration;

use processing::prelude::*;
use processing::{ErrorKind, Pool};
use suite_tests::{Act, Ended, Need, Script, Watchdog, at, is_missing, under};

/// Tools slow a program down by far.
const LIMIT: Duration = Duration::from_secs(110);
const ROLE: &str = "SUITE_TEST_ROLE";

/// What runs under the tool: a result, messages, a crash; unless it must be brief a limit, a kill, a pool too.
fn play(brief: bool) {
    let once = || ProcessConfig::new().runs(1);
    let process =
        Script::new([at(Section::PreRun, Act::Echo), at(Section::Run, Act::Count)]).start_with(once()).unwrap();
    process.tell("heard").unwrap();
    assert_eq!(process.listen::<String>().unwrap(), "heard");
    assert_eq!(process.result().unwrap(), 1);

    let error = Script::new([at(Section::Run, Act::Abort)]).start_with(once()).unwrap().result().unwrap_err();
    assert_eq!((error.kind(), error.section()), (ErrorKind::Crashed, Some(Section::Run)), "{error:?}");
    assert!(Ended::ABORTED.is_told_by(&error), "{error:?}");
    if brief {
        println!("all is well");
        return;
    }

    let config = once().timeout(Section::Run, Duration::from_millis(200));
    let error = Script::new([at(Section::Run, Act::Hang)]).start_with(config).unwrap().result().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout, "{error:?}");

    drop(Script::new([at(Section::Run, Act::Hang)]).start().unwrap());

    let pool = Pool::builder().workers(2).build().unwrap();
    assert_eq!(pool.map(|n: u64| n * n, 0..100).unwrap().last(), Some(&(99 * 99)));
    drop(pool);
    println!("all is well");
}

/// Runs the test of that name in a process that plays, and has the command be what `watch` makes of it.
fn watched(test: &str, tool: &[&str], expected: &[&str]) {
    // Each child takes its seconds where a tool interprets it.
    let brief = tool.contains(&"--trace-children=yes");
    if std::env::var_os(ROLE).is_some() {
        return play(brief);
    }
    if is_missing(Need::Tools) {
        return;
    }
    let _watchdog = Watchdog::new(LIMIT);
    let mut command: Command = under(tool, &format!("process::watched::{test}"));
    let output = command.env(ROLE, "watched").output().unwrap();
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("all is well"), "{}: {said}", output.status);
    for words in expected {
        assert!(said.contains(words), "{words} is not in {said}");
    }
}

#[test]
fn processes_work_under_strace() {
    watched("processes_work_under_strace", &["strace", "-f", "-o", "/dev/null"], &[]);
}

/// A kernel before 5.3, and some sandboxes: a thread waits for each child then.
#[test]
fn processes_work_without_descriptors_of_processes() {
    for errno in ["ENOSYS", "EPERM"] {
        let inject = format!("inject=pidfd_open:error={errno}");
        let tool = ["strace", "-f", "-qq", "-e", "trace=pidfd_open", "-e", &inject];
        watched("processes_work_without_descriptors_of_processes", &tool, &["pidfd_open", "(INJECTED)"]);
    }
}

#[test]
fn processes_work_under_valgrind() {
    watched("processes_work_under_valgrind", &["valgrind", "-q", "--error-exitcode=99"], &[]);
}

/// Valgrind interprets the children, too.
#[test]
fn processes_and_their_children_work_under_valgrind() {
    let tool = ["valgrind", "-q", "--error-exitcode=99", "--trace-children=yes"];
    watched("processes_and_their_children_work_under_valgrind", &tool, &[]);
}
