//! The payload as bytes.

use crate::extract::{FromInput, Input, Rejection};

/// The payload of the unit of work as bytes; as a reply, `application/octet-stream`.
///
/// They are shared with the event, not copied, wherever they lie in it as they are.
///
/// # Example
/// ```
/// use sls_core::Bytes;
///
/// async fn count(Bytes(body): Bytes) -> String {
///     format!("{} bytes", body.len())
/// }
/// ```
// A type of our own because `bytes::Bytes` may implement `Deserialize`,
// which would make it an argument in two ways.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bytes(pub bytes::Bytes);

#[diagnostic::do_not_recommend]
impl FromInput for Bytes {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        input.shared_payload().map(Self)
    }
}
