//! Which custom resources a handler makes, and how it answers.

use std::fmt;
use std::sync::Arc;

use serde::Serialize;

use crate::event::custom_resource::Sender;

/// The type that templates may use for every custom resource.
const COMMON_TYPE: &str = "AWS::CloudFormation::CustomResource";

/// The type of custom resource that a handler makes.
///
/// The answer is put to an address of Amazon S3 over HTTPS. With the feature `custom-resource`
/// that is done here; without it, give [`sender`](Self::sender) a client of your own.
///
/// # Example
/// ```
/// use sls_core::event::custom_resource::{Answer, CustomResource, Request};
/// use sls_core::{App, Error, Handler};
///
/// async fn thing(request: Request) -> Result<Answer, Error> {
///     Ok(Answer::new().physical_id(format!("thing-{}", request.logical_id())))
/// }
///
/// async fn put(url: String, body: String) -> Result<(), Error> {
///     // Any HTTP client: the method is PUT, and there is no `Content-Type`.
///     Ok(())
/// }
///
/// let things = CustomResource::new("Custom::Thing").sender(put);
/// let app = App::new().handler(Handler::new("thing").on(things, thing));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, Serialize)]
#[must_use]
pub struct CustomResource {
    /// Every type if there is none.
    #[serde(rename = "kind")]
    resource_type: Option<String>,
    #[serde(skip)]
    sender: Option<Arc<dyn Sender>>,
}

impl CustomResource {
    /// A type of custom resource, such as `Custom::Thing`.
    pub fn new(resource_type: impl Into<String>) -> Self {
        Self { resource_type: Some(resource_type.into()), ..Self::any() }
    }

    /// Every type that no other handler names.
    pub fn any() -> Self {
        Self { resource_type: None, sender: default_sender() }
    }

    /// Default: HTTPS with the feature `custom-resource`, else none. How answers are sent.
    pub fn sender(mut self, sender: impl Sender) -> Self {
        self.sender = Some(Arc::new(sender));
        self
    }

    /// The type of the resources; `None` if every type is meant.
    #[must_use]
    pub fn resource_type(&self) -> Option<&str> {
        self.resource_type.as_deref()
    }

    pub(super) fn answers_by(&self) -> Option<&dyn Sender> {
        self.sender.as_deref()
    }

    /// What CloudFormation would refuse, or why it would wait in vain.
    pub(super) fn problems(&self) -> Vec<String> {
        let bad = self.resource_type.as_ref().filter(|name| !is_type(name));
        let bad = bad.map(|name| {
            format!(
                "`{name}` is neither `{COMMON_TYPE}` nor `Custom::` with up to 60 characters in \
                 all, of a-z, A-Z, 0-9, `_`, `@` and `-`"
            )
        });
        let mute = self.sender.is_none().then(|| {
            "nothing sends its answers: turn on the feature `custom-resource` of sls-core, or call \
             `CustomResource::sender`"
                .to_owned()
        });
        [bad, mute].into_iter().flatten().collect()
    }

    pub(super) fn matches(&self, resource_type: &str) -> bool {
        self.resource_type.as_deref().is_none_or(|own| own == resource_type)
    }

    pub(super) fn overlaps(&self, other: &Self) -> bool {
        self.resource_type == other.resource_type
    }
}

#[cfg(feature = "custom-resource")]
fn default_sender() -> Option<Arc<dyn Sender>> {
    Some(Arc::new(crate::runtime::https::put))
}

#[cfg(not(feature = "custom-resource"))]
fn default_sender() -> Option<Arc<dyn Sender>> {
    None
}

fn is_type(name: &str) -> bool {
    let Some(own) = name.strip_prefix("Custom::") else { return name == COMMON_TYPE };
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_@-".contains(c);
    !own.is_empty() && name.len() <= 60 && own.chars().all(allowed)
}

impl From<&str> for CustomResource {
    fn from(resource_type: &str) -> Self {
        Self::new(resource_type)
    }
}

impl From<String> for CustomResource {
    fn from(resource_type: String) -> Self {
        Self::new(resource_type)
    }
}

impl fmt::Display for CustomResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.resource_type {
            Some(name) => write!(f, "custom resource `{name}`"),
            None => f.write_str("any custom resource"),
        }
    }
}

impl fmt::Debug for CustomResource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomResource")
            .field("resource_type", &self.resource_type)
            .field("has_sender", &self.sender.is_some())
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn put(_: String, _: String) -> Result<(), std::fmt::Error> {
        Ok(())
    }

    fn problems(resource_type: &str) -> Vec<String> {
        CustomResource::new(resource_type).sender(put).problems()
    }

    #[test]
    fn matches_its_type() {
        let thing = CustomResource::new("Custom::Thing");
        assert!(thing.matches("Custom::Thing"));
        assert!(!thing.matches("Custom::Other"));
        assert!(CustomResource::any().matches("Custom::Other"));
        assert!(thing.overlaps(&CustomResource::from("Custom::Thing")));
        assert!(!thing.overlaps(&CustomResource::any()));
        assert!(CustomResource::any().overlaps(&CustomResource::any()));
    }

    #[test]
    fn says_what_cloudformation_would_refuse() {
        for good in [COMMON_TYPE, "Custom::Thing", "Custom::a_b@c-1"] {
            assert_eq!(problems(good), [""; 0], "{good}");
        }
        let long = format!("Custom::{}", "a".repeat(53));
        for bad in ["Thing", "Custom::", "Custom::My Thing", "Custom::A::B", &long, ""] {
            assert_eq!(problems(bad).len(), 1, "{bad}");
        }
    }

    #[test]
    fn says_that_nothing_would_send_its_answers() {
        let problems = CustomResource { sender: None, ..CustomResource::any() }.problems();
        assert!(problems[0].starts_with("nothing sends its answers: "), "{problems:?}");
    }

    #[test]
    fn is_its_type_where_settings_are_written_down() {
        let json = serde_json::to_string(&CustomResource::new("Custom::Thing")).unwrap();
        assert_eq!(json, r#"{"kind":"Custom::Thing"}"#);
        assert_eq!(
            CustomResource::new("Custom::Thing").to_string(),
            "custom resource `Custom::Thing`"
        );
    }
}
