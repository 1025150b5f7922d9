//! What the simulators' own source must not do.

#![allow(clippy::unwrap_used, reason = "a helper of a test fails with the test")]

use std::fs;
use std::path::{Path, PathBuf};

/// Ways to sleep, to read a real clock, or to draw numbers that no seed decides.
const FORBIDDEN: [&str; 8] = [
    "thread::sleep",
    "SystemTime::now",
    "std::time::Instant",
    "UNIX_EPOCH.elapsed",
    "SystemClock",
    "rand::",
    "getrandom",
    "RandomState",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// `Instant` of the standard library, however it is imported.
fn imports_std_instant(line: &str) -> bool {
    line.contains("std::time::{") && line.contains("Instant")
}

#[test]
fn nothing_in_the_simulators_sleeps_or_reads_a_real_clock() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = vec![source.join("explore.rs"), source.join("ids.rs")];
    for folder in ["cloud", "event", "front_door", "platform"] {
        sources(&source.join(folder), &mut files);
    }
    assert!(files.len() > 80, "only {} files were found", files.len());
    for file in files {
        let text = fs::read_to_string(&file).unwrap();
        for (number, line) in text.lines().enumerate() {
            let forbidden = FORBIDDEN.iter().find(|word| line.contains(**word));
            assert!(
                forbidden.is_none() && !imports_std_instant(line),
                "{}:{}: {line}\nsimulators take the time from the cloud, and chance from its seed",
                file.display(),
                number + 1
            );
        }
    }
}
