//! Noticing that the source of a program has changed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::event::ModifyKind;
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};
use tokio::sync::mpsc;

use super::problem::Problem;
use super::workspace::Program;

/// Watches the files that a program is made of.
#[derive(Debug)]
pub(super) struct Watcher {
    changes: mpsc::UnboundedReceiver<PathBuf>,
    /// Ends with the value.
    _watching: RecommendedWatcher,
}

impl Watcher {
    /// Watches the program's source and that of all packages it takes from the disk.
    pub(super) fn start(program: &Program) -> Result<Self, Problem> {
        let (sender, changes) = mpsc::unbounded_channel();
        let manifests = [&program.packages[..], std::slice::from_ref(&program.workspace)].concat();
        let mut watching = notify::recommended_watcher(move |event: notify::Result<Event>| {
            let Ok(event) = event else { return };
            for path in event.paths.iter().filter(|path| is_source(&event.kind, path, &manifests)) {
                // Nobody listens any more when the command ends.
                let _ = sender.send(path.clone());
            }
        })
        .map_err(unwatchable)?;
        for (folder, mode) in places(program) {
            watching.watch(&folder, mode).map_err(unwatchable)?;
        }
        Ok(Self { changes, _watching: watching })
    }

    /// The first file of the next change, once the change is over.
    pub(super) async fn changed(&mut self) -> Option<PathBuf> {
        let first = self.changes.recv().await?;
        // An editor or git writes many files, and some several times.
        while let Ok(Some(_)) = tokio::time::timeout(QUIET, self.changes.recv()).await {}
        Some(first)
    }
}

fn places(program: &Program) -> Vec<(PathBuf, RecursiveMode)> {
    let mut places = vec![(program.workspace.clone(), RecursiveMode::NonRecursive)];
    for folder in &program.packages {
        // The folder itself for Cargo.toml and build.rs, which editors replace by new files. Not
        // what is below: the target folder may be there.
        places.push((folder.clone(), RecursiveMode::NonRecursive));
        places.push((folder.join("src"), RecursiveMode::Recursive));
    }
    places.push((program.source.clone(), RecursiveMode::Recursive));
    places.sort();
    places.dedup();
    places.retain(|(folder, mode)| {
        let is_package_itself = *mode == RecursiveMode::Recursive && *folder == program.folder;
        folder.is_dir() && !is_package_itself
    });
    places
}

fn is_source(kind: &EventKind, path: &Path, packages: &[PathBuf]) -> bool {
    let is_change = match kind {
        EventKind::Create(_) | EventKind::Remove(_) => true,
        EventKind::Modify(modified) => !matches!(modified, ModifyKind::Metadata(_)),
        _ => false,
    };
    let Some(name) = path.file_name().and_then(|name| name.to_str()) else { return false };
    let is_draft = name.starts_with('.') || name.ends_with('~') || name == VIM_PROBE;
    let is_beside_the_manifest =
        path.parent().is_some_and(|folder| packages.iter().any(|package| package == folder));
    let is_wanted = !is_beside_the_manifest || name == "Cargo.toml" || name.ends_with(".rs");
    is_change && !is_draft && is_wanted
}

fn unwatchable(error: notify::Error) -> Problem {
    Problem::new(format!("the source cannot be watched: {error}"))
}

/// Vim writes a file of this name to see whether it can write into a folder.
const VIM_PROBE: &str = "4913";

/// How long nothing may change before a change is over.
const QUIET: Duration = Duration::from_millis(150);

#[cfg(test)]
mod tests {
    use notify::event::{AccessKind, CreateKind, DataChange, MetadataKind};

    use super::*;

    const WRITTEN: EventKind = EventKind::Modify(ModifyKind::Data(DataChange::Any));

    fn counts(kind: EventKind, path: &str) -> bool {
        is_source(&kind, Path::new(path), &["/w/hello".into()])
    }

    #[test]
    fn source_files_and_manifests_count() {
        assert!(counts(WRITTEN, "/w/hello/src/main.rs"));
        assert!(counts(EventKind::Create(CreateKind::File), "/w/hello/src/page.html"));
        assert!(counts(WRITTEN, "/w/hello/Cargo.toml"));
        assert!(counts(WRITTEN, "/w/hello/build.rs"));
    }

    #[test]
    fn other_files_beside_the_manifest_do_not_count() {
        assert!(!counts(WRITTEN, "/w/hello/README.md"));
        assert!(!counts(WRITTEN, "/w/hello/target"));
    }

    #[test]
    fn reading_and_touching_do_not_count() {
        assert!(!counts(EventKind::Access(AccessKind::Any), "/w/hello/src/main.rs"));
        let touched = EventKind::Modify(ModifyKind::Metadata(MetadataKind::WriteTime));
        assert!(!counts(touched, "/w/hello/src/main.rs"));
    }

    #[test]
    fn drafts_of_editors_do_not_count() {
        assert!(!counts(WRITTEN, "/w/hello/src/.main.rs.swp"));
        assert!(!counts(WRITTEN, "/w/hello/src/main.rs~"));
        assert!(!counts(WRITTEN, "/w/hello/src/4913"));
    }
}
