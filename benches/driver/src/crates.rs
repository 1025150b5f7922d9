//! How many crates a function pulls in.

use std::{collections::BTreeSet, ffi::OsString, process::Command};

use anyhow::ensure;

/// The shared business logic, which a user would have inside the function.
const WORK: &str = "work";

/// Counts the crates in the normal dependency tree of a package, itself included.
///
/// Procedural macros and what they are made of count, because they cost compile time.
pub(crate) fn count(package: &str) -> anyhow::Result<usize> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
    let output = Command::new(cargo)
        .args([
            "tree",
            "--quiet",
            "--edges",
            "normal",
            "--prefix",
            "none",
            "--format",
            "{p}",
            "--package",
            package,
        ])
        .output()?;
    ensure!(
        output.status.success(),
        "cargo tree failed: {}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(distinct(&String::from_utf8_lossy(&output.stdout)))
}

fn distinct(tree: &str) -> usize {
    let crates: BTreeSet<_> = tree
        .lines()
        .map(|line| line.trim_end_matches("(*)").trim_end())
        .filter(|line| !line.is_empty() && line.split(' ').next() != Some(WORK))
        .collect();
    crates.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_counts_once_and_each_version_of_it() {
        let tree = "app v0.0.0 (/benches/app)\nsyn v2.0.1 (proc-macro)\nbytes v1.0.0\nbytes v1.0.0 (*)\nsyn v3.0.0\nwork v0.0.0 (/benches/work)\n";
        assert_eq!(distinct(tree), 4);
    }
}
