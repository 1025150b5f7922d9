//! What went wrong, told to a person.

use std::fmt;

/// One sentence: what is wrong and what to write instead.
#[derive(Debug)]
pub(super) struct Problem(String);

impl Problem {
    pub(super) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
