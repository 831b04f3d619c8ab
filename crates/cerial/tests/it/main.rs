//! The crate from outside: everything through its public face.

mod identity;
