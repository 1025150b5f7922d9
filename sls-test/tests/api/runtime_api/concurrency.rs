//! Several invocations at once, as on Lambda Managed Instances.

use std::time::Duration;

use sls_test::runtime_api::{InvokeOutcome, InvokeRequest, RuntimeApi};

use super::client::Runtime;

const GONE: &str = r#"{"errorMessage":"Invoke timeout","errorType":"InvokeTimeout"}"#;
const INVALID_ID: &str = r#"{"errorMessage":"Invalid request ID","errorType":"InvalidRequestID"}"#;

#[tokio::test]
async fn invocations_are_answered_in_any_order() {
    let api = RuntimeApi::builder().concurrency(2).start().await.unwrap();
    let first = api.invoke(InvokeRequest::new("1").request_id("id-1"));
    let second = api.invoke(InvokeRequest::new("2").request_id("id-2"));
    let (mut a, mut b) = (Runtime::connect(&api).await, Runtime::connect(&api).await);
    a.next().await.assert(200, "1");
    b.next().await.assert(200, "2");
    b.respond("id-2", "20").await.assert_accepted();
    assert_eq!(second.await.payload(), "20");
    a.respond("id-1", "10").await.assert_accepted();
    assert_eq!(first.await.payload(), "10");
    a.respond("id-1", "10").await.assert(400, INVALID_ID);
}

#[tokio::test]
async fn one_waiting_call_too_many_is_refused() {
    let api = RuntimeApi::builder().concurrency(2).start().await.unwrap();
    let waiting = [(); 3].map(|()| async {
        let mut runtime = Runtime::connect(&api).await;
        runtime.next().await
    });
    let [a, b, c] = waiting;
    let ((a, b, c), _invoked) = tokio::join!(async { tokio::join!(a, b, c) }, async {
        api.ready().await.unwrap();
        // The third call is answered at once, and only then is there an event for the others.
        while !api.conversation().iter().any(|exchange| exchange.status == 500) {
            tokio::task::yield_now().await;
        }
        [api.invoke(InvokeRequest::new("1")), api.invoke(InvokeRequest::new("2"))]
    });
    let refused = [&a, &b, &c].into_iter().filter(|answer| answer.status == 500);
    let refused = refused.collect::<Vec<_>>();
    assert_eq!(refused.len(), 1);
    assert!(String::from_utf8_lossy(&refused[0].body).contains("Runtime.TooManyIdleRuntimes"));
    assert_eq!([&a, &b, &c].iter().filter(|answer| answer.status == 200).count(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_late_answer_is_gone_once_and_then_unknown() {
    let api =
        RuntimeApi::builder().concurrency(2).timeout(Duration::from_secs(3)).start().await.unwrap();
    let late = api.invoke(InvokeRequest::new("1").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await.assert(200, "1");
    assert!(matches!(late.await, InvokeOutcome::TimedOut { .. }));
    runtime.respond("id-1", "10").await.assert(410, GONE);
    runtime.respond("id-1", "10").await.assert(400, INVALID_ID);
    let next = api.invoke(InvokeRequest::new("2").request_id("id-2"));
    runtime.next().await.assert(200, "2");
    runtime.respond("id-2", "20").await.assert_accepted();
    assert_eq!(next.await.payload(), "20");
}

#[tokio::test(start_paused = true)]
async fn the_same_holds_for_one_at_a_time_when_the_process_is_kept() {
    let api = RuntimeApi::builder()
        .keep_running_after_timeout()
        .timeout(Duration::from_secs(3))
        .start()
        .await
        .unwrap();
    let late = api.invoke(InvokeRequest::new("1").request_id("id-1"));
    let mut runtime = Runtime::connect(&api).await;
    runtime.next().await.assert(200, "1");
    assert!(matches!(late.await, InvokeOutcome::TimedOut { .. }));
    runtime.post("/runtime/invocation/id-1/error", &[], "{}").await.assert(410, GONE);
    let _next = api.invoke(InvokeRequest::new("2"));
    runtime.next().await.assert(200, "2");
}
