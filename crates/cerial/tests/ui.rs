//! Misuse of the derive doesn't compile, and the message says what to do; strict crates compile without a warning.
#![cfg(all(feature = "derive", feature = "serde"))]

#[test]
fn misuse_of_the_derive_is_told() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}

#[test]
fn strict_crates_compile_without_a_warning() {
    trybuild::TestCases::new().pass("tests/ui/pass/*.rs");
}
