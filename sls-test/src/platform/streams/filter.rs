//! Which records a mapping wants.
//!
//! (AWS Lambda developer guide, "Control which events Lambda sends to your function".)

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use crate::platform::pattern::Filters;

/// Reads filter criteria; `Err` is what AWS says of them, and why.
pub(super) fn parse(patterns: &[String]) -> Result<Filters, String> {
    Filters::parse(patterns).map_err(|why| {
        format!("InvalidParameterValueException: Invalid filter pattern definition. ({why})")
    })
}

/// A record as patterns see it: of Kinesis, its members with `data` as JSON, if it is JSON.
pub(super) fn view(mut record: Value) -> Value {
    let Some(Value::Object(mut members)) = record.get_mut("kinesis").map(Value::take) else {
        return record;
    };
    let data = members.remove("data").and_then(|data| {
        let data = STANDARD.decode(data.as_str()?).ok()?;
        serde_json::from_slice(&data).ok()
    });
    if let Some(data @ (Value::Object(_) | Value::Array(_))) = data {
        members.insert("data".to_owned(), data);
    }
    if let Value::Object(outer) = record {
        members.extend(outer.into_iter().filter(|(name, _)| name != "kinesis"));
    }
    members.into()
}
