//! Which records of a batch failed, as pollers read it from the reply.
//!
//! (AWS Lambda developer guide, "Configuring partial batch response with Kinesis Data Streams and
//! Lambda".) Where the guide names no rule, the batch counts as failed.

use serde_json::Value;

/// The identifiers of the records of a stream event, in their order; `None` for other events.
pub(super) fn identifiers(event: &Value) -> Option<Vec<String>> {
    let records = event["Records"].as_array()?;
    let of_window = event.get("window").is_some();
    let of_stream = records.first().is_some_and(|record| record["eventSource"] == "aws:kinesis");
    let id = |record: &Value| record["kinesis"]["sequenceNumber"].as_str().map(str::to_owned);
    (of_window || of_stream).then(|| records.iter().filter_map(id).collect())
}

/// The positions of the records that failed, in ascending order.
///
/// # Errors
/// Why all of them count as failed.
pub(super) fn failed_positions(
    event: &Value,
    identifiers: &[String],
    reply: &[u8],
) -> Result<Vec<usize>, String> {
    let reply: Value =
        serde_json::from_slice(reply).map_err(|error| format!("the reply is not JSON: {error}"))?;
    if event.get("window").is_some() && reply.get("state").is_none() {
        return Err("the reply to a batch of a tumbling window has no `state`".to_owned());
    }
    let items = match &reply {
        Value::Null => return Ok(Vec::new()),
        Value::String(text) if text.is_empty() => return Ok(Vec::new()),
        Value::Array(list) if list.is_empty() => return Ok(Vec::new()),
        Value::Object(members) => match members.get("batchItemFailures") {
            None | Some(Value::Null) => return Ok(Vec::new()),
            Some(Value::Array(items)) => items,
            Some(_) => return Err("`batchItemFailures` is not a list".to_owned()),
        },
        _ => return Err("the reply is not an object".to_owned()),
    };
    let mut failed =
        items.iter().map(|item| position(item, identifiers)).collect::<Result<Vec<_>, _>>()?;
    failed.sort_unstable();
    failed.dedup();
    Ok(failed)
}

fn position(item: &Value, identifiers: &[String]) -> Result<usize, String> {
    let Some(id) = item["itemIdentifier"].as_str() else {
        return Err(format!("{item} has no `itemIdentifier` that is a string"));
    };
    let position = identifiers.iter().position(|known| known == id);
    position.ok_or_else(|| format!("there is no record {id:?} in the batch"))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Which of the records `1`, `2` and `3` a reply fails; `None` is the whole batch.
    #[track_caller]
    fn check(reply: &str, expected: Option<&[usize]>) {
        let identifiers = ["1", "2", "3"].map(str::to_owned);
        let failed = failed_positions(&json!({"Records": []}), &identifiers, reply.as_bytes());
        assert_eq!(failed.as_deref().ok(), expected, "{reply}: {failed:?}");
    }

    #[test]
    fn an_empty_reply_confirms_every_record() {
        for reply in [
            r#""""#,
            "null",
            "{}",
            "[]",
            r#"{"batchItemFailures":null}"#,
            r#"{"batchItemFailures":[]}"#,
            r#"{"other":"member"}"#,
        ] {
            check(reply, Some(&[]));
        }
    }

    #[test]
    fn reported_records_fail_alone_and_in_the_order_of_the_batch() {
        check(r#"{"batchItemFailures":[{"itemIdentifier":"2"}]}"#, Some(&[1]));
        let items = ["3", "1", "3"].map(|id| json!({"itemIdentifier": id}));
        check(&json!({"batchItemFailures": items}).to_string(), Some(&[0, 2]));
    }

    #[test]
    fn a_reply_that_breaks_a_rule_fails_the_whole_batch() {
        for reply in [
            "",
            "no JSON",
            "7",
            "true",
            r#""text""#,
            r#"[{"itemIdentifier":"2"}]"#,
            r#"{"batchItemFailures":{}}"#,
            r#"{"batchItemFailures":["2"]}"#,
            r#"{"batchItemFailures":[{"foo":"2"}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":""}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":null}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":2}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":"4"}]}"#,
            r#"{"batchItemFailures":[{"itemIdentifier":"2"},{"itemIdentifier":"4"}]}"#,
        ] {
            check(reply, None);
        }
    }

    #[test]
    fn a_tumbling_window_wants_its_state_back() {
        let event = json!({"Records": [], "window": {}});
        assert_eq!(failed_positions(&event, &[], br#"{"state":{}}"#), Ok(Vec::new()));
        for reply in ["null", "{}", r#"{"batchItemFailures":[]}"#] {
            let failed = failed_positions(&event, &[], reply.as_bytes());
            assert!(failed.is_err_and(|why| why.contains("no `state`")), "{reply}");
        }
    }
}
