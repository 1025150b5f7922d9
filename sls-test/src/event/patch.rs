//! Changes to a built event, named by JSON pointers (RFC 6901).

use std::panic::Location;

use serde_json::Value;

/// What the caller changed, in the order of the calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Patches(Vec<Patch>);

#[derive(Clone, Debug)]
struct Patch {
    pointer: String,
    /// `None` removes.
    value: Option<Value>,
    /// Where the test asked for it: the pointer only turns out wrong when the event is built.
    asked_at: &'static Location<'static>,
}

impl Patches {
    #[track_caller]
    pub(super) fn set(&mut self, pointer: &str, value: Value) {
        assert!(
            pointer.is_empty() || pointer.starts_with('/'),
            "a JSON pointer starts with `/`, as in \"/Records/0\", and {pointer:?} does not"
        );
        self.push(pointer, Some(value));
    }

    #[track_caller]
    pub(super) fn remove(&mut self, pointer: &str) {
        assert!(
            pointer.starts_with('/'),
            "a JSON pointer starts with `/`, as in \"/Records/0\", and {pointer:?} does not"
        );
        self.push(pointer, None);
    }

    /// Adds what another builder was told, whose records now come after `records` others.
    pub(super) fn append(&mut self, later: Self, records: usize) {
        self.0.extend(later.0.into_iter().map(|patch| patch.behind(records)));
    }

    pub(super) fn apply(&self, event: &mut Value) {
        for patch in &self.0 {
            if let Err(there) = patch.apply(event) {
                panic!(
                    "the event has no place {:?} (asked for at {}): {there}",
                    patch.pointer, patch.asked_at
                );
            }
        }
    }

    #[track_caller]
    fn push(&mut self, pointer: &str, value: Option<Value>) {
        let asked_at = Location::caller();
        self.0.push(Patch { pointer: pointer.to_owned(), value, asked_at });
    }
}

impl Patch {
    /// The same change to an event with `records` records before its own.
    fn behind(self, records: usize) -> Self {
        let mut tokens: Vec<String> = self.pointer.split('/').map(str::to_owned).collect();
        if let [_, member, index, ..] = &mut tokens[..]
            && member == "Records"
            && let Ok(own) = index.parse::<usize>()
        {
            *index = (own + records).to_string();
        }
        Self { pointer: tokens.join("/"), ..self }
    }

    /// `Err` says what there is instead.
    fn apply(&self, event: &mut Value) -> Result<(), String> {
        let Some((parent, token)) = self.pointer.rsplit_once('/') else {
            *event = self.value.clone().unwrap_or_default();
            return Ok(());
        };
        let token = token.replace("~1", "/").replace("~0", "~");
        let place =
            event.pointer_mut(parent).ok_or_else(|| format!("{parent:?} does not exist"))?;
        let there = describe(parent, place);
        let done = match (place, &self.value) {
            (Value::Object(members), Some(value)) => {
                members.insert(token, value.clone());
                true
            }
            (Value::Object(members), None) => members.remove(&token).is_some(),
            (Value::Array(elements), value) => replace(elements, &token, value.as_ref()),
            _ => false,
        };
        done.then_some(()).ok_or(there)
    }
}

fn replace(elements: &mut Vec<Value>, token: &str, value: Option<&Value>) -> bool {
    let index = match token {
        "-" => Ok(elements.len()),
        _ => token.parse::<usize>(),
    };
    match (index, value) {
        (Ok(index), Some(value)) if index < elements.len() => elements[index] = value.clone(),
        (Ok(index), Some(value)) if index == elements.len() => elements.push(value.clone()),
        (Ok(index), None) if index < elements.len() => drop(elements.remove(index)),
        _ => return false,
    }
    true
}

fn describe(pointer: &str, value: &Value) -> String {
    match value {
        Value::Array(elements) => format!("{pointer:?} has {} elements", elements.len()),
        Value::Object(members) => {
            let names: Vec<_> = members.keys().map(String::as_str).collect();
            format!("{pointer:?} has the members {}", names.join(", "))
        }
        scalar => format!("{pointer:?} is {scalar}"),
    }
}
