//! The bench `process` stands in `bench/`.
