//! Misuse of the derive doesn't compile, and the message says what to do.
#![cfg(all(feature = "derive", feature = "serde"))]

#[test]
fn misuse_of_the_derive_is_told() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
