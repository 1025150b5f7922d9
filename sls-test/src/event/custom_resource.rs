//! What CloudFormation asks of a custom resource.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use serde_json::{Map, Value, json};

use super::patch::Patches;
use super::{Origin, digest, event_builder, to_value};

/// A request of CloudFormation to create, update or delete a custom resource.
///
/// Numbers and booleans in properties are strings, as CloudFormation makes them. The response URL
/// has the form of a pre-signed one and belongs to nobody: a test that lets the function answer
/// names its own. (AWS CloudFormation user guide, "Custom resource request objects" and "Custom
/// resource request types".)
///
/// # Example
/// ```
/// use sls_test::event::CustomResourceEvent;
///
/// let event = CustomResourceEvent::update("Custom::Bucket")
///     .property("Versions", &5)
///     .old_property("Versions", &3)
///     .response_url("http://127.0.0.1:8080/answer")
///     .build();
/// assert_eq!(event["RequestType"], "Update");
/// assert_eq!(event["ResourceProperties"]["Versions"], "5");
/// assert_eq!(event["OldResourceProperties"]["Versions"], "3");
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct CustomResourceEvent {
    request: Request,
    resource_type: String,
    stack: String,
    logical_id: Option<String>,
    physical_id: Option<String>,
    request_id: Option<String>,
    response_url: Option<String>,
    function: String,
    properties: Map<String, Value>,
    old_properties: Map<String, Value>,
    patches: Patches,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Request {
    Create,
    Update,
    Delete,
}

event_builder!(CustomResourceEvent);

impl CustomResourceEvent {
    /// The resource is new, and has no physical id yet.
    pub fn create(resource_type: impl Into<String>) -> Self {
        Self::new(Request::Create, resource_type.into())
    }

    /// Properties of the resource changed.
    pub fn update(resource_type: impl Into<String>) -> Self {
        Self::new(Request::Update, resource_type.into())
    }

    /// The resource is to go.
    pub fn delete(resource_type: impl Into<String>) -> Self {
        Self::new(Request::Delete, resource_type.into())
    }

    /// Default: none but `ServiceToken`. A property as it stands in the template.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn property(mut self, name: impl Into<String>, value: &(impl Serialize + ?Sized)) -> Self {
        self.properties.insert(name.into(), with_strings(to_value(value)));
        self
    }

    /// Default: none but `ServiceToken`. A property before an update; left out of other requests.
    ///
    /// # Panics
    /// If `value` has no JSON form.
    #[track_caller]
    pub fn old_property(
        mut self,
        name: impl Into<String>,
        value: &(impl Serialize + ?Sized),
    ) -> Self {
        self.old_properties.insert(name.into(), with_strings(to_value(value)));
        self
    }

    /// Default: `demo`. The stack, a name or an ARN.
    pub fn stack(mut self, stack: impl Into<String>) -> Self {
        self.stack = stack.into();
        self
    }

    /// Default: the last part of the type. The name of the resource in the template.
    pub fn logical_id(mut self, id: impl Into<String>) -> Self {
        self.logical_id = Some(id.into());
        self
    }

    /// Default: one of the resource's own. What the function called it; not in a create.
    pub fn physical_id(mut self, id: impl Into<String>) -> Self {
        self.physical_id = Some(id.into());
        self
    }

    /// Default: a new UUID in every event.
    pub fn request_id(mut self, id: impl Into<String>) -> Self {
        self.request_id = Some(id.into());
        self
    }

    /// Default: a pre-signed URL that belongs to nobody. Where the function sends its answer.
    pub fn response_url(mut self, url: impl Into<String>) -> Self {
        self.response_url = Some(url.into());
        self
    }

    /// Default: `custom-resource`. The function, a name or an ARN.
    pub fn function(mut self, function: impl Into<String>) -> Self {
        self.function = function.into();
        self
    }

    fn new(request: Request, resource_type: String) -> Self {
        Self {
            request,
            resource_type,
            stack: "demo".to_owned(),
            logical_id: None,
            physical_id: None,
            request_id: None,
            response_url: None,
            function: "custom-resource".to_owned(),
            properties: Map::new(),
            old_properties: Map::new(),
            patches: Patches::default(),
        }
    }

    fn event(&self, origin: &Origin) -> Value {
        let token = origin.arn_of("lambda", "function:", &self.function);
        let stack = match self.stack.strip_prefix("arn:") {
            Some(_) => self.stack.clone(),
            None => {
                let id = digest::uuid_of(&self.stack);
                origin.arn("cloudformation", &format!("stack/{}/{id}", self.stack))
            }
        };
        let logical_id = self.logical_id.clone().unwrap_or_else(|| {
            let last = self.resource_type.rsplit("::").next().unwrap_or_default();
            last.replace(|c: char| !c.is_ascii_alphanumeric(), "")
        });
        let request_id = self.request_id.clone().unwrap_or_else(|| origin.ids.uuid());
        let response_url = self
            .response_url
            .clone()
            .unwrap_or_else(|| response_url(origin, &[&stack, &logical_id, &request_id]));
        let properties = |own: &Map<String, Value>| {
            let mut properties = own.clone();
            properties.insert("ServiceToken".to_owned(), token.as_str().into());
            properties
        };
        let mut event = json!({
            "RequestType": match self.request {
                Request::Create => "Create",
                Request::Update => "Update",
                Request::Delete => "Delete",
            },
            "ServiceToken": token,
            "ResponseURL": response_url,
            "StackId": stack,
            "RequestId": request_id,
            "LogicalResourceId": logical_id,
            "ResourceType": self.resource_type,
            "ResourceProperties": properties(&self.properties),
        });
        if self.request != Request::Create {
            let own_id = || {
                let resource = format!("{stack} {logical_id}");
                format!("{logical_id}-{}", digest::hex(digest::md5(resource.as_bytes())))
            };
            event["PhysicalResourceId"] = self.physical_id.clone().unwrap_or_else(own_id).into();
        }
        if self.request == Request::Update {
            event["OldResourceProperties"] = properties(&self.old_properties).into();
        }
        event
    }
}

/// Numbers and booleans as strings, at any depth.
fn with_strings(value: Value) -> Value {
    match value {
        Value::Bool(flag) => flag.to_string().into(),
        Value::Number(number) => number.to_string().into(),
        Value::Array(elements) => elements.into_iter().map(with_strings).collect(),
        Value::Object(members) => {
            members.into_iter().map(|(name, value)| (name, with_strings(value))).collect()
        }
        text_or_null => text_or_null,
    }
}

/// A pre-signed URL whose object is named by `parts`, with `|` between them.
fn response_url(origin: &Origin, parts: &[&str]) -> String {
    let region = &origin.region;
    let bucket = format!("cloudformation-custom-resource-response-{}", region.replace('-', ""));
    let object = parts.join("|");
    let object = utf8_percent_encode(&object, NOT_IN_KEY);
    let signature = origin.ids.hex(64);
    format!(
        "https://{bucket}.s3.{region}.amazonaws.com/{object}?X-Amz-Algorithm=AWS4-HMAC-SHA256\
         &X-Amz-SignedHeaders=host&X-Amz-Expires=7200&X-Amz-Signature={signature}"
    )
}

/// What S3 clients encode in a key (RFC 3986: all but unreserved characters and slashes).
const NOT_IN_KEY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
