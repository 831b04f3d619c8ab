//! Fuzz target: any bytes, as values of many types.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| fuzz_bodies::decode(bytes));
