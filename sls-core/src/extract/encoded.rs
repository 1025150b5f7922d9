//! Payloads that are encoded once more.

use http::StatusCode;

use crate::extract::{FromInput, Input, Location, OfNested, Rejection, Requirements, Whole};

/// The argument made from what the payload is the base64 of (RFC 4648, section 4).
///
/// What a source encodes by itself is decoded already, such as a Kinesis record's data; this is for
/// senders that encode once more.
///
/// # Example
/// ```
/// use sls_core::extract::Base64;
/// use sls_core::{Error, Json};
///
/// async fn import(Base64(Json(order)): Base64<Json<serde_json::Value>>) -> Result<(), Error> {
///     println!("{}", order["sku"]);
///     Ok(())
/// }
/// # let _ = sls_core::Handler::new("import").on(sls_core::event::sns::Topic::any(), import);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Base64<A>(pub A);

#[diagnostic::do_not_recommend]
impl<A: FromInput<M>, M> FromInput<OfNested<M>> for Base64<A> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let payload = input.payload()?;
        let decoded = base64_simd::STANDARD.decode_to_vec(payload.trim_ascii()).map_err(|_| {
            Rejection::new(StatusCode::BAD_REQUEST, Location::Body, "not valid base64")
        })?;
        input.inside(&Whole(&decoded.into()), "the base64", A::from_input).map(Self)
    }

    fn requirements(requirements: &mut Requirements) {
        A::requirements(requirements);
    }
}
