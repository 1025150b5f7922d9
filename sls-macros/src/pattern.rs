//! Filter patterns of event source mappings
//! (AWS Lambda developer guide, "Control which events Lambda sends to your function").

use crate::suggest::{all_of, nearest};

/// Operators that stand in the list of a field.
const OPERATORS: [&str; 8] = [
    "anything-but",
    "cidr",
    "equals-ignore-case",
    "exists",
    "numeric",
    "prefix",
    "suffix",
    "wildcard",
];

/// Values inside each other; deeper ones would overrun the stack of the compiler.
const DEEPEST: usize = 64;

/// Checks a pattern such as `{"data": {"kind": ["click", {"prefix": "a"}]}}`.
pub(crate) fn check(pattern: &str) -> Result<(), String> {
    read(pattern, r#"{"data": {"kind": ["click"]}}"#).map(drop)
}

/// The most keys of a filter policy.
const MOST_KEYS: usize = 5;

/// Checks the filter policy of a topic's subscription
/// (Amazon SNS developer guide, "Amazon SNS subscription filter policies").
pub(crate) fn check_policy(policy: &str) -> Result<(), String> {
    match read(policy, r#"{"kind": ["order"]}"#)? {
        Shape { keys, .. } if keys > MOST_KEYS => {
            Err(format!("a filter policy has at most {MOST_KEYS} keys, not {keys}"))
        }
        _ => Ok(()),
    }
}

/// Whether a policy names fields inside of others, which attributes of a message do not have.
pub(crate) fn is_nested(policy: &str) -> bool {
    read(policy, "").is_ok_and(|shape| shape.is_nested)
}

fn read(pattern: &str, example: &str) -> Result<Shape, String> {
    let mut reader = Reader { text: pattern, depth: 0, shape: Shape::default() };
    reader.space();
    if !reader.text.starts_with('{') {
        return Err(format!("a filter is a JSON object: `{example}`"));
    }
    reader.object(&mut Reader::field)?;
    reader.space();
    if reader.text.is_empty() { Ok(reader.shape) } else { Err(reader.unexpected("the end")) }
}

/// What a pattern is made of.
#[derive(Default)]
struct Shape {
    /// Fields with a list of what they may be.
    keys: usize,
    is_nested: bool,
}

/// Whether two patterns are the same but for their layout.
pub(crate) fn overlap(one: &str, other: &str) -> bool {
    without_layout(one) == without_layout(other)
}

/// JSON without the space between its tokens.
fn without_layout(json: &str) -> String {
    let (mut in_string, mut escaped) = (false, false);
    let mut keeps = |character: char| {
        let keeps = in_string || !character.is_ascii_whitespace();
        match character {
            _ if escaped => escaped = false,
            '\\' => escaped = in_string,
            '"' => in_string = !in_string,
            _ => {}
        }
        keeps
    };
    json.chars().filter(|character| keeps(*character)).collect()
}

/// Reads JSON (RFC 8259) from the front of the text.
struct Reader<'a> {
    text: &'a str,
    depth: usize,
    shape: Shape,
}

type Read<'a> = Result<(), String>;

impl<'a> Reader<'a> {
    fn space(&mut self) {
        self.text = self.text.trim_start_matches([' ', '\t', '\n', '\r']);
    }

    fn takes(&mut self, token: &str) -> bool {
        self.space();
        match self.text.strip_prefix(token) {
            Some(rest) => {
                self.text = rest;
                true
            }
            None => false,
        }
    }

    fn unexpected(&self, expected: &str) -> String {
        match self.text.chars().next() {
            Some(found) => format!("the filter is not JSON: expected {expected}, found `{found}`"),
            None => format!("the filter is not JSON: expected {expected}, found its end"),
        }
    }

    /// `{"key": value, ..}`, each value read by the function, which is told the key.
    fn object(&mut self, value: &mut dyn FnMut(&mut Self, &str) -> Read<'a>) -> Read<'a> {
        self.deeper(|reader| {
            if !reader.takes("{") {
                return Err(reader.unexpected("`{`"));
            }
            if reader.takes("}") {
                return Ok(());
            }
            loop {
                reader.space();
                let key = reader.string()?;
                if !reader.takes(":") {
                    return Err(reader.unexpected("`:`"));
                }
                value(reader, key)?;
                if reader.takes("}") {
                    return Ok(());
                }
                if !reader.takes(",") {
                    return Err(reader.unexpected("`,` or `}`"));
                }
            }
        })
    }

    fn list(&mut self, item: &mut dyn FnMut(&mut Self) -> Read<'a>) -> Read<'a> {
        self.deeper(|reader| {
            if !reader.takes("[") {
                return Err(reader.unexpected("`[`"));
            }
            if reader.takes("]") {
                return Ok(());
            }
            loop {
                item(reader)?;
                if reader.takes("]") {
                    return Ok(());
                }
                if !reader.takes(",") {
                    return Err(reader.unexpected("`,` or `]`"));
                }
            }
        })
    }

    fn deeper(&mut self, read: impl FnOnce(&mut Self) -> Read<'a>) -> Read<'a> {
        if self.depth == DEEPEST {
            return Err(format!("the filter is deeper than {DEEPEST} levels"));
        }
        self.depth += 1;
        let result = read(self);
        self.depth -= 1;
        result
    }

    /// A field: a list of what it may be, or an object of fields.
    fn field(&mut self, name: &str) -> Read<'a> {
        self.space();
        match self.text.chars().next() {
            Some('{') => {
                self.shape.is_nested = true;
                self.object(&mut Self::field)
            }
            Some('[') if name == "$or" => self.list(&mut |reader| reader.object(&mut Self::field)),
            Some('[') => {
                self.shape.keys += 1;
                self.list(&mut Self::alternative)
            }
            _ => {
                let start = self.text;
                self.value()?;
                let value = &start[..start.len() - self.text.len()];
                Err(format!("what `{name}` may be is a list: `\"{name}\": [{value}]`"))
            }
        }
    }

    /// What a field may be: a value, or an operator in an object.
    fn alternative(&mut self) -> Read<'a> {
        self.space();
        if !self.text.starts_with('{') {
            return self.value();
        }
        self.object(&mut |reader, operator| {
            if OPERATORS.contains(&operator) {
                return reader.value();
            }
            Err(match nearest(operator, OPERATORS) {
                Some(known) => format!("`{operator}` is no operator, did you mean `{known}`?"),
                None => format!("`{operator}` is no operator; there are {}", all_of(OPERATORS)),
            })
        })
    }

    fn value(&mut self) -> Read<'a> {
        self.space();
        match self.text.chars().next() {
            Some('{') => self.object(&mut |reader, _| reader.value()),
            Some('[') => self.list(&mut Self::value),
            Some('"') => self.string().map(drop),
            Some('-' | '0'..='9') => {
                let number = |c: char| c.is_ascii_digit() || "+-.eE".contains(c);
                let rest = self.text.trim_start_matches(number);
                let text = &self.text[..self.text.len() - rest.len()];
                if text.parse::<f64>().is_err() {
                    return Err(format!("the filter is not JSON: `{text}` is no number"));
                }
                self.text = rest;
                Ok(())
            }
            _ if ["true", "false", "null"].iter().any(|word| self.takes(word)) => Ok(()),
            _ => Err(self.unexpected("a value")),
        }
    }

