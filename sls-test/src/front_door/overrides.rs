//! Changing one place in a built event.

use serde_json::{Map, Value};

/// One change to an event.
#[derive(Clone, Debug)]
pub(super) enum Override {
    Remove(Place),
    Set(Place, Value),
}

/// The keys and indices that lead to a place.
///
/// Written with dots, `requestContext.stage`, or as a JSON pointer (RFC 6901) where a key has a dot
/// in it: `/headers/x.y`.
#[derive(Clone, Debug)]
pub(super) struct Place {
    keys: Vec<String>,
}

impl Place {
    pub(super) fn new(path: &str) -> Self {
        let keys = match path.strip_prefix('/') {
            Some(pointer) => {
                pointer.split('/').map(|key| key.replace("~1", "/").replace("~0", "~")).collect()
            }
            None => path.split('.').map(str::to_owned).collect(),
        };
        Self { keys }
    }
}

impl Override {
    pub(super) fn apply(&self, event: &mut Value) {
        match self {
            Self::Remove(place) => remove(event, &place.keys),
            Self::Set(place, value) => set(event, &place.keys, value.clone()),
        }
    }
}

/// Sets a value, making the objects on the way and growing lists at their end.
fn set(target: &mut Value, keys: &[String], value: Value) {
    let Some((key, rest)) = keys.split_first() else {
        *target = value;
        return;
    };
    let index = key.parse::<usize>();
    if let (Value::Array(items), Ok(index)) = (&mut *target, index) {
        let index = index.min(items.len());
        if index == items.len() {
            items.push(Value::Null);
        }
        set(&mut items[index], rest, value);
        return;
    }
    if !target.is_object() {
        *target = Value::Object(Map::new());
    }
    set(&mut target[key.as_str()], rest, value);
}

fn remove(target: &mut Value, keys: &[String]) {
    match (target, keys) {
        (Value::Object(map), [key]) => {
            map.remove(key);
        }
        (Value::Array(items), [key]) => {
            if let Some(index) = key.parse().ok().filter(|index| *index < items.len()) {
                items.remove(index);
            }
        }
        (Value::Object(map), [key, rest @ ..]) => {
            if let Some(inner) = map.get_mut(key) {
                remove(inner, rest);
            }
        }
        (Value::Array(items), [key, rest @ ..]) => {
            let index = key.parse::<usize>().ok();
            if let Some(inner) = index.and_then(|index| items.get_mut(index)) {
                remove(inner, rest);
            }
        }
        _ => {}
    }
}
