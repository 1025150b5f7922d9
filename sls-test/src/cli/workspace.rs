//! Which program a name on the command line means.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::problem::Problem;

/// The part of `cargo metadata` that tells programs apart.
/// (The Cargo Book, "cargo metadata")
#[derive(Debug, Deserialize)]
pub(super) struct Workspace {
    packages: Vec<Package>,
    workspace_root: PathBuf,
}

#[derive(Debug, Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    targets: Vec<Target>,
    dependencies: Vec<Dependency>,
    default_run: Option<String>,
}

#[derive(Debug, Deserialize)]
struct Target {
    name: String,
    kind: Vec<String>,
    src_path: PathBuf,
    #[serde(rename = "required-features", default)]
    required_features: Vec<String>,
}

#[derive(Debug, Deserialize)]
struct Dependency {
    path: Option<PathBuf>,
}

/// A program that cargo can build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Program {
    pub(super) package: String,
    pub(super) kind: Kind,
    pub(super) name: String,
    /// The folder of its package.
    pub(super) folder: PathBuf,
    /// The folder of its source, if that is not `src`.
    pub(super) source: PathBuf,
    /// The folder of the workspace's own Cargo.toml.
    pub(super) workspace: PathBuf,
    /// The folders of its package and of all that the package takes from the disk.
    pub(super) packages: Vec<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Binary,
    Example,
}

impl Kind {
    /// As in cargo's options and messages.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Binary => "bin",
            Self::Example => "example",
        }
    }
}

impl Workspace {
    /// Asks cargo about the workspace of the current folder.
    pub(super) async fn read() -> Result<Self, Problem> {
        let metadata = tokio::process::Command::new("cargo")
            .args(["metadata", "--no-deps", "--format-version", "1"])
            .stdin(std::process::Stdio::null())
            .output()
            .await
            .map_err(|error| Problem::new(format!("cargo cannot be started: {error}")))?;
        if !metadata.status.success() {
            let said = String::from_utf8_lossy(&metadata.stderr);
            let said = said.trim().strip_prefix("error: ").unwrap_or(said.trim()).to_owned();
            return Err(Problem::new(format!(
                "cargo does not know this folder: {said}; go to the folder of a package"
            )));
        }
        serde_json::from_slice(&metadata.stdout)
            .map_err(|error| Problem::new(format!("`cargo metadata` cannot be read: {error}")))
    }

    /// The program that `name` and `--bin` mean, or the only one there is.
    pub(super) fn find(&self, name: Option<&str>, bin: Option<&str>) -> Result<Program, Problem> {
        let Some(name) = name else {
            return self.only(bin);
        };
        if let Some(package) = self.packages.iter().find(|package| package.name == name)
            && package.programs(Kind::Binary).next().is_some()
        {
            return self.binary_of(package, bin);
        }
        for kind in [Kind::Binary, Kind::Example] {
            for package in &self.packages {
                if let Some(target) = package.programs(kind).find(|target| target.name == name) {
                    return Ok(self.program(package, target, kind));
                }
            }
        }
        Err(Problem::new(format!(
            "there is no package, binary or example `{name}`; write one of: {}",
            self.names()
        )))
    }

    fn only(&self, bin: Option<&str>) -> Result<Program, Problem> {
        let mut runnable = self.packages.iter().filter(|package| package.is_runnable());
        match (runnable.next(), runnable.next(), bin) {
            (Some(package), None, bin) => self.binary_of(package, bin),
            (Some(_), Some(_), Some(bin)) => self.find(Some(bin), None),
            (Some(_), Some(_), None) => Err(Problem::new(format!(
                "there are several functions; write the NAME of one: {}",
                self.names()
            ))),
            (None, ..) => Err(Problem::new(
                "no package here has a program; write one in src/main.rs, or go to another folder",
            )),
        }
    }

    fn binary_of(&self, package: &Package, bin: Option<&str>) -> Result<Program, Problem> {
        let targets = package.programs(Kind::Binary).collect::<Vec<_>>();
        let wanted = bin.or(package.default_run.as_deref());
        let target = match (wanted, &targets[..]) {
            (Some(wanted), _) => targets.iter().find(|target| target.name == wanted),
            (None, [only]) => Some(only),
            (None, _) => targets.iter().find(|target| target.name == package.name),
        };
        match target {
            Some(target) => Ok(self.program(package, target, Kind::Binary)),
            None => Err(Problem::new(format!(
                "package `{}` has the binaries {}; write --bin with one of them",
                package.name,
                list(targets.iter().map(|target| target.name.clone()).collect())
            ))),
        }
    }

    fn program(&self, package: &Package, target: &Target, kind: Kind) -> Program {
        let mut packages = Vec::new();
        self.collect_folders(package.folder(), &mut packages);
        Program {
            package: package.name.clone(),
            kind,
            name: target.name.clone(),
            folder: package.folder().to_owned(),
            source: target.src_path.parent().unwrap_or(Path::new(".")).to_owned(),
            workspace: self.workspace_root.clone(),
            packages,
        }
    }