    /// The text between quotes, with its escapes as they are written.
    fn string(&mut self) -> Result<&'a str, String> {
        let Some(text) = self.text.strip_prefix('"') else { return Err(self.unexpected("`\"`")) };
        let mut escaped = false;
        for (position, character) in text.char_indices() {
            match character {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                '"' => {
                    self.text = &text[position + 1..];
                    return Ok(&text[..position]);
                }
                _ => {}
            }
        }
        Err("the filter is not JSON: a string has no end".into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_what_the_documentation_shows() {
        for pattern in [
            r#"{"data": {"temperature": [{"numeric": [">", 0, "<=", 100]}]}}"#,
            r#"{ "body" : { "location" : [ "New York" ], "hired": [null, "", 1.5e3] } }"#,
            r#"{"dynamodb": {"NewImage": {"kind": {"S": [{"anything-but": ["a", "b"]}]}}}}"#,
            r#"{"$or": [{"eventName": ["INSERT"]}, {"a": [{"exists": false}]}]}"#,
            r#"{"partitionKey": [{"prefix": "a\"b"}, {"equals-ignore-case": "x"}]}"#,
            "{}",
        ] {
            assert_eq!(check(pattern), Ok(()), "{pattern}");
        }
    }

    #[track_caller]
    fn refused(pattern: &str, because: &str) {
        let refusal = check(pattern).unwrap_err();
        assert!(refusal.contains(because), "{pattern}: {refusal}");
    }

    #[test]
    fn refuses_what_is_no_pattern_and_says_what_to_write() {
        refused("click", "a filter is a JSON object");
        refused(r#"{"data": "click"}"#, r#"is a list: `"data": ["click"]`"#);
        refused(r#"{"data": {"n": 7}}"#, r#"`"n": [7]`"#);
        refused(r#"{"data": [{"begins": "a"}]}"#, "`begins` is no operator");
        refused(r#"{"data": [{"prefx": "a"}]}"#, "did you mean `prefix`");
        refused(r#"{"data": ["a"]"#, "found its end");
        refused(r#"{"data": ["a"]} x"#, "expected the end, found `x`");
        refused(r#"{"data": [1e]}"#, "`1e` is no number");
        refused(r#"{"data": ["a]}"#, "a string has no end");
        refused(r#"{data: []}"#, "expected `\"`, found `d`");
    }

    #[test]
    fn tells_the_shape_of_policies() {
        assert!(is_nested(r#"{"order": {"kind": ["a"]}}"#));
        assert!(!is_nested(r#"{"kind": [{"prefix": "a"}], "$or": [{"a": [1]}, {"b": [2]}]}"#));
        let policy = |keys: usize| {
            let keys: Vec<_> = (0..keys).map(|key| format!(r#""{key}": [1]"#)).collect();
            format!("{{{}}}", keys.join(","))
        };
        assert_eq!(check_policy(&policy(5)), Ok(()));
        assert!(check_policy(&policy(6)).unwrap_err().contains("at most 5 keys, not 6"));
        assert!(check_policy("order").unwrap_err().contains(r#"`{"kind": ["order"]}`"#));
    }

    #[test]
    fn layout_makes_no_difference() {
        assert!(overlap(r#"{"a": ["b c"]}"#, "{ \"a\":\n[\"b c\"] }"));
        assert!(!overlap(r#"{"a": ["b c"]}"#, r#"{"a": ["bc"]}"#));
        assert!(!overlap(r#"{"a": ["\" b"]}"#, r#"{"a": ["\"b"]}"#));
    }

    #[test]
    fn is_not_overrun_by_depth() {
        refused(&r#"{"a":"#.repeat(100_000), "deeper than 64");
        refused(&format!(r#"{{"a":{}"#, "[".repeat(100_000)), "deeper than 64");
    }
}
