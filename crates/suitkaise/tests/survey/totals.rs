//! The totals are those of `wc`, whoever surveys.

use std::fs;
use std::path::Path;

use crate::said::survey;
use crate::wc;

/// The workspace that this package lies in.
fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

#[test]
fn totals_of_the_repository_are_those_of_wc() {
    // Somebody may be writing in it while it is surveyed: then it is done once more.
    for _ in 0..5 {
        let before = survey([repository()]);
        let by_wc = wc::totals(&wc::files(repository()));
        let after = survey([repository()]);
        if before.findings() == after.findings() {
            assert_eq!(before.totals(), by_wc, "{}", before.out);
            assert_eq!((before.code, before.err.as_str()), (0, ""));
            return;
        }
    }
    panic!("the repository changed all the time");
}

#[test]
fn one_thread_finds_what_the_pool_finds() {
    let folder = repository().join("crates/suitkaise");
    let single = survey(["--single".as_ref(), folder.as_os_str()]);
    for workers in ["1", "3"] {
        let pool = survey(["--workers".as_ref(), workers.as_ref(), folder.as_os_str()]);
        assert_eq!(single.findings(), pool.findings());
        assert_eq!(pool.code, 0);
    }
    assert!(single.out.contains(" by one thread in "), "{}", single.out);
    assert!(single.out.contains("Rust items: "), "{}", single.out);
}

#[test]
fn an_empty_folder_has_no_files_and_that_is_fine() {
    let folder = tempfile::tempdir().unwrap();
    for args in [&[][..], &["--single"]] {
        let args = args.iter().map(AsRef::as_ref).chain([folder.path().as_os_str()]);
        let said = survey(args);
        assert!(said.out.contains("no files were surveyed"), "{}", said.out);
        assert_eq!((said.code, said.err.as_str()), (0, ""));
    }
}

#[test]
fn one_file_may_be_surveyed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.rs");
    fs::write(&path, "struct A;\nstruct B;\n").unwrap();
    let said = survey([&path]);
    assert_eq!(said.totals(), [1, 2, 4, 20]);
    assert!(said.out.contains("Rust items: 2 in 1 file: 0 functions, 2 types"), "{}", said.out);
}

#[test]
fn timers_are_reported_on_demand() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a"), "a").unwrap();
    let said = survey(["--timers".as_ref(), folder.path().as_os_str()]);
    let report = said.out.lines().skip_while(|line| !line.starts_with("timer ")).collect::<Vec<_>>().join("\n");
    for name in ["one file", "collector waits", "collector works", "collector's table", "whole survey"] {
        assert!(report.contains(name), "{name} is missing in {}", said.out);
    }
}

#[test]
fn a_file_that_is_no_rust_is_counted_and_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("no.rs"), "fn (\n").unwrap();
    let said = survey([folder.path()]);
    assert_eq!(said.totals(), [1, 1, 2, 5]);
    assert!(said.out.contains("counted, but not parsed as Rust: 1\n  no.rs: "), "{}", said.out);
    assert_eq!(said.code, 0);
}
