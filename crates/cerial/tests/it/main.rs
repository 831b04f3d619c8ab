//! The crate from outside: everything through its public face.

pub mod derive;
mod graphs;
mod identity;
mod types;
