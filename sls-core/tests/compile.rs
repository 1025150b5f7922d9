//! What the attributes accept, and what they say where they refuse.
//!
//! `TRYBUILD=overwrite cargo test -p sls-core --test compile` writes the expected messages anew;
//! read the difference before you commit it. A message underlines what the author wrote, is the
//! only one for its mistake, and names what to write instead.

#[test]
fn accepts_and_refuses_with_the_expected_messages() {
    let cases = trybuild::TestCases::new();
    cases.pass("tests/ui/pass/*.rs");
    cases.compile_fail("tests/ui/fail/*.rs");
    if cfg!(feature = "gzip") {
        cases.pass("tests/ui/gzip/pass/*.rs");
    } else {
        cases.compile_fail("tests/ui/gzip/absent/*.rs");
    }
    if cfg!(feature = "idempotency") {
        cases.pass("tests/ui/idempotency/pass/*.rs");
        cases.compile_fail("tests/ui/idempotency/fail/*.rs");
    } else {
        cases.compile_fail("tests/ui/idempotency/absent/*.rs");
    }
}
