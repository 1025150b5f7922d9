//! The events of the corpus and their labels.

use std::path::Path;

/// A row of `labels.tsv` and the event that it labels.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) path: String,
    pub(crate) payload: Vec<u8>,
    /// The label, or all the labels that are right where the note says so.
    pub(crate) labels: Vec<String>,
}

impl Row {
    fn read(folder: &Path, line: &str) -> Self {
        let mut columns = line.split('\t');
        let (path, label, note) = (columns.next(), columns.next(), columns.next());
        let path = path.unwrap().to_owned();
        let labels = note
            .unwrap_or_default()
            .split("; ")
            .find_map(|part| part.strip_prefix("ambiguous: "))
            .or(label)
            .unwrap()
            .split('|')
            .map(String::from)
            .collect();
        let payload = std::fs::read(folder.join(&path)).unwrap();
        Self { path, payload, labels }
    }
}

/// Every row, or nothing and a word about it where no corpus is at hand.
#[expect(clippy::disallowed_methods, reason = "the folder is no part of the project")]
pub(crate) fn rows() -> Option<Vec<Row>> {
    let Ok(folder) = std::env::var("SLS_EVENT_CORPUS") else {
        let required = std::env::var_os("SLS_EVENT_CORPUS_REQUIRED").is_some();
        assert!(!required, "SLS_EVENT_CORPUS_REQUIRED is set and SLS_EVENT_CORPUS is not");
        println!("SLS_EVENT_CORPUS not set: corpus not checked");
        return None;
    };
    let folder = Path::new(&folder);
    let labels = std::fs::read_to_string(folder.join("labels.tsv")).unwrap();
    let rows: Vec<_> = labels.lines().skip(1).map(|line| Row::read(folder, line)).collect();
    assert!(!rows.is_empty(), "labels.tsv has no rows");
    Some(rows)
}
