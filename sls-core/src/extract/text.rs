//! The payload as text.

use crate::extract::{FromInput, Input, Rejection};

/// The payload of the unit of work as text; as a reply, plain text.
///
/// # Example
/// ```
/// use sls_core::Text;
///
/// async fn shout(Text(text): Text) -> Text {
///     Text(text.to_uppercase())
/// }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[serde(transparent)]
pub struct Text(pub String);

#[diagnostic::do_not_recommend]
impl FromInput for Text {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.text().map(|text| Self(text.into_owned()))
    }
}
