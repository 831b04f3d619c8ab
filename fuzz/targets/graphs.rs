//! Fuzz target: graphs after plans, there and back.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_bodies::graphs(bytes));
