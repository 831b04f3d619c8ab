//! What an interrupt from the terminal does to this program's processes.

use std::time::Duration;

use super::reactor::Reactor;
use super::start_errors;
use crate::clock;
use crate::error::ProcessError;
use crate::sys::{self, Interrupts};

/// So often a second interrupt is looked for while processes have their grace.
const LOOK_EVERY: Duration = Duration::from_millis(10);

/// Lets an interrupt (Ctrl-C) end this program's processes in order: each is asked to [stop](crate::Process::stop), they
/// get `grace` for it together, what is left is killed, and then this program ends as by any interrupt. A second
/// interrupt ends the grace.
///
/// Without this call an interrupt ends the program at once, and its processes and workers with it. Workers of pools get
/// no grace here: who wants their tasks finished calls [`Pool::join`](crate::Pool::join).
///
/// Call it once, early in `main`; a later call changes nothing but is no error. In a child it means that child's own
/// processes.
///
/// ```
/// use std::time::Duration;
/// processing::on_interrupt(Duration::from_secs(2))?;
/// # Ok::<(), processing::ProcessError>(())
/// ```
///
/// # Errors
///
/// [`Start`](crate::ErrorKind::Start) when there is no thread or descriptor to be had.
pub fn on_interrupt(grace: Duration) -> Result<(), ProcessError> {
    static CALLED: std::sync::Once = std::sync::Once::new();
    let mut heard = Ok(());
    CALLED.call_once(|| heard = hear(grace));
    heard
}

fn hear(grace: Duration) -> Result<(), ProcessError> {
    let interrupts = Interrupts::hear().map_err(start_errors("interrupts can't be heard"))?;
    let body = move || {
        // An error of the wait can only be that of a descriptor that was closed by others: the interrupt has its way.
        while let Ok(false) = interrupts.wait(None) {}
        end_processes(&interrupts, grace);
        interrupts.end()
    };
    let started = sys::start_thread(sys::small_thread("suitkaise-interrupt"), body);
    started.map(drop).map_err(start_errors("the thread that hears interrupts could not start"))
}

fn end_processes(interrupts: &Interrupts, grace: Duration) {
    let Some(reactor) = Reactor::running() else { return };
    let deadline = clock::after(grace);
    reactor.stop_all();
    while reactor.is_stopping() && deadline.is_none_or(|deadline| !clock::until(deadline).is_zero()) {
        if !matches!(interrupts.wait(Some(LOOK_EVERY)), Ok(false)) {
            break;
        }
    }
    reactor.kill_all();
}
