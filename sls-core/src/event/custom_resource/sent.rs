//! The answer as CloudFormation reads it
//! (AWS CloudFormation user guide, "Custom resource response objects").

use serde::Serialize;
use serde_json::value::RawValue;

use crate::event::custom_resource::Answer;
use crate::event::custom_resource::wire::Event;
use crate::failure::Failure;

/// The most bytes of an answer.
const MOST_BYTES: usize = 4096;

/// The most bytes of a physical id.
const LONGEST_ID: usize = 1024;

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct Wire<'a> {
    status: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
    physical_resource_id: &'a str,
    stack_id: &'a str,
    request_id: &'a str,
    logical_resource_id: &'a str,
    no_echo: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a RawValue>,
}

impl<'a> Wire<'a> {
    fn new(event: &'a Event<'_>, physical_resource_id: &'a str, status: &'static str) -> Self {
        Self {
            status,
            reason: None,
            physical_resource_id,
            stack_id: &event.stack_id,
            request_id: &event.request_id,
            logical_resource_id: &event.logical_resource_id,
            no_echo: false,
            data: None,
        }
    }

    fn encode(&self) -> String {
        serde_json::to_string(self).expect("texts and JSON always serialise")
    }
}

/// That the resource is as it shall be.
///
/// # Errors
/// CloudFormation would not take the answer.
pub(super) fn success(event: &Event<'_>, answer: &Answer) -> Result<String, Failure> {
    let own_id = event.physical_id();
    let physical_id = answer.physical_id.as_deref().unwrap_or(&own_id);
    if !is_id(physical_id) {
        let bytes = physical_id.len();
        let problem = format!("the physical id has {bytes} bytes, of 1 to {LONGEST_ID}");
        return Err(Failure::new("Sls.ReplyTooLarge", problem));
    }
    let wire = Wire::new(event, physical_id, "SUCCESS");
    let body = Wire { no_echo: answer.no_echo, data: answer.data.as_deref(), ..wire }.encode();
    if body.len() > MOST_BYTES {
        let bytes = body.len();
        let problem =
            format!("the custom resource's answer has {bytes} bytes, of at most {MOST_BYTES}");
        return Err(Failure::new("Sls.ReplyTooLarge", problem));
    }
    Ok(body)
}

/// That the resource could not be made so, and why.
///
/// What the handler has called the resource is kept, so that it can be deleted.
pub(super) fn failure(event: &Event<'_>, physical_id: Option<&str>, reason: &str) -> String {
    let own_id = event.physical_id();
    let physical_id = physical_id.filter(|id| is_id(id)).unwrap_or(&own_id);
    let wire =
        |reason| Wire { reason: Some(reason), ..Wire::new(event, physical_id, "FAILED") }.encode();
    let mut reason = reason;
    loop {
        let body = wire(reason);
        // A character takes one byte or more, so that this much is too much at least.
        let excess = body.len().saturating_sub(MOST_BYTES);
        if excess == 0 || reason.is_empty() {
            return body;
        }
        // Up to six bytes stand for one where there are escapes.
        let keep = reason.len().saturating_sub(excess.div_ceil(6));
        reason = &reason[..reason.floor_char_boundary(keep)];
    }
}

fn is_id(id: &str) -> bool {
    (1..=LONGEST_ID).contains(&id.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::event::custom_resource::wire::decode;
    use crate::event::custom_resource::wire::tests::create;

    fn on_create<T>(body: impl FnOnce(&Event<'_>) -> T) -> T {
        let payload = create().to_string();
        body(&decode(&payload).unwrap())
    }

    #[test]
    fn has_the_form_that_cloudformation_documents() {
        let answer = Answer::new().physical_id("thing-1").no_echo();
        let answer = answer.data(&json!({"Name": "tea"})).unwrap();
        let stack = "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0123-4567";
        assert_eq!(
            on_create(|event| success(event, &answer).unwrap()),
            format!(
                r#"{{"Status":"SUCCESS","PhysicalResourceId":"thing-1","StackId":"{stack}","RequestId":"7bfe2d54","LogicalResourceId":"MyThing","NoEcho":true,"Data":{{"Name":"tea"}}}}"#
            )
        );
        assert_eq!(
            on_create(|event| failure(event, None, "no tea")),
            format!(
                r#"{{"Status":"FAILED","Reason":"no tea","PhysicalResourceId":"shop-MyThing-7bfe2d54","StackId":"{stack}","RequestId":"7bfe2d54","LogicalResourceId":"MyThing","NoEcho":false}}"#
            )
        );
    }

    #[test]
    fn says_what_cloudformation_would_not_take() {
        let refused = |answer: Answer| on_create(|event| success(event, &answer).unwrap_err());
        let large = Answer::new().data(&json!({"Name": "x".repeat(4096)})).unwrap();
        let failure = refused(large);
        assert_eq!(failure.error_type(), "Sls.ReplyTooLarge");
        assert!(failure.message().ends_with("bytes, of at most 4096"), "{failure}");
        for (id, bytes) in [(String::new(), 0), ("x".repeat(1025), 1025)] {
            let failure = refused(Answer::new().physical_id(id));
            assert_eq!(
                failure.message(),
                format!("the physical id has {bytes} bytes, of 1 to 1024")
            );
        }
    }

    #[test]
    fn keeps_the_id_of_what_was_made_before_the_failure() {
        let id = |id: &str| -> String {
            let body = on_create(|event| failure(event, Some(id), "x"));
            let body: Value = serde_json::from_str(&body).unwrap();
            body["PhysicalResourceId"].as_str().unwrap().to_owned()
        };
        assert_eq!(id("thing-1"), "thing-1");
        assert_eq!(id(""), "shop-MyThing-7bfe2d54");
        assert_eq!(id(&"x".repeat(1025)), "shop-MyThing-7bfe2d54");
    }

    proptest! {
        #[test]
        fn shortens_the_reason_and_nothing_else(reason in "[a\"\\\\\u{0}\u{1f}äß漢😀\n]{0,3000}") {
            let body = on_create(|event| failure(event, None, &reason));
            prop_assert!(body.len() <= MOST_BYTES);
            let body: Value = serde_json::from_str(&body).unwrap();
            let kept = body["Reason"].as_str().unwrap();
            prop_assert!(reason.starts_with(kept));
            prop_assert!(kept == reason || kept.len() > 500);
            prop_assert_eq!(&body["RequestId"], "7bfe2d54");
        }
    }
}
