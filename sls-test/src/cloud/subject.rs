//! What was sent to the function, in a few words: how the report of a failed test begins.

use serde_json::Value;

use super::batch;

/// What is there in the events of a source, and what they are called.
///
/// The words between braces stand for the text at this place of the event.
const SUBJECTS: [(&str, &str); 12] = [
    (
        "/Records/0/Sns",
        "the message {/Records/0/Sns/MessageId} of the topic {/Records/0/Sns/TopicArn}",
    ),
    (
        "/Records/0/s3",
        "the notification {/Records/0/responseElements/x-amz-request-id} ({/Records/0/eventName} \
         of {/Records/0/s3/object/key} in {/Records/0/s3/bucket/name})",
    ),
    (
        "/Records/0/ses",
        "the mail {/Records/0/ses/mail/messageId} from {/Records/0/ses/mail/source}",
    ),
    ("/alarmData", "the alarm {/alarmData/alarmName} (now {/alarmData/state/value})"),
    ("/awslogs", "the log events of a subscription filter"),
    ("/context/System", "the request {/request/requestId} of Alexa ({/request/type})"),
    ("/deliveryStreamArn", "the batch {/invocationId} of {/deliveryStreamArn}"),
    ("/detail-type", "the event {/id} ({/detail-type} of {/source})"),
    ("/methodArn", "the question about {/methodArn}"),
    ("/RequestType", "the request {/RequestType} for {/ResourceType} {/LogicalResourceId}"),
    ("/routeArn", "the question about {/routeArn}"),
    ("/triggerSource", "the call {/triggerSource} of {/userPoolId}"),
];

/// What was sent, with the identifiers that AWS gave it.
pub(super) fn describe(event: &Value) -> String {
    if let Some(batch) = batch::describe(event) {
        return batch;
    }
    let subject = SUBJECTS.iter().find(|(place, _)| event.pointer(place).is_some());
    subject.map_or("the event".to_owned(), |(_, words)| filled(words, event))
}

fn filled(words: &str, event: &Value) -> String {
    let mut parts = words.split(['{', '}']);
    let mut text = parts.next().unwrap_or_default().to_owned();
    while let (Some(place), Some(words)) = (parts.next(), parts.next()) {
        text.push_str(event.pointer(place).and_then(Value::as_str).unwrap_or("?"));
        text.push_str(words);
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::event::{
        AlarmEvent, AlexaEvent, AuthorizerEvent, CloudWatchLogsEvent, CognitoEvent, CognitoTrigger,
        CustomResourceEvent, EventBridgeEvent, FirehoseEvent, S3Event, SesEvent, SnsEvent,
        SqsEvent,
    };
    use crate::front_door::{HttpApi, RestApi};

    #[test]
    fn every_source_is_told_in_its_own_words() {
        let http_api = AuthorizerEvent::http_api(HttpApi::new().get("/orders"));
        let rest_api = AuthorizerEvent::rest(RestApi::new().get("/orders"));
        for (event, words) in [
            (AlarmEvent::new("cpu").build(), "the alarm cpu (now ALARM)"),
            (AlexaEvent::launch("skill").build(), " of Alexa (LaunchRequest)"),
            (http_api.build(), "the question about arn:aws:execute-api:"),
            (rest_api.build(), "the question about arn:aws:execute-api:"),
            (CloudWatchLogsEvent::new("g").build(), "the log events of a subscription filter"),
            (CognitoEvent::new(CognitoTrigger::PreAuthentication).build(), "of eu-west-1_EXAMPLE"),
            (CustomResourceEvent::create("Custom::A").build(), "Create for Custom::A A"),
            (EventBridgeEvent::new("shop", "OrderPlaced").build(), "(OrderPlaced of shop)"),
            (FirehoseEvent::new("copy").build(), "deliverystream/copy"),
            (S3Event::put("b", "k").build(), "(ObjectCreated:Put of k in b)"),
            (SesEvent::new("a@example.com").build(), " from sender@example.com"),
            (SnsEvent::new("t").build(), "of the topic arn:aws:sns:eu-west-1:111122223333:t"),
            (SqsEvent::new("q").build(), "the batch of 1 record of arn:aws:sqs:"),
            (json!({"n": 1}), "the event"),
        ] {
            let described = describe(&event);
            assert!(described.contains(words), "{described}");
            assert!(!described.contains('?'), "{described}");
        }
    }

    #[test]
    fn what_a_test_took_out_is_left_open() {
        let event = SnsEvent::new("t").with("/Records/0/Sns/MessageId", 7).build();
        assert!(describe(&event).starts_with("the message ? of the topic arn:"));
    }
}
