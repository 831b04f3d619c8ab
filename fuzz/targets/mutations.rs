//! Fuzz target: messages of graphs, changed.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_bodies::mutations(bytes));
