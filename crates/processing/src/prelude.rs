//! The names that a program with processes needs: `use processing::prelude::*`.
//!
//! Never a `Result`, which would hide std's.

pub use cerial::Cerial;

pub use crate::{Job, Pool, Process, ProcessConfig, ProcessContext, ProcessError, Section, Skprocess};
