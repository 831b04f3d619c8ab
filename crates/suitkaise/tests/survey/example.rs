//! The example as it is built: exit codes, its default path, and an output that nobody reads to the end.

use std::env;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::said::totals;

/// The example lies beside the tests: `target/debug/deps/survey-…` and `target/debug/examples/survey`.
fn example() -> Command {
    let test = env::current_exe().unwrap();
    let built: PathBuf = test.ancestors().nth(2).unwrap().join("examples").join("survey");
    let built = built.with_extension(env::consts::EXE_EXTENSION);
    assert!(built.exists(), "{} isn't built: cargo build -p suitkaise --example survey", built.display());
    Command::new(built)
}

fn said<A: AsRef<OsStr>>(args: impl IntoIterator<Item = A>) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } = example().args(args).output().unwrap();
    (status.code(), String::from_utf8(stdout).unwrap(), String::from_utf8(stderr).unwrap())
}

#[test]
fn help_is_no_error() {
    let (code, out, err) = said(["--help"]);
    assert_eq!((code, err.as_str()), (Some(0), ""));
    assert!(out.contains("usage: survey [options] [PATH]"), "{out}");
}

#[test]
fn wrong_arguments_are_told_with_code_2() {
    for (args, text) in [
        (&["--sideways"][..], "invalid option '--sideways'"),
        (&["--workers", "none"], "--workers takes a number from 1 to 256, not \"none\""),
        (&["no/such/folder"], "no/such/folder can't be surveyed: "),
    ] {
        let (code, out, err) = said(args);
        assert_eq!((code, out.as_str()), (Some(2), ""));
        assert!(err.starts_with(&format!("survey: {text}")), "{err}");
    }
}

#[test]
fn without_a_path_it_surveys_the_repository_around() {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let repository = std::path::absolute(package.ancestors().nth(2).unwrap()).unwrap();
    let output = example().current_dir(package.join("src")).output().unwrap();
    let out = String::from_utf8(output.stdout).unwrap();
    assert!(out.starts_with(&format!("{}: ", repository.display())), "{out}");
    assert!(totals(&out)[0] > 50, "{out}");
    assert_eq!(output.status.code(), Some(0));
    // No terminal, no bar.
    assert_eq!(output.stderr, b"");
}

#[test]
fn names_in_all_scripts_are_surveyed_and_told() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("Ordner für 日本語");
    fs::create_dir(&root).unwrap();
    let names = ["ünï.rs", "имя файла.rs", "名前.rs", "שם.rs", "🦀.rs"];
    for (number, name) in names.iter().enumerate() {
        // No Rust, so that its name is told.
        fs::write(root.join(name), "fn\n".repeat(number)).unwrap();
    }
    let (code, out, err) = said([&root]);
    assert_eq!((code, err.as_str()), (Some(0), ""), "{out}");
    assert_eq!(totals(&out), [5, 10, 10, 30]);
    assert!(out.starts_with(&format!("{}: ", root.display())), "{out}");
    for name in &names[1..] {
        assert!(out.contains(&format!("  {name}: ")), "{name} is not in {out}");
    }
}

#[test]
fn an_output_that_nobody_reads_ends_it_quietly() {
    let folder = env!("CARGO_MANIFEST_DIR");
    let mut child = example().arg(folder).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
}

#[test]
fn an_output_that_is_full_is_an_error() {
    // There on Linux only.
    let Ok(full) = File::options().write(true).open("/dev/full") else {
        return;
    };
    let output = example().arg("--help").stdout(full).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(err.starts_with("survey: the output can't be written: "), "{err}");
}
