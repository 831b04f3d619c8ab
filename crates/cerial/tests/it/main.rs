//! The crate from outside: everything through its public face.

mod depth;
pub mod derive;
mod golden;
mod graphs;
mod identity;
mod types;
