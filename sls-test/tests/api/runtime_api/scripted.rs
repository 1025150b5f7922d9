//! The program of `program.rs`, compiled once for all tests.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use sls_test::process::{Function, FunctionBuilder};
use sls_test::runtime_api::InvokeRequest;

/// A command that runs the program.
pub(crate) fn command() -> Command {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    Command::new(PROGRAM.get_or_init(compile))
}

pub(crate) fn function() -> FunctionBuilder {
    Function::builder(command()).name("scripted")
}

/// An event that the program follows.
pub(crate) fn event(script: &str) -> InvokeRequest {
    InvokeRequest::json(&script.into())
}

fn compile() -> PathBuf {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/api/runtime_api/program.rs");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let program = folder.join(format!("scripted{}", std::env::consts::EXE_SUFFIX));
    // Two test runs may compile at once: each writes its own file, and the move is atomic.
    let fresh = folder.join(format!("scripted-{}", std::process::id()));
    let status = Command::new("rustc")
        .args(["--edition", "2024", "-C", "debuginfo=0", "--crate-name", "scripted"])
        .arg(source)
        .arg("-o")
        .arg(&fresh)
        .status()
        .expect("rustc is there, for it compiled this test");
    assert!(status.success(), "the program does not compile");
    std::fs::rename(fresh, &program).expect("the folder is writable");
    program
}
