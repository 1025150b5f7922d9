//! Payloads that are compressed.

use http::StatusCode;

use crate::extract::inflate::{DECOMPRESSION_LIMIT, inflate};
use crate::extract::{FromInput, Input, Location, OfNested, Rejection, Requirements, Whole};

/// The argument made from what the payload is when decompressed: gzip (RFC 1952) or zlib.
///
/// A few bytes may stand for very many: what is more than `LIMIT` bytes when decompressed, 64 MiB
/// unless another number is written, is refused while it grows. HTTP requests with a
/// `Content-Encoding` are not decompressed by themselves either.
///
/// Needs the feature `gzip`.
///
/// # Example
/// ```
/// use sls_core::extract::{Base64, Gzip};
/// use sls_core::{Error, Json};
///
/// /// For messages whose text is the base64 of compressed JSON, of a megabyte at most.
/// async fn import(
///     Base64(Gzip(Json(order))): Base64<Gzip<Json<serde_json::Value>, 1_000_000>>,
/// ) -> Result<(), Error> {
///     println!("{}", order["sku"]);
///     Ok(())
/// }
/// # let _ = sls_core::Handler::new("import").on(sls_core::event::sqs::Queue::new("q"), import);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gzip<A, const LIMIT: usize = DECOMPRESSION_LIMIT>(pub A);

#[diagnostic::do_not_recommend]
impl<A: FromInput<M>, M, const LIMIT: usize> FromInput<OfNested<M>> for Gzip<A, LIMIT> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let decompressed = inflate(&input.payload()?, LIMIT)
            .map_err(|problem| Rejection::new(StatusCode::BAD_REQUEST, Location::Body, problem))?;
        input.inside(&Whole(&decompressed.into()), "the gzip", A::from_input).map(Self)
    }

    fn requirements(requirements: &mut Requirements) {
        A::requirements(requirements);
    }
}
