//! What the macro costs the compiler: many handlers by `#[handler]`, and the same by hand.
//!
//! Both crates are checked in turn, so that whatever else the machine does falls on both. The
//! fastest of the rounds counts, since everything that disturbs makes a round slower.

mod handlers;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};
use std::{env, fs};

use anyhow::{Context, ensure};

use self::handlers::{Registration, source};

const HANDLERS: usize = 200;
const ROUNDS: usize = 15;
/// How much more than registration by hand the macro may cost.
const BUDGET: f64 = 1.15;

fn main() -> anyhow::Result<()> {
    let benches = Path::new(env!("CARGO_MANIFEST_DIR")).parent().context("has a parent")?;
    let folder = benches.join("target/compile");
    let crates = [("by-hand", Registration::Hand), ("by-macro", Registration::Macro)]
        .map(|(name, registration)| Checked { folder: folder.join(name), registration });
    for one in &crates {
        one.write(benches)?;
        one.check(&folder)?;
    }
    let mut best = [Duration::MAX; 2];
    for _ in 0..ROUNDS {
        for (one, best) in crates.iter().zip(&mut best) {
            *best = one.check(&folder)?.min(*best);
        }
    }
    let [hand, by_macro] = best.map(|time| time.as_secs_f64());
    let ratio = by_macro / hand;
    println!("cargo check of {HANDLERS} handlers, the fastest of {ROUNDS} rounds:");
    println!("  registered by hand: {hand:.3} s");
    println!("  #[handler]:         {by_macro:.3} s, {ratio:.2} times (budget {BUDGET})");
    ensure!(ratio <= BUDGET, "the macro costs more than its budget");
    Ok(())
}

struct Checked {
    folder: PathBuf,
    registration: Registration,
}

impl Checked {
    fn write(&self, benches: &Path) -> anyhow::Result<()> {
        fs::create_dir_all(self.folder.join("src"))?;
        let name = self.folder.file_name().context("has a name")?.to_string_lossy().into_owned();
        let core = benches.join("../sls-core");
        let manifest = format!(
            "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
             [dependencies]\nsls-core = {{ path = {core:?} }}\n\
             serde = {{ version = \"1\", features = [\"derive\"] }}\n"
        );
        fs::write(self.folder.join("Cargo.toml"), manifest)?;
        fs::copy(benches.join("Cargo.lock"), self.folder.join("Cargo.lock"))?;
        Ok(())
    }

    /// How long the crate alone takes, everything below it being there.
    fn check(&self, target: &Path) -> anyhow::Result<Duration> {
        // Written anew, so that there is something to check.
        fs::write(self.folder.join("src/lib.rs"), source(HANDLERS, self.registration))?;
        let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
        cargo.args(["check", "--quiet"]).current_dir(&self.folder);
        cargo.env("CARGO_TARGET_DIR", target.join("target")).env("CARGO_INCREMENTAL", "0");
        let begin = Instant::now();
        let status = cargo.stdin(Stdio::null()).status().context("cargo cannot be run")?;
        let time = begin.elapsed();
        ensure!(status.success(), "{} does not compile", self.folder.display());
        Ok(time)
    }
}
