//! cerial's tests pass under the address sanitizer, and nothing leaks: its unsafe code makes pointers to values that
//! are not there yet.
//!
//! The sanitizer comes with the compiler, but only a nightly one offers it; `RUSTC_BOOTSTRAP` makes the one that is
//! there do so. The target is named, so that macros, which run inside the compiler, are built without it. There is no
//! run under the thread sanitizer: it needs an instrumented std, or it reports std's own locks.

use super::step::{Step, Verdict};
use crate::shell;
use crate::workspace::Workspace;

/// The systems whose compiler brings the sanitizer, as this program sees them.
const TARGET: Option<&str> = if cfg!(all(target_os = "linux", target_arch = "x86_64", target_env = "gnu")) {
    Some("x86_64-unknown-linux-gnu")
} else {
    None
};
/// What is tested. The UI tests run the compiler, which is not what is to be looked at. Frames are several times as large
/// with the sanitizer, so deep values need a stack that grows.
const TESTS: &[&str] = &["test", "-p", "cerial", "--features", "stacker", "--lib", "--test", "it"];
/// How large the tests' own stacks are, in bytes.
const STACK: &str = "16777216";

pub(super) const STEP: Step = Step {
    name: "sanitize",
    about: "cerial's tests pass under the address and leak sanitizers",
    speaks: false,
    run: |workspace| run(workspace),
};

fn run(workspace: &Workspace) -> Verdict {
    let Some(target) = TARGET else {
        return Verdict::Skipped(
            "the compiler brings the address sanitizer only for Linux on x86_64, with glibc".into(),
        );
    };
    let mut command = shell::cargo(TESTS);
    command
        .args(["--quiet", "--target", target, "--target-dir"])
        .arg(workspace.target.join("sanitize"))
        .env("RUSTC_BOOTSTRAP", "1")
        .env("RUSTFLAGS", "-Zsanitizer=address")
        .env("RUST_MIN_STACK", STACK)
        .env("ASAN_OPTIONS", "detect_leaks=1:detect_stack_use_after_return=0")
        // Fewer random cases: each takes three times as long.
        .env("PROPTEST_CASES", "64");
    shell::must(&mut command).into()
}
