//! The Rust code in the README, the cookbook and the other pages, compiled and run as doc tests.
//!
//! The build script finds the pages: `*.md` at the workspace's root and below `docs/` and `crates/`.

#[cfg(doctest)]
include!(concat!(env!("OUT_DIR"), "/pages.rs"));
