//! How Lambda handles errors and retries with asynchronous invocation.

use std::time::{Duration, SystemTime};

use serde_json::{Value, json};
use sls_test::Cloud;
use sls_test::cloud::DeployedFunction;
use sls_test::platform::{Function, Invoked, Outcome, Script, SubscriptionSettings, TopicSettings};

const SECOND: Duration = Duration::from_secs(1);

/// A cloud with a function that receives records, and the ARN of it.
fn cloud() -> (Cloud, DeployedFunction) {
    let cloud = Cloud::empty();
    let sink = cloud.add_function(Function::new("sink"), Script::always(Outcome::ok()));
    (cloud, sink)
}

fn boom() -> Outcome {
    Outcome::error("MyError", "boom")
}

/// Seconds after the first attempt at which each attempt began.
fn starts(attempts: &[Invoked]) -> Vec<u64> {
    let first = attempts.first().map_or(SystemTime::UNIX_EPOCH, |one| one.at);
    attempts.iter().map(|one| one.at.duration_since(first).unwrap_or_default().as_secs()).collect()
}

#[tokio::test]
async fn retries_after_one_and_two_minutes_with_the_same_request_id() {
    let (cloud, _) = cloud();
    let function = cloud.add_function(Function::new("f"), Script::always(boom()));
    let request_id = function.invoke_async(r#"{"id":7}"#);
    cloud.run_until_idle().await;
    let attempts = function.invocations();
    assert_eq!(starts(&attempts), [0, 60, 180]);
    assert!(attempts.iter().all(|one| one.request_id == request_id));
    assert!(attempts.iter().all(|one| one.json() == json!({"id": 7})));
}

#[tokio::test]
async fn retries_after_a_timeout_and_a_crash_as_after_an_error() {
    let (cloud, _) = cloud();
    let script = Script::new([Outcome::Timeout, Outcome::Crash, Outcome::ok()]);
    let function = cloud.add_function(Function::new("f").timeout(3 * SECOND), script);
    function.invoke_async("{}");
    cloud.run_until_idle().await;
    // The time-out took three seconds.
    assert_eq!(starts(&function.invocations()), [0, 63, 183]);
}

#[tokio::test]
async fn tries_as_often_as_maximum_retry_attempts_says() {
    for attempts in 0..=2 {
        let (cloud, sink) = cloud();
        let settings = Function::new("f").maximum_retry_attempts(attempts).on_failure(sink.arn());
        let function = cloud.add_function(settings, Script::always(boom()));
        function.invoke_async("{}");
        cloud.run_until_idle().await;
        assert_eq!(function.invocations().len(), attempts as usize + 1);
        let record = sink.invocations()[0].json();
        assert_eq!(record["requestContext"]["condition"], "RetriesExhausted");
        assert_eq!(record["requestContext"]["approximateInvokeCount"], attempts + 1);
    }
}

#[tokio::test]
async fn drops_an_event_whose_next_retry_would_be_too_late() {
    for (age, attempts) in [(60, 1), (90, 2), (180, 2), (200, 3)] {
        let (cloud, sink) = cloud();
        let settings =
            Function::new("f").maximum_event_age(Duration::from_secs(age)).on_failure(sink.arn());
        let function = cloud.add_function(settings, Script::always(boom()));
        function.invoke_async("{}");
        cloud.run_until_idle().await;
        assert_eq!(function.invocations().len(), attempts, "age {age}");
        let record = &sink.invocations()[0];
        let condition = if age == 200 { "RetriesExhausted" } else { "EventAgeExceeded" };
        assert_eq!(record.json()["requestContext"]["condition"], condition, "age {age}");
        assert_eq!(record.json()["requestContext"]["approximateInvokeCount"], attempts);
        assert_eq!(record.json()["responsePayload"]["errorMessage"], "boom");
        // At once, and not when the age is reached.
        assert_eq!(record.at, function.invocations()[attempts - 1].ended);
    }
}

#[tokio::test]
async fn reports_a_failure_with_the_members_in_the_order_of_aws() {
    let (cloud, sink) = cloud();
    let settings = Function::new("f").maximum_retry_attempts(0).on_failure(sink.arn());
    let function = cloud.add_function(settings, Script::always(boom()));
    let id = function.invoke_async(r#"{"id": 7, "a": 1}"#);
    cloud.run_until_idle().await;
    let expected = format!(
        concat!(
            r#"{{"version":"1.0","timestamp":"2026-03-01T10:00:00.124Z","requestContext":"#,
            r#"{{"requestId":"{}","functionArn":"arn:aws:lambda:eu-west-1:111122223333:"#,
            r#"function:f:$LATEST","condition":"RetriesExhausted","approximateInvokeCount":1}},"#,
            r#""requestPayload":{{"id": 7, "a": 1}},"responseContext":{{"statusCode":200,"#,
            r#""executedVersion":"$LATEST","functionError":"Unhandled"}},"#,
            r#""responsePayload":{{"errorMessage":"boom","errorType":"MyError"}}}}"#,
        ),
        id
    );
    assert_eq!(sink.invocations()[0].payload, expected);
}

#[tokio::test]
async fn reports_a_success_without_a_function_error() {
    let (cloud, sink) = cloud();
    let script = Script::new([boom(), Outcome::json(&json!({"stored": true}))]);
    let settings = Function::new("f").on_success(sink.arn()).on_failure(sink.arn());
    let function = cloud.add_function(settings, script);
    function.invoke_async("[1]");
    cloud.run_until_idle().await;
    let [record] = &sink.invocations()[..] else { panic!("one record") };
    let record = record.json();
    assert_eq!(record["requestContext"]["condition"], "Success");
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 2);
    assert_eq!(record["responseContext"], json!({"statusCode": 200, "executedVersion": "$LATEST"}));
    assert_eq!(record["requestPayload"], json!([1]));
    assert_eq!(record["responsePayload"], json!({"stored": true}));
}

#[tokio::test]
async fn reports_timeouts_and_crashes_with_the_errors_of_lambda() {
    let cases = [
        (Outcome::Timeout, "Sandbox.Timedout", "Task timed out after 3.00 seconds"),
        (Outcome::Crash, "Runtime.ExitError", "Runtime exited with error: exit status 1"),
    ];
    for (outcome, error_type, message) in cases {
        let (cloud, sink) = cloud();
        let settings = Function::new("f").maximum_retry_attempts(0).on_failure(sink.arn());
        let function = cloud.add_function(settings, Script::always(outcome));
        let id = function.invoke_async("{}");
        cloud.run_until_idle().await;
        let payload = &sink.invocations()[0].json()["responsePayload"];
        let message = format!("RequestId: {id} Error: {message}");
        assert_eq!(*payload, json!({"errorType": error_type, "errorMessage": message}));
    }
}

#[tokio::test]
async fn reports_zero_reserved_concurrency_at_once_and_runs_nothing() {
    let (cloud, sink) = cloud();
    let settings = Function::new("f").reserved_concurrency(0).on_failure(sink.arn());
    let function = cloud.add_function(settings, Script::always(Outcome::ok()));
    function.invoke_async("");
    let before = cloud.now();
    cloud.run_until_idle().await;
    assert_eq!(function.invocations().len(), 0);
    let record = &sink.invocations()[0];
    assert_eq!(record.at, before);
    let record = record.json();
    assert_eq!(record["requestContext"]["condition"], "ZeroReservedConcurrency");
    assert_eq!(record["requestContext"]["approximateInvokeCount"], 0);
    assert_eq!(record["requestPayload"], json!({}));
    assert_eq!(record.get("responseContext"), None::<&Value>);
    assert_eq!(record.get("responsePayload"), None::<&Value>);
}

#[tokio::test]
async fn waits_longer_after_each_throttle_and_does_not_count_it() {
    let (cloud, sink) = cloud();
    // The first event keeps the only environment for two minutes.
    let script = Script::new([Outcome::ok().after(120 * SECOND)]).otherwise(boom().after(SECOND));
    let settings =
        Function::new("f").timeout(200 * SECOND).reserved_concurrency(1).on_failure(sink.arn());
    let function = cloud.add_function(settings, script);
    function.invoke_async("1");
    function.invoke_async("2");
    cloud.run_until_idle().await;
    // 1 + 2 + 4 + … + 64 = 127 seconds of waiting, and then three attempts.
    let start = function.invocations()[0].at;
    let starts: Vec<_> =
        function.invocations()[1..].iter().map(|one| one.at - 127 * SECOND).collect();
    assert_eq!(starts, [start, start + 61 * SECOND, start + 182 * SECOND]);
    assert_eq!(sink.invocations()[0].json()["requestContext"]["approximateInvokeCount"], 3);
}

#[tokio::test]
async fn waits_five_minutes_at_most_and_gives_up_after_six_hours_of_throttles() {
    let (cloud, sink) = cloud();
    let script = Script::always(Outcome::Throttled);
    let function = cloud.add_function(Function::new("f").on_failure(sink.arn()), script);
    function.invoke_async("{}");
    cloud.run_until_idle().await;
    let attempts = function.invocations();
    let last = attempts.len() - 1;
    assert_eq!(starts(&attempts)[..6], [0, 1, 3, 7, 15, 31]);
    assert_eq!(attempts[last].at - 300 * SECOND, attempts[last - 1].ended);
    let [record] = &sink.invocations()[..] else { panic!("one record") };
    assert_eq!(record.json()["requestContext"]["condition"], "EventAgeExceeded");
    assert_eq!(record.json()["requestContext"]["approximateInvokeCount"], 0);
    let age = record.at.duration_since(attempts[0].at).unwrap_or_default();
    assert!(age < 21_600 * SECOND && age >= 21_300 * SECOND, "{age:?}");
}

#[tokio::test]
async fn delivers_an_empty_object_when_there_is_no_payload() {
    let (cloud, sink) = cloud();
    sink.invoke_async("");
    cloud.run_until_idle().await;
    assert_eq!(sink.invocations()[0].payload, "{}");
}

#[tokio::test]
async fn takes_one_megabyte_and_not_a_byte_more() {
    let (cloud, sink) = cloud();
    let event = |bytes: usize| format!("\"{}\"", "x".repeat(bytes - 2));
    assert!(sink.try_invoke_async(event(1024 * 1024)).is_ok());
    let refusal = sink.try_invoke_async(event(1024 * 1024 + 1)).unwrap_err();
    assert!(refusal.starts_with("RequestTooLargeException: the event has 1048577"), "{refusal}");
    let refusal = sink.try_invoke_async("no JSON").unwrap_err();
    assert!(refusal.contains("Could not parse payload into json"), "{refusal}");
    cloud.run_until_idle().await;
    assert_eq!(sink.invocations().len(), 1);
}

#[tokio::test]
async fn leaves_both_payloads_out_of_a_record_that_would_be_too_large() {
    let (cloud, sink) = cloud();
    let large = Outcome::json(&"x".repeat(1024 * 1024));
    let settings = Function::new("f").on_success(sink.arn());
    let function = cloud.add_function(settings, Script::always(large));
    function.invoke_async("{}");
    cloud.run_until_idle().await;
    let record = sink.invocations()[0].json();
    assert_eq!(record["requestContext"]["condition"], "Success");
    assert_eq!(record.get("requestPayload"), None::<&Value>);
    assert_eq!(record.get("responsePayload"), None::<&Value>);
}

#[tokio::test]
async fn stops_functions_that_are_destinations_of_each_other() {
    let cloud = Cloud::empty();
    let arn = "arn:aws:lambda:eu-west-1:111122223333:function:f";
    let settings = Function::new("f").on_success(arn);
    let function = cloud.add_function(settings, Script::always(Outcome::ok()));
    function.invoke_async("{}");
    cloud.run_until_idle().await;
    assert_eq!(function.invocations().len(), 16);
}

#[tokio::test]
async fn buries_an_event_as_it_came_with_three_attributes() {
    let (cloud, sink) = cloud();
    let topic = cloud.create_topic(TopicSettings::new("dead"));
    topic.subscribe(SubscriptionSettings::to(sink.arn()));
    let message = "é".repeat(600);
    let settings = Function::new("f").maximum_retry_attempts(0).dead_letter_queue(topic.arn());
    let function = cloud.add_function(settings, Script::always(Outcome::error("E", &message)));
    let id = function.invoke_async(r#"{"b": 1,  "a":2}"#);
    cloud.run_until_idle().await;
    let letter = sink.invocations()[0].json()["Records"][0]["Sns"].clone();
    assert_eq!(letter["Message"], r#"{"b": 1,  "a":2}"#);
    // The first kilobyte of the message.
    let attributes = json!({
        "RequestID": {"Type": "String", "Value": id},
        "ErrorCode": {"Type": "Number", "Value": "200"},
        "ErrorMessage": {"Type": "String", "Value": "é".repeat(512)},
    });
    assert_eq!(letter["MessageAttributes"], attributes);
}

#[tokio::test]
async fn buries_and_reports_the_same_event() {
    let (cloud, sink) = cloud();
    let topic = cloud.create_topic(TopicSettings::new("dead"));
    topic.subscribe(SubscriptionSettings::to(sink.arn()));
    let settings = Function::new("f")
        .reserved_concurrency(0)
        .dead_letter_queue(topic.arn())
        .on_failure(sink.arn());
    let function = cloud.add_function(settings, Script::always(Outcome::ok()));
    function.invoke_async("{}");
    cloud.run_until_idle().await;
    let events: Vec<_> = sink.invocations().iter().map(Invoked::json).collect();
    let letter = events.iter().find(|event| event.get("Records").is_some()).expect("a letter");
    let code = &letter["Records"][0]["Sns"]["MessageAttributes"]["ErrorCode"]["Value"];
    assert_eq!((events.len(), code.as_str()), (2, Some("429")));
}
