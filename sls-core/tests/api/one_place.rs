//! A source of events is one module and one line in one list: no other file names it.

use std::fs;
use std::path::{Path, PathBuf};

/// The folders of sources, those with the rule by which their events are handled.
fn sources(events: &Path) -> Vec<String> {
    let folders = fs::read_dir(events).unwrap().map(|entry| entry.unwrap().path());
    let sources = folders.filter(|folder| folder.join("serve.rs").exists());
    let mut names: Vec<_> =
        sources.map(|folder| folder.file_name().unwrap().to_str().unwrap().to_owned()).collect();
    names.sort_unstable();
    names
}

fn files(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The program, without comments and without what only tests see.
fn code(text: &str) -> String {
    let program = text.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
    let lines = program.lines().map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// Whether the code reaches for the source's module, `event::name` or `event::{.., name, ..}`.
fn names(code: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.split("event::").skip(1).any(|rest| {
        let reached = match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap_or_default(),
            None => rest.split(|c| !is_word(c)).next().unwrap_or_default(),
        };
        reached.split(|c| !is_word(c)).any(|word| word == name)
    })
}

/// The lines of the list that lead to the source's module.
fn listed(code: &str, name: &str) -> usize {
    code.lines().filter(|line| line.contains(&format!("=> {name}::"))).count()
}

#[test]
fn no_file_but_its_own_and_the_list_names_a_source() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let events = src.join("event");
    let sources = sources(&events);
    assert!(sources.len() > 15, "{sources:?}");
    let mut all = Vec::new();
    files(&src, &mut all);
    for source in &sources {
        let own = events.join(source);
        let list = code(&fs::read_to_string(events.join("mod.rs")).unwrap());
        assert!(listed(&list, source) <= 1, "`{source}` has several lines in the list");
        for file in
            all.iter().filter(|file| !file.starts_with(&own) && !file.ends_with("event/mod.rs"))
        {
            // Tests of the engine that tells sources apart are about particular ones.
            if file.components().any(|part| part.as_os_str() == "tests") {
                continue;
            }
            let text = fs::read_to_string(file).unwrap();
            assert!(
                !names(&code(&text), source),
                "{} names the source `{source}`",
                file.strip_prefix(&src).unwrap().display()
            );
        }
    }
}
