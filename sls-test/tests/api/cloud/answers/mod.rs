//! Answers as their services read them, and what they refuse.

mod alexa;
mod authorizer;
mod cognito;
mod custom_resource;
mod firehose;

use serde_json::Value;
use sls_core::Reply;
use sls_test::Cloud;
use sls_test::cloud::{Answer, Question};

use super::canned;

/// A cloud whose function makes its answer of the event.
async fn answering(answer: impl Fn(Value) -> Value + Clone + Send + Sync + 'static) -> Cloud {
    canned::cloud(move |invocation| {
        let event = serde_json::from_slice(invocation.payload()).unwrap();
        Ok(Reply::json(answer(event).to_string()))
    })
    .await
}

/// What a service makes of this answer to its question.
async fn answered<Q: Question>(question: Q, answer: Value) -> Answer<Q> {
    answering(move |_| answer.clone()).await.ask(question).await
}

/// The service refuses the answer, for a reason that has these words.
#[track_caller]
fn assert_refused<Q>(answer: &Answer<Q>, why: &str) {
    let failure = answer.assert_failed();
    assert_eq!(failure.error_type(), "InvalidAnswer", "{failure}");
    assert!(failure.message().contains(why), "{failure}");
}

#[tokio::test]
async fn an_answer_that_is_no_json_is_refused() {
    let cloud = canned::cloud(|_| Ok(Reply::json("<html>"))).await;
    let answer = cloud.firehose("lines").transform(&["a"]).await;
    assert_refused(&answer, "the answer is not JSON");
}

#[tokio::test]
async fn a_failure_of_the_function_is_no_answer() {
    let cloud = canned::cloud(|_| Err(sls_core::Failure::new("NoTea", "sold out"))).await;
    let answer = cloud.alexa("amzn1.ask.skill.1").launch().await;
    assert_eq!(answer.failure().unwrap().error_type(), "NoTea");
    assert_eq!(answer.assert_failed().message(), "sold out");
    assert!(!answer.request_id().is_empty());
}
