//! What a record is transformed into.

use std::collections::BTreeMap;
use std::fmt;

use bytes::Bytes;
use serde::Serialize;

use crate::error::Error;
use crate::failure::Failure;
use crate::reply::Answer;

/// What becomes of one record: new data, nothing, or a failure.
///
/// # Example
/// ```
/// use serde::{Deserialize, Serialize};
/// use sls_core::event::firehose::{DeliveryStream, Transformed};
/// use sls_core::{App, Error, Handler, Json};
///
/// #[derive(Deserialize, Serialize)]
/// struct Click { page: String, customer: String }
///
/// async fn click(Json(click): Json<Click>) -> Result<Transformed, Error> {
///     Ok(Transformed::json(&click)?.newline().partition_key("customer", click.customer))
/// }
///
/// let app = App::new().handler(Handler::new("click").on(DeliveryStream::new("clicks"), click));
/// # assert!(app.into_service().is_ok());
/// ```
#[derive(Clone, PartialEq, Eq)]
#[must_use]
pub struct Transformed(pub(super) Outcome);

#[derive(Clone, PartialEq, Eq)]
pub(super) enum Outcome {
    Dropped,
    Failed,
    Ok { data: Bytes, partition_keys: BTreeMap<String, String> },
}

impl Transformed {
    /// The record goes on with this data.
    pub fn ok(data: impl Into<Bytes>) -> Self {
        Self(Outcome::Ok { data: data.into(), partition_keys: BTreeMap::new() })
    }

    /// The record goes on with this value as JSON.
    ///
    /// # Errors
    /// The value cannot be written as JSON.
    pub fn json(value: &impl Serialize) -> Result<Self, Error> {
        let json = serde_json::to_vec(value).map_err(|error| {
            let problem = format!("the transformed record cannot be written as JSON: {error}");
            Failure::new("Sls.ReplyEncode", problem)
        })?;
        Ok(Self::ok(json))
    }

    /// The record is left out on purpose.
    pub const fn dropped() -> Self {
        Self(Outcome::Dropped)
    }

    /// The record cannot be transformed; it is kept apart with its original data.
    ///
    /// A handler that fails says the same, and why.
    pub const fn failed() -> Self {
        Self(Outcome::Failed)
    }

    /// Default: the data as it is. Ends the data with a line feed, if it has none.
    ///
    /// Firehose puts records together without anything in between, and what reads the objects
    /// usually takes one record per line.
    pub fn newline(mut self) -> Self {
        if let Outcome::Ok { data, .. } = &mut self.0
            && !data.ends_with(b"\n")
        {
            let mut line = Vec::from(std::mem::take(data));
            line.push(b'\n');
            *data = line.into();
        }
        self
    }

    /// Default: none. A key for dynamic partitioning, which a prefix of the bucket refers to.
    pub fn partition_key(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.partition_keys([(name, value)])
    }

    /// Default: none. Several such keys; those of earlier calls stay.
    pub fn partition_keys<N, V>(mut self, keys: impl IntoIterator<Item = (N, V)>) -> Self
    where
        N: Into<String>,
        V: Into<String>,
    {
        if let Outcome::Ok { partition_keys, .. } = &mut self.0 {
            partition_keys
                .extend(keys.into_iter().map(|(name, value)| (name.into(), value.into())));
        }
        self
    }
}

impl Answer for Transformed {}

/// Without the data, which may be confidential.
impl fmt::Debug for Transformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Outcome::Dropped => f.write_str("Transformed::dropped()"),
            Outcome::Failed => f.write_str("Transformed::failed()"),
            Outcome::Ok { data, .. } => write!(f, "Transformed::ok({} bytes)", data.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ends_with_one_line_feed() {
        let ended = |data: &'static str| Transformed::ok(data).newline();
        assert_eq!(ended("a"), Transformed::ok("a\n"));
        assert_eq!(ended("a\n"), Transformed::ok("a\n"));
        assert_eq!(ended(""), Transformed::ok("\n"));
        assert_eq!(Transformed::dropped().newline(), Transformed::dropped());
    }

    #[test]
    fn keeps_its_data_out_of_debug_output() {
        assert_eq!(format!("{:?}", Transformed::ok("secret")), "Transformed::ok(6 bytes)");
        assert_eq!(format!("{:?}", Transformed::failed()), "Transformed::failed()");
    }

    #[test]
    fn names_what_json_cannot_hold() {
        let odd = BTreeMap::from([(vec![1], 2)]);
        assert_eq!(Transformed::json(&odd).unwrap_err().error_type(), "Sls.ReplyEncode");
        assert_eq!(Transformed::json(&[1, 2]).unwrap(), Transformed::ok("[1,2]"));
    }
}
