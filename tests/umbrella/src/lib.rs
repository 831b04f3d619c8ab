//! A crate that depends on `suitkaise` alone.
