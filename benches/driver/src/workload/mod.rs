//! What a function is asked to do, and how its answer is checked.

mod events;

use std::fmt;

use anyhow::{Context as _, ensure};
use bytes::Bytes;
use clap::ValueEnum;
use serde_json::{Value, json};

/// A kind of work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Work {
    HttpApi,
    Json,
    /// A batch of 100 records.
    Kinesis,
    Kinesis1,
    Kinesis10,
    Kinesis1000,
    Kinesis10000,
    RestApi,
}

/// An event and the answer it must get.
#[derive(Debug, Clone)]
pub(crate) struct Exchange {
    pub(crate) event: Bytes,
    expected: Expected,
}

#[derive(Debug, Clone)]
enum Expected {
    Json(Value),
    /// The first failure is all that counts: a stream starts again from there.
    FirstFailure(Option<String>),
    Http {
        status: u64,
        body: Value,
    },
}

/// The record that the proving batch spoils.
const SPOILT: usize = 57;

impl Work {
    /// The exchange that is repeated and measured.
    pub(crate) fn measured(self) -> Exchange {
        match self {
            Self::HttpApi => http(&events::http_api("42"), "42"),
            Self::Json => greeting("Ada"),
            Self::Kinesis => batch(100),
            Self::Kinesis1 => batch(1),
            Self::Kinesis10 => batch(10),
            Self::Kinesis1000 => batch(1_000),
            Self::Kinesis10000 => batch(10_000),
            Self::RestApi => http(&events::rest_api("42"), "42"),
        }
    }

    /// An exchange with another answer, so that a function that ignores its input is found out.
    pub(crate) fn proof(self) -> Exchange {
        match self {
            Self::HttpApi => http(&events::http_api("b-7"), "b-7"),
            Self::Json => greeting("Grace"),
            Self::Kinesis
            | Self::Kinesis1
            | Self::Kinesis10
            | Self::Kinesis1000
            | Self::Kinesis10000 => Exchange::new(
                &events::kinesis(100, Some(SPOILT)),
                Expected::FirstFailure(Some(events::sequence_number(SPOILT))),
            ),
            Self::RestApi => http(&events::rest_api("b-7"), "b-7"),
        }
    }

    /// How many invocations the shorter and the longer counted run have.
    pub(crate) fn invocations(self) -> (u32, u32) {
        match self {
            Self::HttpApi | Self::Json | Self::RestApi => (200, 1200),
            Self::Kinesis1 | Self::Kinesis10 => (200, 1200),
            Self::Kinesis => (50, 250),
            Self::Kinesis1000 => (10, 50),
            Self::Kinesis10000 => (2, 10),
        }
    }
}

impl fmt::Display for Work {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::HttpApi => "http-api",
            Self::Json => "json",
            Self::Kinesis => "kinesis",
            Self::Kinesis1 => "kinesis1",
            Self::Kinesis10 => "kinesis10",
            Self::Kinesis1000 => "kinesis1000",
            Self::Kinesis10000 => "kinesis10000",
            Self::RestApi => "rest-api",
        })
    }
}

fn greeting(name: &str) -> Exchange {
    Exchange::new(
        &json!({ "name": name }),
        Expected::Json(json!({ "message": format!("Hello, {name}!") })),
    )
}

fn batch(count: usize) -> Exchange {
    Exchange::new(&events::kinesis(count, None), Expected::FirstFailure(None))
}

fn http(event: &Value, id: &str) -> Exchange {
    let body = json!({ "id": id, "sku": "A1-standard", "quantity": 2, "price_cents": 1999, "status": "shipped" });
    Exchange::new(event, Expected::Http { status: 200, body })
}

impl Exchange {
    fn new(event: &Value, expected: Expected) -> Self {
        Self { event: event.to_string().into(), expected }
    }

    /// Compares an answer with the expected one.
    pub(crate) fn check(&self, answer: &[u8]) -> anyhow::Result<()> {
        self.compare(answer)
            .with_context(|| format!("wrong answer: {}", String::from_utf8_lossy(answer)))
    }

    fn compare(&self, answer: &[u8]) -> anyhow::Result<()> {
        let answer: Value = serde_json::from_slice(answer)?;
        match &self.expected {
            Expected::Json(expected) => ensure!(answer == *expected, "expected {expected}"),
            Expected::FirstFailure(expected) => {
                let first = &answer["batchItemFailures"][0]["itemIdentifier"];
                ensure!(
                    first.as_str() == expected.as_deref(),
                    "expected {expected:?} as the first failure"
                );
            }
            Expected::Http { status, body } => {
                ensure!(answer["statusCode"] == *status, "expected status {status}");
                ensure!(is_json(&answer), "expected the content type application/json");
                let text = answer["body"].as_str().context("expected a body")?;
                ensure!(serde_json::from_str::<Value>(text)? == *body, "expected the body {body}");
            }
        }
        Ok(())
    }
}

/// Whether a proxy reply names JSON as its content type, in either of the two header maps.
fn is_json(answer: &Value) -> bool {
    let header = |map: &str| {
        let (_, value) = answer[map]
            .as_object()?
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("content-type"))?;
        value
            .as_str()
            .or_else(|| value[0].as_str())
            .map(|value| value.starts_with("application/json"))
    };
    header("headers").or_else(|| header("multiValueHeaders")).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_have_the_sizes_that_the_documentation_names() {
        assert!((1100..1300).contains(&Work::HttpApi.measured().event.len()));
        assert!((1900..2100).contains(&Work::RestApi.measured().event.len()));
    }

    #[test]
    fn an_answer_for_another_id_is_refused() {
        let answer = json!({
            "statusCode": 200,
            "headers": { "Content-Type": "application/json" },
            "body": r#"{"id":"42","sku":"A1-standard","quantity":2,"price_cents":1999,"status":"shipped"}"#,
        });
        let answer = answer.to_string();

        Work::HttpApi.measured().check(answer.as_bytes()).unwrap();
        Work::HttpApi.proof().check(answer.as_bytes()).unwrap_err();
    }

    #[test]
    fn a_batch_that_hides_its_failure_is_refused() {
        Work::Kinesis.measured().check(br#"{"batchItemFailures":[]}"#).unwrap();
        Work::Kinesis.proof().check(br#"{"batchItemFailures":[]}"#).unwrap_err();
    }
}
