//! The event as CloudFormation sends it, borrowed from the payload.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::event::Source;
use crate::event::cow::{optional, text};
use crate::event::shared::undecodable;
use crate::failure::Failure;

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Event<'a> {
    #[serde(borrow, deserialize_with = "text")]
    pub(super) request_type: Cow<'a, str>,
    /// Whoever has it can answer: it is a secret.
    #[serde(borrow, rename = "ResponseURL", deserialize_with = "text")]
    pub(super) response_url: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) stack_id: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) request_id: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) resource_type: Cow<'a, str>,
    #[serde(borrow, deserialize_with = "text")]
    pub(super) logical_resource_id: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "optional")]
    physical_resource_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    pub(super) resource_properties: Option<&'a RawValue>,
    #[serde(borrow)]
    pub(super) old_resource_properties: Option<&'a RawValue>,
}

pub(super) fn decode(payload: &str) -> Result<Event<'_>, Failure> {
    serde_json::from_str(payload).map_err(|error| undecodable(Source::CloudFormation, &error))
}

impl Event<'_> {
    /// The resource's own id, or the one that a new resource gets.
    ///
    /// Every attempt at one request makes the same; the handler may give it another.
    pub(super) fn physical_id(&self) -> Cow<'_, str> {
        if let Some(id) = &self.physical_resource_id {
            return Cow::Borrowed(id);
        }
        let Self { stack_id, logical_resource_id, request_id, .. } = self;
        let stack = stack_id.split_once(":stack/").map_or(&**stack_id, |(_, stack)| stack);
        let stack = stack.split_once('/').map_or(stack, |(name, _)| name);
        Cow::Owned(format!("{stack}-{logical_resource_id}-{request_id}"))
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;

    /// A request to create a resource.
    pub(in crate::event::custom_resource) fn create() -> Value {
        json!({
            "RequestType": "Create", "ResponseURL": "https://bucket.s3.test/answer?Signature=secret",
            "StackId": "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0123-4567",
            "RequestId": "7bfe2d54", "ResourceType": "Custom::Thing", "LogicalResourceId": "MyThing",
            "ServiceToken": "arn:aws:lambda:eu-west-1:111122223333:function:things",
            "ResourceProperties": {"ServiceToken": "arn:aws:lambda:…", "Name": "tea"},
        })
    }

    #[test]
    fn makes_one_id_for_all_attempts_at_one_request() {
        let payload = create().to_string();
        assert_eq!(decode(&payload).unwrap().physical_id(), "shop-MyThing-7bfe2d54");
        let mut other = create();
        other["RequestId"] = "other".into();
        assert_eq!(decode(&other.to_string()).unwrap().physical_id(), "shop-MyThing-other");
        other["StackId"] = "stack-1".into();
        assert_eq!(decode(&other.to_string()).unwrap().physical_id(), "stack-1-MyThing-other");
    }

    #[test]
    fn keeps_the_id_of_what_there_is() {
        let mut update = create();
        update["PhysicalResourceId"] = "thing-1".into();
        assert_eq!(decode(&update.to_string()).unwrap().physical_id(), "thing-1");
    }

    #[test]
    fn names_the_field_that_is_not_as_documented() {
        let mut event = create();
        event["StackId"].take();
        let failure = decode(&event.to_string()).unwrap_err();
        assert_eq!(failure.error_type(), "Sls.EventDecode");
        assert_eq!(
            failure.message(),
            "this AWS CloudFormation event is not as AWS documents it: expected a string"
        );
    }

    proptest! {
        #[test]
        fn refuses_other_json_without_a_panic(json in "[\\[\\]{}:,\"a-z0-9]{0,40}") {
            let _ = decode(&format!(r#"{{"RequestType":"Create","ResourceProperties":{json}}}"#));
        }
    }
}
