//! The parent's side: starting children, reading their links, knowing how they ended.

mod channel;
mod diagnosis;
mod handle;
mod interrupt;
mod keeper;
mod launch;
mod output;
mod reactor;
mod refusal;
mod supervisor;
#[cfg(feature = "tracing")]
mod trace;
#[cfg(not(feature = "tracing"))]
mod untraced;

pub(crate) use channel::{Channel, HangUp, Sink, turn_all};
pub(crate) use diagnosis::{Place, Remains, exit_failure};
pub(crate) use handle::{Handle, decoded};
pub use interrupt::on_interrupt;
pub(crate) use launch::launch;
pub(crate) use output::Taps;
pub(crate) use refusal::{refuse_in_stray_child, start_errors};
pub(crate) use supervisor::Plan;
#[cfg(feature = "tracing")]
pub(crate) use trace::{Ear, Traces};
#[cfg(not(feature = "tracing"))]
pub(crate) use untraced::{Ear, Traces};
