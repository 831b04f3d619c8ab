//! Only its test is of interest: `tests/model.rs`.
