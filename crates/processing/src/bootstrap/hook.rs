//! The constructor that runs before `main` and looks for an invitation.
#![expect(
    unsafe_code,
    reason = "a constructor is placed by its section, and edits the environment before any thread runs"
)]

use std::ffi::{c_char, c_int};
use std::panic::{AssertUnwindSafe, catch_unwind};

use crate::child::{self, Arrival};
use crate::invitation::{self, Invitation, Mode, NAME};
use crate::link::{Link, Page};
use crate::sys;

type Constructor = extern "C" fn(c_int, *const *const c_char, *const *const c_char);

#[used]
#[cfg_attr(
    any(target_os = "linux", target_os = "android", target_os = "freebsd"),
    unsafe(link_section = ".init_array")
)]
#[cfg_attr(target_vendor = "apple", unsafe(link_section = "__DATA,__mod_init_func"))]
#[cfg_attr(windows, unsafe(link_section = ".CRT$XCY"))]
static HOOK: Constructor = hook;

/// The exit code of a child that could not become one.
const FAILED: i32 = 70;

/// Refers to the hook, so that no linker leaves it out of a program that starts children.
pub(super) fn keep_alive() {
    std::hint::black_box(&HOOK);
}

extern "C" fn hook(argc: c_int, argv: *const *const c_char, envp: *const *const c_char) {
    let Some(text) = std::env::var_os(NAME) else { return };
    if sys::is_privileged() {
        return; // whoever started this program may have fewer rights than it, and could name any code
    }
    // SAFETY: constructors run on the only thread of the process, before `main` could have started another.
    unsafe { std::env::remove_var(NAME) };
    let came = catch_unwind(AssertUnwindSafe(|| {
        let invitation = text.to_str().and_then(|text| text.parse().ok()).ok_or("the invitation is not one of ours")?;
        arrive(invitation).map_err(|error| format!("the link is not there: {error}"))
    }));
    let arrival = match came {
        Ok(Ok(arrival)) => arrival,
        Ok(Err(reason)) => fail(&reason),
        Err(_) => sys::quit(FAILED),
    };
    match arrival.invitation.mode {
        Mode::Main => super::keep_for_init(arrival),
        Mode::Hook => {
            // Initializers run in every child: if one of them started processes, each of those would start more.
            invitation::note_waiting(true);
            // SAFETY: the loader is running this entry of `.init_array`, with these arguments.
            unsafe { sys::run_remaining_constructors(&raw const HOOK, argc, argv, envp) };
            invitation::note_waiting(false);
            child::serve(arrival)
        }
    }
}

fn arrive(invitation: Invitation) -> std::io::Result<Arrival> {
    invitation::note_depth(invitation.depth);
    let adopted = sys::adopt(&invitation.address)?;
    sys::settle()?;
    Ok(Arrival { invitation, link: Link::new(adopted.end), page: Page::map(&adopted.page)? })
}

fn fail(reason: &String) -> ! {
    eprintln!("this process was started as a child (by {NAME} in its environment), but {reason}");
    sys::quit(FAILED)
}
