//! What `#[handler]` accepts, and what it says where it refuses.
//!
//! `TRYBUILD=overwrite cargo test -p sls-core --test compile` writes the expected messages anew;
//! read the difference before you commit it.

#[test]
fn accepts_and_refuses_with_the_expected_messages() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
}
