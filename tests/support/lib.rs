//! What the suite's integration tests share: objects that do as a script says, ways to crash, a watchdog, a census of
//! what is left running.

mod alone;
mod census;
mod console;
pub mod crash;
pub mod early;
mod limits;
mod needs;
mod script;
mod tools;
mod watchdog;
#[cfg(windows)]
mod windows;

pub use alone::alone;
pub use census::{
    Census, children_of, is_running, killable_children_of, parent_id, resident_bytes, threads_of, wait_until,
};
pub use console::{Key, with_own_console};
pub use limits::{
    become_nobody, nice_level, nice_level_after, with_descriptors, with_memory, without_descriptors, without_processes,
};
pub use needs::{Ended, Need, is_missing};
pub use script::{Act, Script, at, on_run};
pub use tools::{program, under};
pub use watchdog::{Watchdog, within};
