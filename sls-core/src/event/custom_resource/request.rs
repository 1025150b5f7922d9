//! A request for a custom resource as an argument.

use std::fmt;

use bytes::Bytes;
use bytestring::ByteString;
use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::event::custom_resource::wire;
use crate::event::part;
use crate::event::shared::{share, share_bytes};
use crate::extract::{FromInput, Input, Location, Rejection};

/// What a stack wants to be done with a custom resource.
///
/// The payload, which [`Json`](crate::Json) decodes, is the event's member `ResourceProperties`. In
/// it CloudFormation writes flags and numbers as text, and adds a `ServiceToken`.
///
/// # Example
/// ```
/// use serde::Deserialize;
/// use sls_core::event::custom_resource::{Answer, Request, RequestType};
/// use sls_core::{Error, Json};
///
/// #[derive(Deserialize)]
/// #[serde(rename_all = "PascalCase")]
/// struct Thing { name: String }
///
/// async fn thing(request: Request, Json(thing): Json<Thing>) -> Result<Answer, Error> {
///     match request.request_type() {
///         RequestType::Delete => println!("away with {}", request.physical_id()),
///         _ => println!("{} becomes {}", request.physical_id(), thing.name),
///     }
///     Ok(Answer::new())
/// }
/// ```
#[derive(Clone)]
pub struct Request {
    request_type: RequestType,
    request_id: ByteString,
    stack_id: ByteString,
    resource_type: ByteString,
    logical_id: ByteString,
    physical_id: ByteString,
    properties: Option<Bytes>,
    old_properties: Option<Bytes>,
}

/// What is to be done with a resource.
///
/// # Example
/// ```
/// use sls_core::event::custom_resource::{Request, RequestType};
///
/// fn is_new(request: &Request) -> bool {
///     request.request_type() == RequestType::Create
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestType {
    /// There shall be one.
    Create,
    /// There shall be none any more. It may have failed to come into being before.
    Delete,
    /// Its properties have changed.
    ///
    /// Another physical id in the answer means another resource, and a request follows to delete
    /// the old one.
    Update,
}

impl Request {
    /// What is to be done.
    #[must_use]
    pub fn request_type(&self) -> RequestType {
        self.request_type
    }

    /// The id of the request, the same for every attempt at it.
    #[must_use]
    pub fn request_id(&self) -> &str {
        &self.request_id
    }

    /// The ARN of the stack.
    #[must_use]
    pub fn stack_id(&self) -> &str {
        &self.stack_id
    }

    /// The type of the resource, such as `Custom::Thing`.
    #[must_use]
    pub fn resource_type(&self) -> &str {
        &self.resource_type
    }

    /// The resource's name in the template.
    #[must_use]
    pub fn logical_id(&self) -> &str {
        &self.logical_id
    }

    /// The id of the resource itself.
    ///
    /// For one that is to be created, the id that it gets unless the answer gives it another: the
    /// same for every attempt, so that a resource of this name is not created twice. If it cannot
    /// be created, this is the id in the request to delete it that follows.
    #[must_use]
    pub fn physical_id(&self) -> &str {
        &self.physical_id
    }

    /// The properties that the template gives it.
    ///
    /// # Errors
    /// They do not fit the type.
    pub fn properties<T: DeserializeOwned>(&self) -> Result<T, Rejection> {
        let json = self.properties.as_ref().ok_or_else(|| part::missing(PROPERTIES))?;
        part::read(text(json), Location::Event, PROPERTIES)
    }

    /// The properties before an update, and nothing in other requests.
    ///
    /// # Errors
    /// They do not fit the type.
    pub fn old_properties<T: DeserializeOwned>(&self) -> Result<Option<T>, Rejection> {
        let old = self.old_properties.as_ref();
        old.map(|json| part::read(text(json), Location::Event, "OldResourceProperties")).transpose()
    }

