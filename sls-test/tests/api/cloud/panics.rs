//! What a failed test prints: what was expected, what happened, and which event it was.

use std::panic::{AssertUnwindSafe, catch_unwind};

use serde_json::json;
use sls_core::{Failure, Reply};
use sls_test::event::SnsEvent;

use super::canned;

/// The text of the panic of `f`.
#[track_caller]
pub(super) fn panic_text<R>(f: impl FnOnce() -> R) -> String {
    let Err(panic) = catch_unwind(AssertUnwindSafe(f)) else { panic!("it did not panic") };
    match panic.downcast::<String>() {
        Ok(text) => *text,
        Err(panic) => panic.downcast_ref::<&str>().expect("a text").to_string(),
    }
}

#[track_caller]
pub(super) fn assert_contains(text: &str, parts: &[&str]) {
    for part in parts {
        assert!(text.contains(part), "no {part:?} in:\n{text}");
    }
}

#[tokio::test]
async fn an_unexpected_failure_names_the_message_and_the_failure() {
    let cloud = canned::cloud(|_| Err(Failure::new("OutOfStock", "no A1 left"))).await;
    let event = SnsEvent::new("orders").message("seven").with("/Records/0/Sns/MessageId", "m-1");
    let delivery = cloud.deliver(event).await;
    assert_contains(
        &panic_text(|| delivery.assert_ok()),
        &[
            "the message m-1 of the topic arn:aws:sns:eu-west-1:111122223333:orders",
            "was to be handled and failed: OutOfStock: no A1 left",
            &format!("request id: {}", delivery.request_id()),
            r#""Message":"seven""#,
        ],
    );
}

