//! Bytes as a person wants to see them in the report of a failed test.

/// Longer texts are cut here, in characters.
const LIMIT: usize = 2000;

/// Text as it is, cut if it is long; of anything else its length and how it begins.
pub(super) fn excerpt(bytes: &[u8]) -> String {
    excerpt_within(bytes, LIMIT)
}

/// The same, cut after `limit` characters.
pub(super) fn excerpt_within(bytes: &[u8], limit: usize) -> String {
    match std::str::from_utf8(bytes) {
        Ok("") => "nothing".to_owned(),
        Ok(text) => match text.char_indices().nth(limit) {
            Some((end, _)) => format!("{}… ({} bytes in all)", &text[..end], text.len()),
            None => text.to_owned(),
        },
        Err(_) => {
            let start: Vec<_> = bytes.iter().take(32).map(|byte| format!("{byte:02x}")).collect();
            format!("{} bytes that are not UTF-8: {}…", bytes.len(), start.join(" "))
        }
    }
}
