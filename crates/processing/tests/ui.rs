//! What can't run in another process doesn't compile, and the message names the way out.

/// That a closure captures is seen when its code is made, so the cases are built and not only checked; a case that
/// passes among them has them built.
#[test]
fn what_cannot_travel_is_told() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/*.rs");
}
