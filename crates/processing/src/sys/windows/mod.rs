//! The Windows twin: shared memory, handles that the child fetches from its parent, jobs, exception codes.

mod event;
mod fault;
mod fresh;
mod image;
mod interrupt;
mod job;
mod lane;
mod limits;
mod link;
mod page;
mod parent;
mod pipe;
mod poll;
mod process;
#[cfg(test)]
pub(crate) mod samples;
mod watch;

pub(crate) use fault::guard_stack;
pub(crate) use fresh::settle;
pub(crate) use image::{Image, executable, identity, run_remaining_constructors};
pub(crate) use interrupt::Interrupts;
pub(crate) use limits::{add_nice, limit_cpu, limit_memory, limit_open_files};
pub(crate) use link::{Alarm, Endpoint, LinkEnd, adopt, hand_over, link_pair, recv, send, wait_hang_up, wait_input};
pub(crate) use page::{Mapping, PageFile, map_page, page_file};
pub(crate) use pipe::{OutputPipe, output_pipe};
pub(crate) use poll::{Poller, wait_any};
pub(crate) use process::{
    code_name, exit_of, expect_memory, is_privileged, name_child, name_process, quit, shared_clock, signal_name,
    start_hint, stdin_of_child, was_out_of_memory,
};
pub(crate) use watch::ExitWatch;