    /// The folder and, of packages in this workspace, those that they depend on by path.
    fn collect_folders(&self, folder: &Path, folders: &mut Vec<PathBuf>) {
        if folders.iter().any(|known| known == folder) {
            return;
        }
        folders.push(folder.to_owned());
        if let Some(package) = self.packages.iter().find(|package| package.folder() == folder) {
            for dependency in &package.dependencies {
                if let Some(path) = &dependency.path {
                    self.collect_folders(path, folders);
                }
            }
        }
    }

    fn names(&self) -> String {
        let mut names = BTreeSet::new();
        for package in &self.packages {
            if package.is_runnable() {
                names.insert(package.name.clone());
            }
            names.extend(package.programs(Kind::Example).map(|target| target.name.clone()));
        }
        list(names)
    }
}

impl Package {
    fn folder(&self) -> &Path {
        self.manifest_path.parent().unwrap_or(Path::new("."))
    }

    fn programs(&self, kind: Kind) -> impl Iterator<Item = &Target> {
        self.targets.iter().filter(move |target| target.kind.iter().any(|own| own == kind.name()))
    }

    /// Whether it has a program that builds without further ado.
    fn is_runnable(&self) -> bool {
        self.programs(Kind::Binary).any(|target| target.required_features.is_empty())
    }
}

fn list(names: BTreeSet<String>) -> String {
    names.into_iter().collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn package(name: &str, targets: &[(&str, &str)], paths: &[&str]) -> serde_json::Value {
        let targets = targets.iter().map(
            |(kind, name)| json!({"name": name, "kind": [kind], "src_path": "/w/x/src/main.rs"}),
        );
        json!({
            "name": name,
            "manifest_path": format!("/w/{name}/Cargo.toml"),
            "targets": targets.collect::<Vec<_>>(),
            "dependencies": paths.iter().map(|path| json!({"path": path})).collect::<Vec<_>>(),
            "default_run": null,
        })
    }

    fn workspace(packages: &[serde_json::Value]) -> Workspace {
        serde_json::from_value(json!({ "packages": packages, "workspace_root": "/w" })).unwrap()
    }

    fn several() -> Workspace {
        let mut tool = package("tool", &[("bin", "cargo-tool")], &[]);
        tool["targets"][0]["required-features"] = json!(["cli"]);
        workspace(&[
            package("hello", &[("bin", "hello")], &["/w/core"]),
            package("core", &[("lib", "core"), ("example", "demo")], &["/w/core", "/elsewhere"]),
            package("pair", &[("bin", "first"), ("bin", "second")], &[]),
            tool,
        ])
    }

    #[track_caller]
    fn found(name: Option<&str>, bin: Option<&str>) -> (String, Kind, String) {
        let program = several().find(name, bin).unwrap();
        (program.package, program.kind, program.name)
    }

    #[track_caller]
    fn problem(workspace: &Workspace, name: Option<&str>, bin: Option<&str>) -> String {
        workspace.find(name, bin).unwrap_err().to_string()
    }

    #[test]
    fn a_name_is_a_package_a_binary_or_an_example() {
        assert_eq!(found(Some("hello"), None), ("hello".into(), Kind::Binary, "hello".into()));
        assert_eq!(found(Some("second"), None), ("pair".into(), Kind::Binary, "second".into()));
        assert_eq!(found(Some("demo"), None), ("core".into(), Kind::Example, "demo".into()));
        let chosen = found(Some("pair"), Some("first"));
        assert_eq!(chosen, ("pair".into(), Kind::Binary, "first".into()));
    }

    #[test]
    fn an_unknown_name_is_answered_with_those_that_exist() {
        assert_eq!(
            problem(&several(), Some("helo"), None),
            "there is no package, binary or example `helo`; write one of: demo, hello, pair"
        );
    }

    #[test]
    fn a_package_with_several_binaries_asks_which() {
        assert_eq!(
            problem(&several(), Some("pair"), None),
            "package `pair` has the binaries first, second; write --bin with one of them"
        );
    }

    #[test]
    fn without_a_name_the_only_function_is_meant() {
        let one = workspace(&[
            package("hello", &[("bin", "hello")], &[]),
            package("core", &[("lib", "core")], &[]),
        ]);
        assert_eq!(one.find(None, None).unwrap().name, "hello");
        assert_eq!(
            problem(&several(), None, None),
            "there are several functions; write the NAME of one: demo, hello, pair"
        );
        let none = workspace(&[package("core", &[("lib", "core")], &[])]);
        assert_eq!(
            problem(&none, None, None),
            "no package here has a program; write one in src/main.rs, or go to another folder"
        );
    }

    #[test]
    fn what_a_program_takes_from_the_disk_is_followed() {
        let program = several().find(Some("hello"), None).unwrap();
        let folders = ["/w/hello", "/w/core", "/elsewhere"].map(PathBuf::from);
        assert_eq!(program.packages, folders);
    }
}
