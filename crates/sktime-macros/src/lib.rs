//! The attribute `#[timethis]` of sktime.
