//! The Windows twin. Processes can't be started there yet: the link says so, and nothing behind it can be reached,
//! since no link can be made.

mod link;
mod process;

pub(crate) use link::{
    Alarm, Endpoint, ExitWatch, LinkEnd, Poller, adopt, hand_over, link_pair, page_file, recv, send, wait_hang_up,
    wait_input, wait_one,
};
pub(crate) use process::{
    Image, executable, exit_of, guard_stack, identity, is_privileged, name_child, quit, run_remaining_constructors,
    settle, shared_clock, signal_name, start_hint, stdin_of_child,
};
