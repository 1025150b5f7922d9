//! `cargo sls`, the subcommand of cargo.

use std::process::ExitCode;

use sls_test::cli::{Output, run};

fn main() -> ExitCode {
    run(std::env::args_os(), &Output::terminal())
}
