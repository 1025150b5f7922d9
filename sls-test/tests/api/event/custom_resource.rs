//! Golden shapes: AWS CloudFormation user guide, "Custom resource request objects" and "Custom
//! resource request types".

use aws_lambda_events::cloudformation::CloudFormationCustomResourceRequest;
use percent_encoding::percent_decode_str;
use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::Source;
use sls_core::event::detect;
use sls_test::event::{CustomResourceEvent, Origin};

use super::form::assert_form;
use super::once::assert_given_out_once;
use super::peer;

const FUNCTION: &str = "arn:aws:lambda:eu-west-1:111122223333:function:custom-resource";
const STACK: &str = "arn:aws:cloudformation:eu-west-1:111122223333:stack/demo/";

/// What every request has, checked against what the event says of itself.
fn common(event: &Value, request_type: &str, properties: Value) -> Value {
    let stack = event["StackId"].as_str().unwrap();
    assert_form(&json!(stack.strip_prefix(STACK)), &json!("<uuid>"));

    let url = event["ResponseURL"].as_str().unwrap();
    let host =
        "https://cloudformation-custom-resource-response-euwest1.s3.eu-west-1.amazonaws.com/";
    let (object, query) = url.strip_prefix(host).unwrap().split_once('?').unwrap();
    let request_id = event["RequestId"].as_str().unwrap();
    let object = percent_decode_str(object).decode_utf8().unwrap();
    assert_eq!(object, format!("{stack}|Thing|{request_id}"));
    assert!(query.starts_with("X-Amz-Algorithm=AWS4-HMAC-SHA256&"), "{query}");
    assert!(url.parse::<http::Uri>().is_ok(), "{url}");

    json!({
        "RequestType": request_type,
        "ServiceToken": FUNCTION,
        "ResponseURL": url,
        "StackId": stack,
        "RequestId": "<uuid>",
        "LogicalResourceId": "Thing",
        "ResourceType": "Custom::Thing",
        "ResourceProperties": properties,
    })
}

#[test]
fn a_create_has_no_physical_id() {
    let event = CustomResourceEvent::create("Custom::Thing")
        .property("Name", "a")
        .old_property("Name", "left out")
        .physical_id("left out")
        .build_in(&Origin::seeded(1));
    let properties = json!({"ServiceToken": FUNCTION, "Name": "a"});
    assert_form(&event, &common(&event, "Create", properties));
}

#[test]
fn an_update_has_the_old_properties_too() {
    let event = CustomResourceEvent::update("Custom::Thing")
        .property("Name", "b")
        .old_property("Name", "a")
        .physical_id("thing-1")
        .build_in(&Origin::seeded(1));
    let mut expected = common(&event, "Update", json!({"ServiceToken": FUNCTION, "Name": "b"}));
    expected["PhysicalResourceId"] = "thing-1".into();
    expected["OldResourceProperties"] = json!({"ServiceToken": FUNCTION, "Name": "a"});
    assert_form(&event, &expected);
}

#[test]
fn a_delete_names_the_resource() {
    let event = CustomResourceEvent::delete("Custom::Thing").build_in(&Origin::seeded(1));
    let mut expected = common(&event, "Delete", json!({"ServiceToken": FUNCTION}));
    let id = event["PhysicalResourceId"].as_str().unwrap();
    assert_form(&json!(id.strip_prefix("Thing-")), &json!("<hex 32>"));
    expected["PhysicalResourceId"] = id.into();
    assert_form(&event, &expected);
}

#[test]
fn numbers_and_booleans_arrive_as_strings() {
    let event = CustomResourceEvent::create("Custom::Thing")
        .property("Flat", &json!([true, 7, 12.5, "x", null]))
        .property("Deep", &json!({"a": [{"b": false}]}))
        .build();
    let properties = &event["ResourceProperties"];
    assert_eq!(properties["Flat"], json!(["true", "7", "12.5", "x", null]));
    assert_eq!(properties["Deep"], json!({"a": [{"b": "false"}]}));
}

#[test]
fn ids_and_arns_are_as_given() {
    let stack = "arn:aws:cloudformation:us-east-1:444455556666:stack/other/1";
    let function = "arn:aws:lambda:us-east-1:444455556666:function:f";
    let event = CustomResourceEvent::create("AWS::CloudFormation::CustomResource")
        .stack(stack)
        .function(function)
        .request_id("r1")
        .response_url("http://127.0.0.1:8080/")
        .build();
    assert_eq!(event["StackId"], stack);
    assert_eq!(event["ServiceToken"], function);
    assert_eq!(event["ResourceProperties"]["ServiceToken"], function);
    assert_eq!(event["RequestId"], "r1");
    assert_eq!(event["ResponseURL"], "http://127.0.0.1:8080/");
    assert_eq!(event["LogicalResourceId"], "CustomResource");
    let event = CustomResourceEvent::create("Custom::Thing").logical_id("MyThing").build();
    assert_eq!(event["LogicalResourceId"], "MyThing");
}

#[test]
fn a_resource_keeps_its_id_and_another_has_its_own() {
    let id = |logical_id: &str| {
        let event = CustomResourceEvent::update("Custom::Thing").logical_id(logical_id);
        event.build()["PhysicalResourceId"].clone()
    };
    assert_eq!(id("A"), id("A"));
    assert_ne!(id("A"), id("B"));
    let stack = |name: &str| CustomResourceEvent::create("Custom::Thing").stack(name).build();
    assert_eq!(stack("s")["StackId"], stack("s")["StackId"]);
    assert_ne!(stack("s")["StackId"], stack("t")["StackId"]);
}

fn all() -> [CustomResourceEvent; 3] {
    [
        CustomResourceEvent::create("Custom::Thing"),
        CustomResourceEvent::update("Custom::Thing"),
        CustomResourceEvent::delete("Custom::Thing"),
    ]
}

#[test]
fn every_request_is_recognised() {
    for event in all() {
        assert_eq!(detect(&event.to_bytes()).unwrap(), Source::CloudFormation, "{event:?}");
    }
}

#[test]
fn the_peer_reads_every_request() {
    use CloudFormationCustomResourceRequest as Request;
    let [create, update, delete] =
        all().map(|event| peer::parse::<Request>(&event.property("Name", "a").build()));
    let Request::Create(create) = create else { panic!("{create:?}") };
    assert_eq!(create.resource_properties["Name"], "a");
    let Request::Update(update) = update else { panic!("{update:?}") };
    assert_eq!(update.old_resource_properties, json!({"ServiceToken": FUNCTION}));
    let Request::Delete(delete) = delete else { panic!("{delete:?}") };
    assert!(delete.physical_resource_id.starts_with("Thing-"));
}

proptest! {
    #[test]
    fn texts_come_out_as_they_went_in(
        properties in proptest::collection::btree_map("[A-Z][a-z]{0,8}", any::<String>(), 0..4),
    ) {
        let mut event = CustomResourceEvent::create("Custom::Thing");
        for (name, value) in &properties {
            event = event.property(name.as_str(), value);
        }
        let event: Value = serde_json::from_slice(&event.to_bytes()).unwrap();
        for (name, value) in &properties {
            prop_assert_eq!(event["ResourceProperties"][name].as_str(), Some(value.as_str()));
        }
    }

    #[test]
    fn no_two_requests_share_an_identifier(seed in any::<u64>(), rounds in 1_usize..20) {
        let all = all();
        let places: &[&str] = &["/RequestId", "/ResponseURL"];
        assert_given_out_once(&all.each_ref().map(|event| (event as _, places)), seed, rounds);
    }
}
