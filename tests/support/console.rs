//! Interrupts from the terminal: keys, and tests in a console of their own.

use cerial::Cerial;

/// A key that interrupts.
#[derive(Cerial, Clone, Copy, Debug, PartialEq, Eq)]
pub enum Key {
    /// Ctrl-C.
    C,
    /// Ctrl-Break, on Windows.
    Break,
}

/// Runs a test where interrupts reach none but its own programs: on Unix that is here.
#[cfg(unix)]
pub fn with_own_console(_test: &str, body: impl FnOnce()) {
    body();
}

/// Runs a test where interrupts reach none but its own programs: in a process of this test's path, with a console of its
/// own, since an interrupt reaches all programs of a console.
///
/// # Panics
///
/// When the test fails.
#[cfg(windows)]
pub fn with_own_console(test: &str, body: impl FnOnce()) {
    const INSIDE: &str = "SUITE_TEST_CONSOLE";
    if std::env::var_os(INSIDE).is_some() {
        crate::windows::let_interrupts_pass();
        return body();
    }
    let mut command = crate::program(test);
    crate::windows::give_console(&mut command);
    let output = command.env(INSIDE, "own").output().expect("this program can be run again");
    let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{}: {said}", output.status);
}
