//! From a unit of work to its key and its fingerprint.

use std::cell::OnceCell;

use http::{Method, StatusCode, Uri};
use serde_json::{Value, json};

use crate::extract::{FromInput, Input, Location, Rejection, json_problem};
use crate::idempotency::Idempotent;
use crate::idempotency::canonical::hash;
use crate::idempotency::settings::Part;

/// The hashes of what makes a unit of work the same as another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Identified {
    pub(super) key: String,
    /// Of what must not differ where the key is the same.
    pub(super) fingerprint: Option<String>,
}

impl Idempotent {
    /// Hashes what the settings name; `kind` keeps outcomes of different types apart.
    ///
    /// The tenant is part of every key: no tenant may receive what another was answered.
    pub(super) fn identify(
        &self,
        input: &Input<'_>,
        kind: &str,
        own_identity: Option<&str>,
    ) -> Result<Identified, Rejection> {
        let payload = Payload { input, json: OnceCell::new() };
        let parts = self.key.iter().map(|part| payload.part(part, own_identity));
        let parts = parts.collect::<Result<Vec<_>, _>>()?;
        let key = hash(&json!([kind, input.context().tenant_id(), parts]));
        let fingerprint = self.fingerprint(&payload)?.map(|values| hash(&Value::Array(values)));
        Ok(Identified { key, fingerprint })
    }

    fn fingerprint(&self, payload: &Payload<'_>) -> Result<Option<Vec<Value>>, Rejection> {
        let by_header = self.key.iter().any(|part| matches!(part, Part::Header(_)));
        if !by_header && self.payload.is_empty() {
            return Ok(None);
        }
        let mut values = Vec::new();
        if by_header {
            // Messages of WebSocket APIs have headers at most.
            let method = Method::from_input(payload.input).ok();
            let uri = Uri::from_input(payload.input).ok();
            values.push(method.map(|method| method.to_string()).into());
            values.push(uri.map(|uri| uri.to_string()).into());
        }
        if self.payload.is_empty() {
            values.push(payload.at("")?);
        }
        for pointer in &self.payload {
            values.push(payload.at(pointer)?);
        }
        Ok(Some(values))
    }
}

/// The payload of a unit of work, parsed at most once.
struct Payload<'i> {
    input: &'i Input<'i>,
    json: OnceCell<Result<Value, Rejection>>,
}

impl Payload<'_> {
    fn json(&self) -> Result<&Value, Rejection> {
        let parse = || {
            let text = self.input.text()?;
            serde_json::from_str(&text).map_err(|error| {
                Rejection::new(StatusCode::BAD_REQUEST, Location::Body, json_problem(&error))
            })
        };
        self.json.get_or_init(parse).as_ref().map_err(Clone::clone)
    }

    /// A part of the key, which has to be there.
    fn part(&self, part: &Part, own_identity: Option<&str>) -> Result<Value, Rejection> {
        match part {
            Part::Function(function) => {
                let key = (function.0)(self.input)?;
                present(key.into(), || missing(Location::Event))
            }
            Part::Header(name) => {
                let value = self.input.header(name).unwrap_or_default();
                present(value.into(), || missing(Location::Header).at(name.as_ref()))
            }
            Part::Identity => {
                let identity = self.input.identity();
                let identity = identity.as_deref().or(own_identity).unwrap_or_default();
                present(identity.into(), || missing(Location::Event).at("identity"))
            }
            Part::Pointer(pointer) => {
                let value = self.json()?.pointer(pointer).cloned().unwrap_or_default();
                present(value, || missing(Location::Body).at(pointer.as_ref()))
            }
        }
    }

    /// A part of the fingerprint, which may be absent. Bytes that are no JSON are taken as they are.
    fn at(&self, pointer: &str) -> Result<Value, Rejection> {
        match self.json() {
            Ok(json) => Ok(json.pointer(pointer).cloned().unwrap_or_default()),
            Err(_) if pointer.is_empty() => {
                let bytes = self.input.payload()?;
                Ok(json!({ "bytes": base64_simd::STANDARD.encode_to_string(&bytes) }))
            }
            Err(_) => Ok(Value::Null),
        }
    }
}

/// Zero and `false` are values like any other; nothing, and nothing in quotes, name nobody.
fn present(value: Value, missing: impl FnOnce() -> Rejection) -> Result<Value, Rejection> {
    match &value {
        Value::Null => Err(missing()),
        Value::String(text) if text.is_empty() => Err(missing()),
        _ => Ok(value),
    }
}

#[cold]
fn missing(location: Location) -> Rejection {
    let problem = "missing, and it makes the idempotency key";
    Rejection::new(StatusCode::BAD_REQUEST, location, problem)
}
