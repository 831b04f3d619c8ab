//! What a test program does before its `main`, where the environment asks for it: a static initializer runs in it, and in
//! each of its children.
#![expect(unsafe_code, reason = "an initializer is placed by its section")]

use processing::{ProcessConfig, Section, Skprocess};

use crate::{Act, Script, at};

/// The variable that asks the initializer for something: [`START`], [`HANG`] or [`EXIT`].
pub const EARLY: &str = "SUITE_TEST_EARLY";

/// Start an object, print what came of it, and end the program, unless it is a child.
pub const START: &str = "start";

/// Never end.
pub const HANG: &str = "hang";

/// End at once.
pub const EXIT: &str = "exit";

#[used]
#[cfg_attr(
    any(target_os = "linux", target_os = "android", target_os = "freebsd"),
    unsafe(link_section = ".init_array")
)]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(windows, unsafe(link_section = ".CRT$XCU"))]
static INITIALIZER: extern "C" fn() = initialize;

extern "C" fn initialize() {
    match std::env::var(EARLY).as_deref() {
        Ok(START) => start(),
        Ok(HANG) => loop {
            std::thread::park();
        },
        Ok(EXIT) => std::process::exit(0),
        _ => {}
    }
}

fn start() {
    let script = Script::new([at(Section::Run, Act::Count)]);
    match script.start_with(ProcessConfig::new().runs(1)).and_then(processing::Process::result) {
        Ok(count) => {
            println!("counted to {count}");
            std::process::exit(0)
        }
        // A child of the one above says so on the standard error that both have.
        Err(error) => eprintln!("refused: {error}"),
    }
}
