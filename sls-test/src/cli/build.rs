//! Building a program with cargo.

use std::path::PathBuf;
use std::process::Stdio;

use serde::Deserialize;

use super::problem::Problem;
use super::workspace::Program;

/// A program that was built.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Built {
    pub(super) executable: PathBuf,
    /// Whether cargo found it as it was.
    pub(super) is_fresh: bool,
}

/// What is chosen about a build besides the program.
#[derive(Clone, Debug)]
pub(super) struct Options {
    pub(super) features: Vec<String>,
    pub(super) release: bool,
}

/// Builds a program; cargo's own messages go to the terminal.
///
/// Dropping the future ends cargo.
pub(super) async fn build(program: &Program, options: &Options) -> Result<Built, Problem> {
    let mut command = tokio::process::Command::new("cargo");
    command
        .args(["build", "--message-format", "json-render-diagnostics"])
        .args(["--package", &program.package])
        .arg(format!("--{}", program.kind.name()))
        .arg(&program.name)
        .args(options.features.iter().flat_map(|features| ["--features", features]))
        .args(options.release.then_some("--release"))
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .kill_on_drop(true);
    let output = command
        .output()
        .await
        .map_err(|error| Problem::new(format!("cargo cannot be started: {error}")))?;
    if !output.status.success() {
        return Err(Problem::new(format!("`{}` does not build", program.name)));
    }
    find_executable(&output.stdout, program)
        .ok_or_else(|| Problem::new(format!("cargo named no executable for `{}`", program.name)))
}

/// A line of cargo's output. (The Cargo Book, "External tools", "JSON messages")
#[derive(Debug, Deserialize)]
struct Message {
    reason: String,
    target: Option<Target>,
    executable: Option<PathBuf>,
    #[serde(default)]
    fresh: bool,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
}

fn find_executable(messages: &[u8], program: &Program) -> Option<Built> {
    let messages = serde_json::Deserializer::from_slice(messages).into_iter::<Message>();
    messages.filter_map(Result::ok).find_map(|message| {
        let target = message.target.filter(|_| message.reason == "compiler-artifact")?;
        let is_wanted = target.name == program.name
            && target.kind.iter().any(|kind| kind == program.kind.name());
        let executable = message.executable.filter(|_| is_wanted)?;
        Some(Built { executable, is_fresh: message.fresh })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::workspace::Kind;

    #[test]
    fn the_executable_is_that_of_the_program_itself() {
        let messages = br#"
            {"reason":"compiler-artifact","target":{"name":"serde","kind":["lib"]},"executable":null,"fresh":true}
            {"reason":"build-script-executed","package_id":"x"}
            {"reason":"compiler-artifact","target":{"name":"hello","kind":["example"]},"executable":"/t/examples/hello","fresh":true}
            {"reason":"compiler-artifact","target":{"name":"hello","kind":["bin"]},"executable":"/t/hello","fresh":false}
            {"reason":"build-finished","success":true}
        "#;
        let program = Program {
            package: "hello".to_owned(),
            kind: Kind::Binary,
            name: "hello".to_owned(),
            folder: PathBuf::new(),
            source: PathBuf::new(),
            workspace: PathBuf::new(),
            packages: Vec::new(),
        };
        let built = Built { executable: "/t/hello".into(), is_fresh: false };
        assert_eq!(find_executable(messages, &program), Some(built));
        let other = Program { name: "other".to_owned(), ..program };
        assert_eq!(find_executable(messages, &other), None);
    }
}
