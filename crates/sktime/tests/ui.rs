//! Misuse of `#[timethis]` doesn't compile, and the message says what to do.
#![cfg(feature = "macros")]

#[test]
fn misuse_of_the_attribute_is_told() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
