//! The payload as JSON.

use http::StatusCode;
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::extract::input::{FromInput, Input, marker};
use crate::extract::sanitise::json_problem;
use crate::extract::{Location, Rejection};

/// The payload of the unit of work, decoded from JSON; as a reply, a value encoded to JSON.
///
/// Whatever carried it: an HTTP body, an SNS message, a Kinesis record's data, an S3 record,
/// a direct payload. An HTTP request with another content type than JSON gets 415, broken JSON
/// 400, JSON of another shape 422.
///
/// # Example
/// ```
/// use sls_core::Json;
///
/// async fn double(Json(number): Json<u32>) -> Json<u32> {
///     Json(number * 2)
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Json<T>(pub T);

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send> FromInput for Json<T> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        if input.http().is_some() {
            refuse_other_media_types(input)?;
        }
        decode(input).map(Json)
    }
}

// `Json` must not implement `Deserialize`: it would be an argument in two ways.

/// A bare type is the direct payload itself.
#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send> FromInput<marker::ViaJson> for T {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        Json::from_input(input).map(|Json(payload)| payload)
    }
}

fn decode<T: DeserializeOwned>(input: &Input<'_>) -> Result<T, Rejection> {
    let text = input.text()?;
    serde_json::from_str(&text).map_err(|error| rejection::<T>(&text, &error))
}

fn refuse_other_media_types(input: &Input<'_>) -> Result<(), Rejection> {
    let Some(content_type) = input.header("content-type") else { return Ok(()) };
    let essence = content_type.split(';').next().unwrap_or_default().trim().as_bytes();
    let json = essence.eq_ignore_ascii_case(b"application/json")
        || essence.len() >= 5 && essence[essence.len() - 5..].eq_ignore_ascii_case(b"+json");
    if json {
        return Ok(());
    }
    let problem = "expected `application/json`";
    Err(Rejection::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, Location::Header, problem)
        .at("content-type"))
}

/// Decodes once more, this time keeping track of the path, since only failures need it.
#[cold]
fn rejection<T: DeserializeOwned>(text: &str, error: &serde_json::Error) -> Rejection {
    let status = match error.classify() {
        serde_json::error::Category::Data => StatusCode::UNPROCESSABLE_ENTITY,
        _ => StatusCode::BAD_REQUEST,
    };
    let rejection = Rejection::new(status, Location::Body, json_problem(error));
    let mut tracked = serde_json::Deserializer::from_str(text);
    match serde_path_to_error::deserialize::<_, T>(&mut tracked) {
        Err(error) => rejection.at(error.path().to_string()),
        Ok(_) => rejection,
    }
}
