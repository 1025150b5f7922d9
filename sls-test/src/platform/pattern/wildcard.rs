//! Texts with stars.

use super::InvalidPattern;

/// A text in which each `*` stands for any characters, also none.
#[derive(Clone, Debug)]
pub(super) struct Wildcard {
    first: String,
    /// What follows each star; without any, the text is `first` itself.
    rest: Vec<String>,
}

impl Wildcard {
    /// Reads a text in which `\*` is a star and `\\` a backslash.
    pub(super) fn parse(text: &str) -> Result<Self, InvalidPattern> {
        let (mut first, mut rest) = (String::new(), Vec::<String>::new());
        let mut characters = text.chars();
        let mut after_star = false;
        while let Some(character) = characters.next() {
            let literal = match character {
                '*' if after_star => return Err(InvalidPattern::new("two stars in a row")),
                '*' => {
                    rest.push(String::new());
                    after_star = true;
                    continue;
                }
                '\\' => match characters.next() {
                    Some(escaped @ ('*' | '\\')) => escaped,
                    _ => return Err(InvalidPattern::new(r"after \ only * and \ may stand")),
                },
                other => other,
            };
            after_star = false;
            rest.last_mut().unwrap_or(&mut first).push(literal);
        }
        Ok(Self { first, rest })
    }

    pub(super) fn matches(&self, text: &str) -> bool {
        let Some((last, middle)) = self.rest.split_last() else { return self.first == text };
        let Some(mut text) = text.strip_prefix(&*self.first) else { return false };
        // The first place for each part leaves the most room for those after it.
        for part in middle {
            let Some((_, after)) = text.split_once(&**part) else { return false };
            text = after;
        }
        text.ends_with(&**last)
    }
}
