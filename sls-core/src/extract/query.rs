//! The query string as a typed argument.

use http::StatusCode;
use serde::de::DeserializeOwned;

use crate::extract::sanitise::data_problem;
use crate::extract::{FromInput, Input, Location, Rejection};

/// The query string of an HTTP request, decoded into `T`.
///
/// Repeated parameters fill a `Vec`.
///
/// # Example
/// ```
/// use serde::Deserialize;
/// use sls_core::Query;
///
/// #[derive(Deserialize)]
/// struct Page { number: u32, #[serde(default)] tag: Vec<String> }
///
/// async fn list(Query(page): Query<Page>) -> String {
///     format!("page {} of {:?}", page.number, page.tag)
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Query<T>(pub T);

#[diagnostic::do_not_recommend]
impl<T: DeserializeOwned + Send> FromInput for Query<T> {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        let query = input.query().ok_or_else(|| Rejection::http_only(Location::Query))?;
        serde_html_form::from_str(&query).map(Self).map_err(|error| rejection::<T>(&query, &error))
    }
}

#[cold]
fn rejection<T: DeserializeOwned>(query: &str, error: &serde_html_form::de::Error) -> Rejection {
    let rejection =
        Rejection::new(StatusCode::BAD_REQUEST, Location::Query, data_problem(&error.to_string()));
    let tracked = serde_html_form::Deserializer::new(form_urlencoded::parse(query.as_bytes()));
    match serde_path_to_error::deserialize::<_, T>(tracked) {
        Err(error) => rejection.at(error.path().to_string()),
        Ok(_) => rejection,
    }
}
