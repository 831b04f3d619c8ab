//! What the suite's integration tests share: objects that do as a script says, ways to crash, a watchdog, a census of
//! what is left running.

mod alone;
mod census;
pub mod crash;
mod limits;
mod script;
mod watchdog;

pub use alone::alone;
pub use census::{Census, children_of, is_running, wait_until};
pub use limits::{nice_level, without_descriptors};
pub use script::{Act, Script, at, on_run};
pub use watchdog::{Watchdog, within};
