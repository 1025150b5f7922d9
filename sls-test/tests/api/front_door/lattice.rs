//! VPC Lattice, event structure version 2.0.

use serde_json::json;
use sls_test::front_door::{Outcome, VpcLattice};

use super::{lines, returned, status_and_body};

#[test]
fn the_event_has_lists_of_headers_and_query_parameters() {
    let request = VpcLattice::new().get("/a%20b?k=1&k=2%2B").header("X-A", "1");
    let event = request.header("X-A", "2").event();
    assert_eq!(event["version"], "2.0");
    assert_eq!(event["method"], "GET");
    assert_eq!(event["path"], "/a%20b");
    assert_eq!(event["headers"]["x-a"], json!(["1", "2"]));
    assert_eq!(event["queryStringParameters"], json!({ "k": ["1", "2+"] }));
}

#[test]
fn the_request_context_names_network_service_and_target_group() {
    let event = VpcLattice::new().service_id("svc-1").get("/").region("us-east-2").event();
    let context = &event["requestContext"];
    assert_eq!(context["serviceArn"], "arn:aws:vpc-lattice:us-east-2:111122223333:service/svc-1");
    assert!(context["serviceNetworkArn"].is_string());
    assert!(context["targetGroupArn"].is_string());
    assert_eq!(context["region"], "us-east-2");
    assert_eq!(context["timeEpoch"], "1767225600000000");
    assert_eq!(context["identity"].get("type"), None);
}

#[test]
fn a_service_with_iam_names_its_caller() {
    let event = VpcLattice::new().aws_iam().get("/").event();
    assert_eq!(event["requestContext"]["identity"]["type"], "AWS_IAM");
}

#[test]
fn an_empty_query_and_body_are_absent() {
    let event = VpcLattice::new().get("/").event();
    assert_eq!(event.get("queryStringParameters"), None);
    assert_eq!(event.get("body"), None);
    assert_eq!(event["isBase64Encoded"], false);
}

#[test]
fn bodies_other_than_text_are_base64() {
    let event = VpcLattice::new().post("/").body(&b"\x00\xff"[..]).event();
    assert_eq!(event["body"], "AP8=");
    assert_eq!(event["isBase64Encoded"], true);
    assert_eq!(VpcLattice::new().post("/").text("hi").event()["body"], "hi");
}

#[test]
fn a_reply_needs_a_status_and_failures_are_502() {
    let request = VpcLattice::new().get("/");
    let result = json!({ "statusCode": 201, "headers": { "x": "1" }, "body": "made" });
    let response = request.response(&returned(result));
    assert_eq!(status_and_body(&response), (201, "made"));
    assert_eq!(lines(&response, "x"), ["1"]);
    assert_eq!(request.response(&returned(json!({ "body": "x" }))).status(), 502);
    assert_eq!(request.response(&Outcome::FunctionError).status(), 502);
}
