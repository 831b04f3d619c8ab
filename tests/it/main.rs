//! The suite's integration tests: one binary, so that it links once.

mod pool;
mod process;
mod trace;