#[tokio::test]
async fn an_unexpected_success_names_the_object_and_the_reply() {
    let cloud = canned::cloud(|_| Ok(Reply::json(r#"{"done":true}"#))).await;
    let delivery = cloud.s3("receipts").put("a b.pdf", "x").await;
    assert_contains(
        &panic_text(|| delivery.assert_failed().error_type().to_owned()),
        &[
            "(ObjectCreated:Put of a+b.pdf in receipts)",
            "was to fail and was handled",
            r#"it replied {"done":true}"#,
        ],
    );
}

#[tokio::test]
async fn failed_records_are_named_with_what_they_say() {
    let cloud = canned::cloud(|invocation| {
        let event: serde_json::Value = serde_json::from_slice(invocation.payload()).unwrap();
        let id = &event["Records"][2]["kinesis"]["sequenceNumber"];
        Ok(Reply::json(json!({"batchItemFailures": [{"itemIdentifier": id}]}).to_string()))
    })
    .await;
    let delivery = cloud.kinesis("clicks").put_all(&[1, 2, 3]).await;
    assert_contains(
        &panic_text(|| delivery.assert_ok()),
        &[
            "the batch of 3 records of arn:aws:kinesis",
            " was to be handled and failed: BatchItemFailures: the reply reports 1 of 3\n",
            "function: it replied {\"batchItemFailures\"",
            &format!(
                "records:\n    0 to 1 handled\n    2 failed: {} 3",
                delivery.failed_records()[0]
            ),
        ],
    );
}

#[tokio::test]
async fn a_batch_that_fails_as_a_whole_shows_every_record() {
    let cloud = canned::cloud(|_| Ok(Reply::json("7"))).await;
    let delivery = cloud.sqs("orders").send_all(&["tea", "cake"]).await;
    let [tea, cake] = delivery.records() else { panic!("{delivery:?}") };
    assert_contains(
        &panic_text(|| delivery.assert_ok()),
        &[
            "InvalidBatchReply: the reply is not an object",
            &format!("records:\n    0 failed: {tea} \"tea\"\n    1 failed: {cake} \"cake\""),
        ],
    );
}

#[tokio::test]
async fn an_unexpected_success_of_a_batch_shows_that_every_record_was_handled() {
    let cloud = canned::cloud(|_| Ok(Reply::json("null"))).await;
    let delivery = cloud.kafka("clicks").send_all(&[1, 2]).await;
    assert_contains(
        &panic_text(|| delivery.assert_failed().message().to_owned()),
        &["the batch of 2 records of clicks was to fail", "records:\n    0 to 1 handled"],
    );
}

#[tokio::test]
async fn an_answer_that_is_missing_or_refused_is_told_with_the_question() {
    let cloud = canned::cloud(|_| Err(Failure::new("NoTea", "sold out"))).await;
    let answer = cloud.alexa("amzn1.ask.skill.1").intent("OrderIntent").await;
    assert_contains(
        &panic_text(|| answer.speech().map(str::to_owned)),
        &[
            " of Alexa (IntentRequest) was to be answered and failed: NoTea: sold out",
            "function: it failed with NoTea: sold out",
            r#""name":"OrderIntent""#,
        ],
    );

    let cloud = canned::cloud(|_| Ok(Reply::json(r#"{"version":"1.0"}"#))).await;
    let answer = cloud.alexa("amzn1.ask.skill.1").launch().await;
    assert_contains(
        &panic_text(|| answer.has_ended()),
        &["InvalidAnswer: the answer has no object `response`", r#"it replied {"version":"1.0"}"#],
    );
}

#[tokio::test]
async fn an_answer_that_was_not_to_be_is_shown() {
    let reply = r#"{"version":"1.0","response":{"shouldEndSession":true}}"#;
    let cloud = canned::cloud(move |_| Ok(Reply::json(reply))).await;
    let answer = cloud.alexa("amzn1.ask.skill.1").launch().await;
    assert_contains(
        &panic_text(|| answer.assert_failed().message().to_owned()),
        &["(LaunchRequest) was to fail and was answered", r#"{"shouldEndSession":true}"#],
    );
    assert_contains(
        &panic_text(|| drop(answer.then("OrderIntent"))),
        &["(LaunchRequest) was to leave a session open", r#"{"shouldEndSession":true}"#],
    );
}

#[tokio::test]
async fn batches_that_no_service_would_send_are_refused_where_they_are_written() {
    let cloud = canned::cloud(|_| Ok(Reply::json("null"))).await;
    let nothing: [u32; 0] = [];
    for text in [
        panic_text(|| drop(cloud.sqs("orders").send_all(&nothing))),
        panic_text(|| drop(cloud.sqs("orders").send_messages([]))),
        panic_text(|| drop(cloud.kafka("clicks").send_all(&nothing))),
        panic_text(|| drop(cloud.firehose("lines").transform(&nothing))),
    ] {
        assert_contains(&text, &["batches of at least one ", "; give it one"]);
    }
}

#[tokio::test]
async fn a_reply_that_is_no_json_is_shown_whole() {
    let cloud = canned::cloud(|_| Ok(Reply::json("<html>"))).await;
    let text = panic_text({
        let reply = cloud.invoke(&7).await;
        move || reply.json::<u32>()
    });
    assert_contains(&text, &["the JSON of `u32`", "it replied <html>", "event: 7"]);

    let reply = cloud.http().get("/page").send().await;
    assert_contains(
        &panic_text(|| reply.json::<Vec<u8>>()),
        &["GET /page got ", "content-type: ", "body: ", "function: it replied <html>"],
    );
}

#[tokio::test]
async fn long_and_binary_replies_are_cut() {
    let cloud = canned::cloud(|invocation| match invocation.payload().as_ref() {
        b"1" => Ok(Reply::json("ü".repeat(3000))),
        _ => Ok(Reply::json(vec![0xff; 100])),
    })
    .await;
    let (long, binary) = (cloud.invoke(&1).await, cloud.invoke(&2).await);
    let text = panic_text(|| long.json::<u32>());
    assert_contains(&text, &["it replied üü", "ü… (6000 bytes in all)"]);
    assert_eq!(text.matches('ü').count(), 2000);
    let text = panic_text(|| binary.json::<u32>());
    assert_contains(&text, &["it replied 100 bytes that are not UTF-8: ff ff"]);
}

#[tokio::test]
async fn an_invocation_says_how_it_ended() {
    let cloud = canned::cloud(|invocation| match invocation.payload().as_ref() {
        b"1" => Ok(Reply::json("null")),
        _ => Err(Failure::new("OutOfStock", "no A1 left")),
    })
    .await;
    let (good, bad) = (cloud.invoke(&1).await, cloud.invoke(&2).await);
    assert_contains(
        &panic_text(|| good.assert_failed().message().to_owned()),
        &["the invocation was to fail and succeeded", "it replied null"],
    );
    assert_contains(
        &panic_text(|| bad.assert_ok()),
        &["the invocation was to succeed and failed: OutOfStock: no A1 left"],
    );
    assert_contains(&panic_text(|| bad.bytes().len()), &["the function was to reply"]);
}

#[tokio::test]
async fn impossible_requests_are_refused_where_they_are_written() {
    let cloud = canned::cloud(|_| Ok(Reply::json("null"))).await;
    let client = cloud.http();
    let text = panic_text(|| client.get("orders"));
    assert_contains(&text, &[r#"a path starts with `/`, and "orders" does not"#]);
    let text = panic_text(|| client.get("/").header("bad name", "x"));
    assert_contains(&text, &[r#""bad name" cannot be the name of a header"#]);
    let text = panic_text(|| client.get("/").header("x", "a\nb"));
    assert_contains(&text, &[r#"cannot be the value of the header "x""#]);
    let text = panic_text(|| client.get("/").cookie("a", "\n").send());
    assert_contains(&text, &["cannot be cookies"]);
}