    pub(super) fn shared(raw: &Bytes, event: &wire::Event<'_>) -> Result<Self, Rejection> {
        let request_type = match &*event.request_type {
            "Create" => RequestType::Create,
            "Delete" => RequestType::Delete,
            "Update" => RequestType::Update,
            _ => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                let problem = "expected `Create`, `Update` or `Delete`";
                let refused = Rejection::new(status, Location::Event, problem);
                return Err(refused.at("RequestType"));
            }
        };
        let json = |value: &serde_json::value::RawValue| share_bytes(raw, value.get().as_bytes());
        Ok(Self {
            request_type,
            request_id: share(raw, &event.request_id),
            stack_id: share(raw, &event.stack_id),
            resource_type: share(raw, &event.resource_type),
            logical_id: share(raw, &event.logical_resource_id),
            physical_id: part::text(raw, &event.physical_id()),
            properties: event.resource_properties.map(json),
            old_properties: event.old_resource_properties.map(json),
        })
    }
}

pub(super) const PROPERTIES: &str = "ResourceProperties";

/// JSON that was decoded from text before.
fn text(json: &Bytes) -> &str {
    std::str::from_utf8(json).unwrap_or_default()
}

/// Without the properties, which may be confidential.
impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("request_type", &self.request_type)
            .field("stack_id", &self.stack_id)
            .field("resource_type", &self.resource_type)
            .field("logical_id", &self.logical_id)
            .field("physical_id", &self.physical_id)
            .finish_non_exhaustive()
    }
}

#[diagnostic::do_not_recommend]
impl FromInput for Request {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.demand("a request for a custom resource")
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::Value;

    use super::*;
    use crate::event::Source;
    use crate::event::custom_resource::serve::Unit;
    use crate::event::custom_resource::wire::tests::create;
    use crate::event::shared::extract;
    use crate::extract::Whole;

    type Properties = BTreeMap<String, String>;

    fn request(event: &Value) -> Result<Request, Rejection> {
        let raw = Bytes::from(event.to_string());
        let decoded = wire::decode(std::str::from_utf8(&raw).unwrap()).unwrap();
        extract(Source::CloudFormation, &Unit { raw: &raw, event: &decoded })
    }

    #[test]
    fn has_what_the_stack_says_about_it() {
        let request = request(&create()).unwrap();
        assert_eq!(request.request_type(), RequestType::Create);
        assert_eq!(request.request_id(), "7bfe2d54");
        assert!(request.stack_id().ends_with(":stack/shop/0123-4567"));
        assert_eq!(request.resource_type(), "Custom::Thing");
        assert_eq!(request.logical_id(), "MyThing");
        assert_eq!(request.physical_id(), "shop-MyThing-7bfe2d54");
        assert_eq!(request.properties::<Properties>().unwrap()["Name"], "tea");
        assert_eq!(request.old_properties::<Properties>().unwrap(), None);
    }

    #[test]
    fn has_the_properties_of_before_an_update() {
        let mut update = create();
        update["RequestType"] = "Update".into();
        update["PhysicalResourceId"] = "thing-1".into();
        update["OldResourceProperties"] = serde_json::json!({"Name": "coffee"});
        let request = request(&update).unwrap();
        assert_eq!(request.request_type(), RequestType::Update);
        assert_eq!(request.physical_id(), "thing-1");
        assert_eq!(request.old_properties::<Properties>().unwrap().unwrap()["Name"], "coffee");
        let refused = request.old_properties::<BTreeMap<String, u8>>().unwrap_err();
        assert_eq!(refused.to_string(), "event `OldResourceProperties.Name`: expected u8");
    }

    #[test]
    fn is_refused_where_nobody_knows_what_to_do() {
        let mut event = create();
        event["RequestType"] = "Import".into();
        assert_eq!(
            request(&event).unwrap_err().to_string(),
            "event `RequestType`: expected `Create`, `Update` or `Delete`"
        );
    }

    #[test]
    fn keeps_properties_and_address_out_of_debug_output() {
        let shown = format!("{:?}", request(&create()).unwrap());
        assert!(!shown.contains("tea") && !shown.contains("secret"), "{shown}");
    }

    #[test]
    fn is_refused_on_other_sources() {
        let event = Bytes::from_static(b"{}");
        let refused = extract::<Request>(Source::Unrecognized, &Whole(&event)).unwrap_err();
        assert_eq!(refused.to_string(), "event: not a request for a custom resource");
    }
}
