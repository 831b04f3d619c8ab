//! The Unix twin: socket pairs, descriptors, signals.

mod fault;
mod interrupt;
mod limits;
mod link;
mod memory;
mod page;
mod pipe;
mod poll;
mod process;
#[cfg(test)]
pub(crate) mod samples;

#[cfg(target_os = "linux")]
mod linux;
#[cfg(target_os = "linux")]
pub(crate) use linux::{ExitWatch, Image, executable, page_file, run_remaining_constructors};

#[cfg(target_os = "macos")]
mod macos;
#[cfg(target_os = "macos")]
pub(crate) use macos::{ExitWatch, Image, executable, page_file, run_remaining_constructors};

#[cfg(not(any(target_os = "linux", target_os = "macos")))]
compile_error!("processing runs on Linux, macOS and Windows; this target has no twin in `sys` yet");

pub(crate) use fault::guard_stack;
pub(crate) use interrupt::Interrupts;
pub(crate) use limits::{add_nice, limit_cpu, limit_memory, limit_open_files};
pub(crate) use link::{Alarm, Endpoint, LinkEnd, adopt, hand_over, link_pair, recv, send, wait_hang_up, wait_input};
pub(crate) use memory::{expect_memory, was_out_of_memory};
pub(crate) use page::{Mapping, PageFile, map_page};
pub(crate) use pipe::{OutputPipe, output_pipe};
pub(crate) use poll::{Poller, wait_any};
pub(crate) use process::{
    code_name, exit_of, identity, is_privileged, name_child, name_process, quit, settle, shared_clock, signal_name,
    start_hint, stdin_of_child,
};
