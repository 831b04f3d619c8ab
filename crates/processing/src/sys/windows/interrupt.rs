//! Interrupts from the console: Ctrl-C and Ctrl-Break.
#![expect(unsafe_code, reason = "handlers of the console are C interfaces")]

use std::io;
use std::os::windows::io::AsHandle;
use std::sync::OnceLock;
use std::time::Duration;

use windows_sys::Win32::Foundation::STATUS_CONTROL_C_EXIT;
use windows_sys::Win32::System::Console::{CTRL_BREAK_EVENT, CTRL_C_EVENT, SetConsoleCtrlHandler};
use windows_sys::core::BOOL;

use super::event::{Event, checked, wait};
use super::lane::Flag;

/// Raised when there was one.
static HEARD: OnceLock<Event> = OnceLock::new();

/// Hears the interrupts of this process.
#[derive(Debug)]
pub(crate) struct Interrupts(&'static Event);

fn is_interrupt(kind: u32) -> bool {
    matches!(kind, CTRL_C_EVENT | CTRL_BREAK_EVENT)
}

impl Interrupts {
    /// From now on an interrupt doesn't end this process.
    pub(crate) fn hear() -> io::Result<Self> {
        unsafe extern "system" fn note(kind: u32) -> BOOL {
            if let Some(heard) = HEARD.get().filter(|_| is_interrupt(kind)) {
                heard.raise();
            }
            is_interrupt(kind).into()
        }
        let event = Event::lowered_by_wait()?;
        let event = HEARD.get_or_init(|| event);
        // SAFETY: the handler runs on a thread of its own, and calls nothing that could fail there.
        checked(unsafe { SetConsoleCtrlHandler(Some(note), 1) })?;
        Ok(Interrupts(event))
    }

    /// Waits for the next one, so long at most; whether there was one.
    pub(crate) fn wait(&self, timeout: Option<Duration>) -> io::Result<bool> {
        wait(&[self.0.as_handle()], timeout).map(|woken| woken.is_some())
    }

    /// Ends this process as an interrupt does that nobody hears.
    pub(crate) fn end(&self) -> ! {
        super::quit(STATUS_CONTROL_C_EXIT)
    }
}

/// Has an interrupt do nothing, unless the program says otherwise later. Programs that this one starts have their own say.
pub(super) fn let_pass() -> io::Result<()> {
    unsafe extern "system" fn nothing(kind: u32) -> BOOL {
        is_interrupt(kind).into()
    }
    // SAFETY: the handler does nothing.
    checked(unsafe { SetConsoleCtrlHandler(Some(nothing), 1) })
}
