//! Names that are no UTF-8, files that can't be read, links in circles, pipes: a line each, and no panic.
#![cfg(unix)]

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::process::Command;

use crate::said::survey;
use crate::wc;

/// Surveys by pool and by one thread; both say the same, and it is given back with the exit code.
fn both(root: &Path) -> (String, u8) {
    let pool = survey([root]);
    let single = survey(["--single".as_ref(), root.as_os_str()]);
    assert_eq!(pool.findings(), single.findings());
    assert_eq!((pool.err.as_str(), pool.code), ("", single.code));
    (pool.out, pool.code)
}

#[test]
fn totals_of_a_folder_of_odd_names_are_those_of_wc() {
    let folder = tempfile::tempdir().unwrap();
    let names: [&[u8]; 8] =
        [b"-l", b"two words", b"new\nline", b"no utf-8 \xff\xfe.rs", b"\xc3\xbc.md", b"*", b"tab\t", b"it's.txt"];
    for (number, name) in names.iter().enumerate() {
        let text = b"a word\xff\x00\n and \xe2\x80\x94 more".repeat(number);
        fs::write(folder.path().join(OsStr::from_bytes(name)), text).unwrap();
    }
    let (out, code) = both(folder.path());
    assert_eq!(crate::said::totals(&out), wc::totals(&wc::files(folder.path())));
    assert!(out.contains("not parsed as Rust: 1\n  \"no utf-8 \\xFF\\xFE.rs\": "), "{out}");
    assert_eq!(code, 0);
}

#[test]
fn a_folder_whose_own_name_is_no_utf8_is_surveyed() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join(OsStr::from_bytes(b"\xff"));
    fs::create_dir(&root).unwrap();
    fs::write(root.join("a"), "a\n").unwrap();
    let (out, code) = both(&root);
    assert_eq!(crate::said::totals(&out), [1, 1, 1, 2]);
    assert!(out.lines().next().unwrap().contains("\\xFF\": 1 file by"), "{out}");
    assert_eq!(code, 0);
}

#[test]
fn a_file_and_a_folder_that_may_not_be_read_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let (file, closed) = (folder.path().join("secret"), folder.path().join("closed"));
    fs::write(folder.path().join("open"), "a\n").unwrap();
    fs::write(&file, "b\n").unwrap();
    fs::create_dir(&closed).unwrap();
    for path in [&file, &closed] {
        fs::set_permissions(path, fs::Permissions::from_mode(0o000)).unwrap();
    }
    // Whoever is root may read everything.
    let may_read = fs::File::open(&file).is_ok();
    let (out, code) = both(folder.path());
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o700)).unwrap();
    if may_read {
        assert_eq!((crate::said::totals(&out)[0], code), (2, 0), "{out}");
    } else {
        assert_eq!((crate::said::totals(&out), code), ([1, 1, 1, 2], 1), "{out}");
        assert!(out.contains("not surveyed: 2\n  closed: Permission denied"), "{out}");
        assert!(out.contains("  secret: Permission denied"), "{out}");
    }
}

#[test]
fn a_file_that_nobody_can_read_is_named() {
    // The memory at address 0, which even root can't read; there on Linux only.
    let memory = Path::new("/proc/self/mem");
    if !memory.exists() {
        return;
    }
    let (out, code) = both(memory);
    assert!(out.contains("no files were surveyed\n\nnot surveyed: 1\n  /proc/self/mem: "), "{out}");
    assert_eq!(code, 1);
}

#[test]
fn links_are_named_and_not_followed() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("a")).unwrap();
    fs::write(folder.path().join("a/file"), "one\n").unwrap();
    symlink("../..", folder.path().join("a/up")).unwrap();
    symlink(".", folder.path().join("a/here")).unwrap();
    symlink("file", folder.path().join("a/same")).unwrap();
    symlink("nowhere", folder.path().join("dangling")).unwrap();
    symlink("ping", folder.path().join("pong")).unwrap();
    symlink("pong", folder.path().join("ping")).unwrap();
    let (out, code) = both(folder.path());
    assert_eq!(crate::said::totals(&out), [1, 1, 1, 4]);
    for line in [
        "no regular files, not opened: 6",
        "  a/up: a link to a folder that holds it: a loop",
        "  a/here: a link to a folder that holds it: a loop",
        "  a/same: a link, not followed",
        "  dangling: a link to nothing",
        "  ping: a link that leads nowhere: ",
        "  pong: a link that leads nowhere: ",
    ] {
        assert!(out.lines().any(|said| said.starts_with(line)), "{line:?} is missing in {out}");
    }
    assert_eq!(code, 0);
}

#[test]
fn a_pipe_is_named_and_never_opened() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe.rs");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    for root in [folder.path(), &pipe] {
        let (out, code) = both(root);
        assert!(out.contains("no files were surveyed\n\nno regular files, not opened: 1\n"), "{out}");
        assert!(out.contains("pipe.rs: a pipe, a socket or a device\n"), "{out}");
        assert_eq!(code, 0);
    }
}
