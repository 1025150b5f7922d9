//! SnapStart, from the Runtime API's side of the wire.

use std::process::{Output, Stdio};

use sls_test::runtime_api::{InitFailure, InvokeRequest, RuntimeApi};
use tokio::process::{Child, Command};

use super::{command, own, parsed};

async fn api() -> RuntimeApi {
    RuntimeApi::builder().snap_start().start().await.unwrap()
}

fn start(api: &RuntimeApi, app: &str) -> Child {
    Command::from(command())
        .arg(app)
        .env("AWS_LAMBDA_RUNTIME_API", api.address().to_string())
        .env("AWS_LAMBDA_FUNCTION_NAME", "orders")
        .env("AWS_LAMBDA_FUNCTION_VERSION", "7")
        .env("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "128")
        .env("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true)
        .spawn()
        .unwrap()
}

async fn ended(child: Child) -> (String, Output) {
    let output = child.wait_with_output().await.unwrap();
    (String::from_utf8(output.stdout.clone()).unwrap(), output)
}

/// What was called, without the start of the paths.
fn calls(api: &RuntimeApi) -> Vec<String> {
    let conversation = api.conversation();
    let paths = conversation.iter().map(|exchange| &*exchange.path);
    let ours = paths.filter(|path| !path.contains("/extension/"));
    ours.map(|path| path.trim_start_matches("/2018-06-01/runtime").to_owned()).collect()
}

#[tokio::test]
async fn resources_are_closed_before_the_snapshot_and_built_again_after_the_restore() {
    let api = api().await;
    let mut function = start(&api, "closing");
    api.snapshot_ready().await;
    api.restore();
    api.ready().await.unwrap();
    let invoked = api.invoke(InvokeRequest::new("null").request_id("id-1")).await;
    assert_eq!(invoked.payload(), "7");
    assert_eq!(calls(&api), ["/restore/next", "/invocation/next", "/invocation/id-1/response"]);
    function.start_kill().unwrap();
    let (stdout, _) = ended(function).await;
    assert_eq!(
        stdout.lines().filter_map(own).collect::<Vec<_>>(),
        [
            "table opened",
            "orders opened",
            "orders closed",
            "table closed",
            "table opened",
            "orders opened"
        ]
    );
}

#[tokio::test]
async fn what_is_missing_after_the_restore_is_reported_with_its_own_name() {
    let api = api().await;
    let function = start(&api, "without-table-later");
    api.snapshot_ready().await;
    api.restore();
    let Err(InitFailure::Reported { reported_type, payload, .. }) = api.ready().await else {
        panic!("{:?}", api.conversation())
    };
    assert_eq!(reported_type.as_deref(), Some("Function.NoTable"));
    let payload = parsed(&payload);
    assert_eq!(payload["errorType"], "NoTable");
    assert_eq!(
        payload["errorMessage"],
        "the resource `table` could not be built: the table is being created"
    );
    let (_, output) = ended(function).await;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(calls(&api), ["/restore/next", "/restore/error"], "it is reported once");
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert!(stderr.contains("the resource `table` could not be built"), "{stderr}");
}

#[tokio::test]
async fn what_is_missing_before_the_snapshot_is_a_failed_start() {
    let api = api().await;
    let function = start(&api, "without-table");
    assert!(api.ready().await.is_err());
    let (_, output) = ended(function).await;
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(calls(&api), ["/init/error"]);
}
