//! sktime
