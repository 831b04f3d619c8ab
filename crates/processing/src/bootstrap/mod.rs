//! How the same executable becomes a child, before `main` or at `init()`.
//!
//! An [invitation](crate::invitation) in the environment makes a process a child. A constructor that runs before
//! `main` sees it, serves the child's session, and exits; so nothing has to be set up. In *main mode*, which a parent
//! chooses by calling [`init`], the constructor only keeps what came and `init()` in the child takes over.

mod hook;

use std::sync::{Mutex, PoisonError};

use crate::child::Arrival;
use crate::invitation;

/// What the hook kept for `init()`, in main mode.
static WAITING: Mutex<Option<Arrival>> = Mutex::new(None);

fn keep_for_init(arrival: Arrival) {
    invitation::note_waiting(true);
    *WAITING.lock().unwrap_or_else(PoisonError::into_inner) = Some(arrival);
}

/// Lets children run `main` down to this line, and no further.
///
/// Not needed as a rule: children start before `main`. Call it at the top of `main` when children need what
/// stands above it (a `tracing` subscriber, a global configuration), or when the program has registrations
/// of its own that run before `main` and that children must find complete. In a child it doesn't return.
///
/// A `tracing` subscriber that stands above it is the child's own: the parent's then hears nothing of that child, also
/// with the feature `tracing`, which needs no `init`.
///
/// ```
/// processing::init();
/// let job = processing::spawn(|a: u32, b: u32| a + b, (1, 2))?;
/// assert_eq!(job.get()?, 3);
/// # Ok::<(), processing::ProcessError>(())
/// ```
pub fn init() {
    hook::keep_alive();
    let arrival = WAITING.lock().unwrap_or_else(PoisonError::into_inner).take();
    match arrival {
        Some(arrival) => {
            invitation::note_waiting(false);
            crate::child::serve(arrival)
        }
        None => invitation::choose_main_mode(),
    }
}
