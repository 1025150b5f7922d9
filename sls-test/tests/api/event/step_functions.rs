//! Golden shapes: AWS Step Functions developer guide, "Handling errors in Step Functions workflows"
//! and "Wait for a Callback with Task Token". `aws_lambda_events` has no types for state machines.

use proptest::prelude::*;
use serde_json::{Value, json};
use sls_core::event::detect;
use sls_core::{Failure, Source};
use sls_test::event::StepFunctionsEvent;

use super::form::assert_form;
use super::once::assert_given_out_once;

#[test]
fn any_json_is_an_input() {
    for input in [json!(null), json!(0.0), json!("x"), json!([1]), json!({"order": 7})] {
        let event = StepFunctionsEvent::input(&input);
        assert_eq!(event.build(), input);
        // Nothing in it says that a state machine sent it.
        assert_eq!(detect(&event.to_bytes()).unwrap(), Source::Unrecognized, "{input}");
    }
}

#[test]
fn a_caught_error_has_a_name_and_a_cause() {
    let event = StepFunctionsEvent::caught("States.Timeout", "");
    assert_eq!(event.build(), json!({"Error": "States.Timeout", "Cause": ""}));
    assert_eq!(detect(&event.to_bytes()).unwrap(), Source::StepFunctions);
}

#[test]
fn the_cause_of_a_failed_function_is_what_the_function_reported() {
    let event = StepFunctionsEvent::caught_failure("OrderError", "sold \"out\"");
    assert_eq!(detect(&event.to_bytes()).unwrap(), Source::StepFunctions);
    let event = event.build();
    assert_eq!(event["Error"], "OrderError");
    let cause: Value = serde_json::from_str(event["Cause"].as_str().unwrap()).unwrap();
    let failure = Failure::new("OrderError", "sold \"out\"").to_json();
    assert_eq!(cause, serde_json::from_slice::<Value>(&failure).unwrap());
}

#[test]
fn a_task_token_is_added_to_the_input() {
    let event = StepFunctionsEvent::input(&json!({"order": 7})).task_token("token").build();
    assert_form(&event, &json!({"order": 7, "token": "<base64 512>"}));
}

#[test]
#[should_panic(expected = "only an object has members, and 7 is none")]
fn a_task_token_needs_an_object() {
    let _ = StepFunctionsEvent::input(&7).task_token("token");
}

proptest! {
    #[test]
    fn errors_come_out_as_they_went_in(error in any::<String>(), cause in any::<String>()) {
        let event = StepFunctionsEvent::caught(error.as_str(), cause.as_str()).to_bytes();
        let event: Value = serde_json::from_slice(&event).unwrap();
        prop_assert_eq!(event, json!({"Error": error, "Cause": cause}));
    }

    #[test]
    fn no_two_task_tokens_are_the_same(seed in any::<u64>(), rounds in 1_usize..20) {
        let event = StepFunctionsEvent::input(&json!({})).task_token("token");
        assert_given_out_once(&[(&event, &["/token"])], seed, rounds);
    }
}
