//! Which events somebody wants: the patterns that EventBridge, Lambda and SNS share.
//!
//! (Amazon EventBridge user guide, "Creating Amazon EventBridge event patterns"; AWS Lambda
//! developer guide, "Control which events Lambda sends to your function"; Amazon SNS developer
//! guide, "Amazon SNS subscription filter policies".)

mod parse;
mod test;
mod wildcard;

use std::fmt;

use serde_json::{Map, Value};

use self::test::Test;

/// Patterns of which one has to match; without any, everything matches.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filters {
    patterns: Vec<Pattern>,
}

impl Filters {
    /// Reads patterns as they stand in the `FilterCriteria` of a mapping.
    pub(crate) fn parse<T: AsRef<str>>(patterns: &[T]) -> Result<Self, InvalidPattern> {
        let patterns = patterns.iter().map(|pattern| Pattern::parse(pattern.as_ref()));
        Ok(Self { patterns: patterns.collect::<Result<_, _>>()? })
    }

    /// Whether a record passes.
    ///
    /// What a record carries as text, like the body of a message, is to be given as JSON if it is
    /// JSON, else as a string, and left out where the source drops what is no JSON.
    pub(crate) fn matches(&self, record: &Value) -> bool {
        self.patterns.is_empty() || self.patterns.iter().any(|pattern| pattern.matches(record))
    }
}

/// One pattern: all of its fields have to match.
#[derive(Clone, Debug)]
pub(crate) struct Pattern {
    fields: Vec<(String, Field)>,
    /// `$or`: of each list one has to match.
    alternatives: Vec<Vec<Self>>,
}

#[derive(Clone, Debug)]
enum Field {
    Inner(Pattern),
    /// One has to accept one of the values.
    Tests(Vec<Test>),
}

impl Pattern {
    /// Reads a pattern, which is a JSON object.
    pub(crate) fn parse(pattern: &str) -> Result<Self, InvalidPattern> {
        parse::pattern(pattern)
    }

    pub(crate) fn matches(&self, event: &Value) -> bool {
        event.as_object().is_some_and(|event| self.fits(Some(event)))
    }

    /// The names of the fields at the top.
    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.fields.iter().map(|(name, _)| &**name)
    }

    /// Whether there are fields within fields.
    pub(crate) fn is_nested(&self) -> bool {
        let inner = |(_, field): &(String, Field)| matches!(field, Field::Inner(_));
        self.fields.iter().any(inner) || self.alternatives.iter().flatten().any(Self::is_nested)
    }

    /// How many combinations of values there are: the product over all fields.
    pub(crate) fn combinations(&self) -> usize {
        let fields = self.fields.iter().map(|(_, field)| match field {
            Field::Inner(pattern) => pattern.combinations(),
            Field::Tests(tests) => tests.len(),
        });
        let alternatives = self.alternatives.iter();
        let alternatives = alternatives.map(|list| list.iter().map(Self::combinations).sum());
        fields.chain(alternatives).fold(1, usize::saturating_mul)
    }

    /// A missing object has no fields, which some tests accept.
    fn fits(&self, object: Option<&Map<String, Value>>) -> bool {
        let field = |(name, field): &(String, Field)| {
            let value = object.and_then(|object| object.get(name));
            match field {
                Field::Tests(tests) => {
                    let mut values = Vec::new();
                    value.into_iter().for_each(|value| leaves(value, &mut values));
                    tests.iter().any(|test| test.accepts_one(&values))
                }
                Field::Inner(pattern) => {
                    let mut inner = Vec::new();
                    value.into_iter().for_each(|value| objects(value, &mut inner));
                    match &inner[..] {
                        [] => pattern.fits(None),
                        // All fields of a pattern are matched in the same element of a list.
                        inner => inner.iter().any(|object| pattern.fits(Some(object))),
                    }
                }
            }
        };
        let one = |list: &Vec<Self>| list.iter().any(|pattern| pattern.fits(object));
        self.fields.iter().all(field) && self.alternatives.iter().all(one)
    }
}

/// The values that are no objects, of a list each element.
fn leaves<'a>(value: &'a Value, found: &mut Vec<&'a Value>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| leaves(element, found)),
        Value::Object(_) => {}
        leaf => found.push(leaf),
    }
}

fn objects<'a>(value: &'a Value, found: &mut Vec<&'a Map<String, Value>>) {
    match value {
        Value::Array(elements) => elements.iter().for_each(|element| objects(element, found)),
        Value::Object(object) => found.push(object),
        _ => {}
    }
}

/// Why a pattern is none: where, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct InvalidPattern {
    /// The names of the fields, from the outermost on.
    path: Vec<String>,
    problem: String,
}

impl InvalidPattern {
    fn new(problem: impl Into<String>) -> Self {
        Self { path: Vec::new(), problem: problem.into() }
    }

    fn within(mut self, field: &str) -> Self {
        self.path.insert(0, field.to_owned());
        self
    }
}

impl fmt::Display for InvalidPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "{}: ", self.path.join("."))?;
        }
        f.write_str(&self.problem)
    }
}

impl std::error::Error for InvalidPattern {}

#[cfg(test)]
mod tests;
