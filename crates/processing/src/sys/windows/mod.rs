//! The Windows twin. Processes can't be started there yet: the link says so, and nothing behind it can be reached,
//! since no link can be made.

mod link;
mod process;

pub(crate) use link::{
    Alarm, Endpoint, ExitWatch, LinkEnd, OutputPipe, Poller, adopt, hand_over, link_pair, output_pipe, page_file, recv,
    send, wait_any, wait_hang_up, wait_input,
};
pub(crate) use process::{
    Image, Interrupts, add_nice, executable, exit_of, guard_stack, identity, is_privileged, limit_cpu, limit_memory,
    limit_open_files, name_child, name_process, quit, run_remaining_constructors, settle, shared_clock, signal_name,
    start_hint, stdin_of_child, was_out_of_memory,
};
