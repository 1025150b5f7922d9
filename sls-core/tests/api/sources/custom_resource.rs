//! A stack makes things through a function, and is always answered.

use std::fmt;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use serde::Deserialize;
use serde_json::{Value, json};
use sls_core::event::custom_resource::{Answer, CustomResource, Request, RequestType};
use sls_core::{App, Clock, Context, Error, Failure, Handler, Invocation, Json, Reply};
use tower::{ServiceExt, timeout::TimeoutLayer};

const URL: &str = "https://bucket.s3.test/answer?Signature=secret";

/// What CloudFormation has received.
#[derive(Clone, Default)]
struct Answers(Arc<Mutex<Vec<(String, String)>>>);

impl Answers {
    fn thing(&self) -> CustomResource {
        let answers = self.clone();
        CustomResource::new("Custom::Thing").sender(move |url: String, body: String| {
            answers.0.lock().unwrap().push((url, body));
            async { Ok::<_, fmt::Error>(()) }
        })
    }

    /// The only answer.
    fn take(&self) -> Value {
        let mut answers = std::mem::take(&mut *self.0.lock().unwrap());
        assert_eq!(answers.len(), 1, "{answers:?}");
        let (url, body) = answers.remove(0);
        assert_eq!(url, URL);
        assert!(body.len() <= 4096, "{body}");
        serde_json::from_str(&body).unwrap()
    }
}

fn event(request_type: &str) -> Value {
    let mut event = json!({
        "RequestType": request_type, "ResponseURL": URL, "ResourceType": "Custom::Thing",
        "StackId": "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0123-4567",
        "RequestId": "7bfe2d54", "LogicalResourceId": "MyThing",
        "ServiceToken": "arn:aws:lambda:eu-west-1:111122223333:function:things",
        "ResourceProperties": {"ServiceToken": "arn:aws:lambda:…", "Name": "tea"},
    });
    if request_type != "Create" {
        event["PhysicalResourceId"] = "thing-1".into();
    }
    event
}

async fn invoke(handler: Handler, event: &Value) -> Result<Value, Failure> {
    let context = Context::builder("8476a536-e9f4-11e8-9739-2dfe598c3fcd").build();
    invoke_within(handler, event, context).await
}

async fn invoke_within(
    handler: Handler,
    event: &Value,
    context: Context,
) -> Result<Value, Failure> {
    let app = App::new().handler(handler);
    let reply = app.oneshot(Invocation::new(event.to_string(), context)).await?;
    Ok(serde_json::from_slice(&reply.collect().await.bytes).unwrap())
}

async fn nothing() {}

#[tokio::test]
async fn what_the_handler_returns_is_put_to_the_address() {
    #[derive(Deserialize)]
    #[serde(rename_all = "PascalCase")]
    struct Thing {
        name: String,
    }
    async fn thing(request: Request, Json(thing): Json<Thing>) -> Result<Answer, Error> {
        assert_eq!(request.request_type(), RequestType::Create);
        let id = format!("{}-{}", request.logical_id(), thing.name);
        Ok(Answer::new().physical_id(id).data(&json!({"Name": thing.name}))?.no_echo())
    }

    let answers = Answers::default();
    let handler = Handler::new("thing").on(answers.thing(), thing);
    assert_eq!(invoke(handler, &event("Create")).await, Ok(Value::Null));
    let expected = json!({
        "Status": "SUCCESS", "PhysicalResourceId": "MyThing-tea",
        "StackId": "arn:aws:cloudformation:eu-west-1:111122223333:stack/shop/0123-4567",
        "RequestId": "7bfe2d54", "LogicalResourceId": "MyThing", "NoEcho": true,
        "Data": {"Name": "tea"},
    });
    assert_eq!(answers.take(), expected);
}

#[tokio::test]
async fn a_resource_keeps_its_id_and_a_new_one_gets_the_same_in_every_attempt() {
    let answers = Answers::default();
    for (request_type, id) in [
        ("Create", "shop-MyThing-7bfe2d54"),
        ("Create", "shop-MyThing-7bfe2d54"),
        ("Update", "thing-1"),
        ("Delete", "thing-1"),
    ] {
        let handler = Handler::new("nothing").on(answers.thing(), nothing);
        invoke(handler, &event(request_type)).await.unwrap();
        let answer = answers.take();
        assert_eq!(
            (&answer["Status"], &answer["PhysicalResourceId"]),
            (&json!("SUCCESS"), &id.into())
        );
    }
}

#[tokio::test]
async fn failures_panics_and_refused_arguments_are_answered_and_not_repeated() {
    async fn fails() -> Result<Answer, Error> {
        Err(Error::msg("no tea").with_type("OutOfStock"))
    }
    async fn panics() -> Result<(), Error> {
        panic!("no tea")
    }
    async fn wants_a_number(Json(_): Json<u32>) {}
    async fn is_too_long() -> Result<Answer, Error> {
        Answer::new().physical_id("thing-2").data(&json!({"Name": "x".repeat(5000)}))
    }

    let answers = Answers::default();
    let handler = |name| Handler::new(name);
    for (handler, reason, id) in [
        (
            handler("fails").on(answers.thing(), fails),
            "OutOfStock: no tea",
            "shop-MyThing-7bfe2d54",
        ),
        (
            handler("panics").on(answers.thing(), panics),
            "Sls.Panic: the handler panicked: no tea",
            "shop-MyThing-7bfe2d54",
        ),
        (
            handler("wants_a_number").on(answers.thing(), wants_a_number),
            "Sls.Rejected: body: expected u32 (in an event from AWS CloudFormation)",
            "shop-MyThing-7bfe2d54",
        ),
        (
            handler("is_too_long").on(answers.thing(), is_too_long),
            "Sls.ReplyTooLarge: the custom resource's answer has 5217 bytes, of at most 4096",
            "thing-2",
        ),
    ] {
        assert_eq!(invoke(handler, &event("Create")).await, Ok(Value::Null));
        let answer = answers.take();
        assert_eq!(answer["Status"], "FAILED");
        assert_eq!(answer["Reason"], reason);
        assert_eq!(answer["PhysicalResourceId"], id);
        assert_eq!(answer["RequestId"], "7bfe2d54");
    }
}

#[tokio::test]
async fn a_request_of_an_unknown_type_is_answered_too() {
    async fn thing(_: Request) {}

    let answers = Answers::default();
    let handler = Handler::new("thing").on(answers.thing(), thing);
    invoke(handler, &event("Import")).await.unwrap();
    let answer = answers.take();
    assert_eq!(answer["Status"], "FAILED");
    assert!(answer["Reason"].as_str().unwrap().contains("expected `Create`, `Update` or `Delete`"));
}

#[derive(Debug)]
struct Stopped;

impl Clock for Stopped {
    fn now(&self) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_772_359_200)
    }
}

#[tokio::test]
async fn an_answer_is_sent_before_the_time_is_over() {
    async fn never_ends() {
        pending().await
    }

    let answers = Answers::default();
    let handler = Handler::new("never_ends").on(answers.thing(), never_ends);
    let context = Context::builder("8476a536-e9f4-11e8-9739-2dfe598c3fcd")
        .deadline(Stopped.now() + Duration::from_millis(20))
        .clock(Arc::new(Stopped))
        .build();
    assert_eq!(invoke_within(handler, &event("Update"), context).await, Ok(Value::Null));
    let answer = answers.take();
    assert_eq!(
        (&answer["Status"], &answer["PhysicalResourceId"]),
        (&json!("FAILED"), &json!("thing-1"))
    );
    assert!(answer["Reason"].as_str().unwrap().starts_with("Sls.Deadline: "));
}

#[tokio::test]
async fn an_answer_is_sent_whatever_layers_do() {
    async fn thing() -> Result<Answer, Error> {
        Answer::new().data(&json!({"Name": "tea"}))
    }
    async fn never_ends() {
        pending().await
    }

    let answers = Answers::default();
    let layered = Handler::new("thing")
        .on(answers.thing(), thing)
        .layer(TimeoutLayer::new(Duration::from_secs(60)));
    invoke(layered, &event("Create")).await.unwrap();
    assert_eq!(answers.take()["Data"], json!({"Name": "tea"}));

    let cut_off = Handler::new("never_ends")
        .on(answers.thing(), never_ends)
        .layer(TimeoutLayer::new(Duration::ZERO));
    invoke(cut_off, &event("Create")).await.unwrap();
    assert_eq!(answers.take()["Status"], "FAILED");

    let answered_by_a_layer = Handler::new("never_ends").on(answers.thing(), never_ends).layer(
        tower::layer::layer_fn(|_| {
            tower::service_fn(async |_: Invocation| {
                Ok::<_, Failure>(Reply::json(r#"{"PhysicalResourceId":"stored"}"#))
            })
        }),
    );
    invoke(answered_by_a_layer, &event("Create")).await.unwrap();
    assert_eq!(answers.take()["PhysicalResourceId"], "stored");
}

#[tokio::test]
async fn an_answer_that_cannot_be_sent_fails_the_invocation_without_its_address() {
    let sender = |url: String, _: String| async move { Err(format!("cannot connect to {url}")) };
    let thing = CustomResource::new("Custom::Thing").sender(sender);
    let handler = Handler::new("nothing").on(thing, nothing);
    let failure = invoke(handler, &event("Create")).await.unwrap_err();
    assert_eq!(failure.error_type(), "Sls.AnswerNotSent");
    assert_eq!(
        failure.message(),
        "the answer to CloudFormation could not be sent: cannot connect to ResponseURL"
    );
}

#[tokio::test]
async fn the_handler_of_a_type_is_called_before_that_of_all_types() {
    async fn named() -> Answer {
        Answer::new().physical_id("named")
    }
    async fn any() -> Answer {
        Answer::new().physical_id("any")
    }

    let answers = Answers::default();
    for (resource_type, id) in [("Custom::Thing", "named"), ("Custom::Other", "any")] {
        let catch_all = {
            let answers = answers.clone();
            CustomResource::any().sender(move |url: String, body: String| {
                answers.0.lock().unwrap().push((url, body));
                async { Ok::<_, fmt::Error>(()) }
            })
        };
        let handlers = [
            Handler::new("any").on(catch_all, any),
            Handler::new("named").on(answers.thing(), named),
        ];
        let mut event = event("Create");
        event["ResourceType"] = resource_type.into();
        let context = Context::builder("8476a536-e9f4-11e8-9739-2dfe598c3fcd").build();
        let app = App::new().handlers(handlers);
        app.oneshot(Invocation::new(event.to_string(), context)).await.unwrap();
        assert_eq!(answers.take()["PhysicalResourceId"], id);
    }
}

#[tokio::test]
async fn a_type_that_nobody_makes_is_answered_unless_somebody_takes_the_rest() {
    async fn raw(event: Value) -> Value {
        event["ResourceType"].clone()
    }

    let answers = Answers::default();
    let mut event = event("Create");
    event["ResourceType"] = "Custom::Other".into();
    let thing = || Handler::new("thing").on(answers.thing(), nothing);
    assert_eq!(invoke(thing(), &event).await, Ok(Value::Null));
    let answer = answers.take();
    assert_eq!((&answer["Status"], &answer["RequestId"]), (&json!("FAILED"), &json!("7bfe2d54")));
    assert_eq!(
        answer["Reason"],
        "Sls.UnroutedEvent: an event from AWS CloudFormation arrived that none of its handlers \
         claims: `thing` (custom resource `Custom::Thing`)"
    );

    let rest = thing().direct(raw);
    assert_eq!(invoke(rest, &event).await, Ok(json!("Custom::Other")));
    assert!(answers.0.lock().unwrap().is_empty());
}

/// A layer around the whole app.
async fn behind(layer: impl AppLayer, answers: &Answers, context: Context) -> Value {
    let app = App::new().handler(Handler::new("thing").on(answers.thing(), nothing));
    let reply = layer.around(app).oneshot(Invocation::new(event("Create").to_string(), context));
    assert_eq!(reply.await.unwrap().collect().await.bytes, "null");
    answers.take()
}

trait AppLayer {
    fn around(self, app: App) -> App;
}

impl<F, Fut> AppLayer for F
where
    F: Fn() -> Fut + Clone + Send + Sync + 'static,
    Fut: Future<Output = Result<(), Failure>> + Send + 'static,
{
    fn around(self, app: App) -> App {
        app.layer(tower::layer::layer_fn(move |inner| {
            let (before, inner): (_, sls_core::EventService) = (self.clone(), inner);
            tower::service_fn(move |invocation: Invocation| {
                let (before, inner) = (before(), inner.clone());
                async move {
                    before.await?;
                    inner.oneshot(invocation).await
                }
            })
        }))
    }
}

#[tokio::test]
async fn an_answer_is_sent_whatever_layers_of_the_app_do() {
    let context = || Context::builder("8476a536-e9f4-11e8-9739-2dfe598c3fcd");
    let answers = Answers::default();
    let passes = || async { Ok(()) };
    assert_eq!(behind(passes, &answers, context().build()).await["Status"], "SUCCESS");

    let fails = || async { Err(Failure::new("Closed", "not today")) };
    let answer = behind(fails, &answers, context().build()).await;
    assert_eq!(
        (&answer["Status"], &answer["Reason"]),
        (&json!("FAILED"), &json!("Closed: not today"))
    );

    let panics = || async { panic!("no layer") };
    let answer = behind(panics, &answers, context().build()).await;
    assert_eq!(answer["Reason"], "Sls.Panic: the handler panicked: no layer");

    let short =
        context().deadline(Stopped.now() + Duration::from_millis(20)).clock(Arc::new(Stopped));
    let answer = behind(pending, &answers, short.build()).await;
    assert!(answer["Reason"].as_str().unwrap().starts_with("Sls.Deadline: "), "{answer}");
}

#[tokio::test]
async fn an_answer_is_sent_when_what_the_handler_needs_cannot_be_built() {
    struct Pool;
    async fn pool() -> Result<Pool, Error> {
        Err(Error::msg("no connection"))
    }
    async fn thing(_: sls_core::State<Pool>) {}

    let answers = Answers::default();
    let app = App::new()
        .resource(sls_core::Resource::<Pool>::new("pool", pool).lazy())
        .handler(Handler::new("thing").on(answers.thing(), thing));
    let context = Context::builder("8476a536-e9f4-11e8-9739-2dfe598c3fcd").build();
    app.oneshot(Invocation::new(event("Create").to_string(), context)).await.unwrap();
    let answer = answers.take();
    assert_eq!(answer["Status"], "FAILED");
    assert!(answer["Reason"].as_str().unwrap().contains("no connection"), "{answer}");
}

#[cfg(feature = "idempotency")]
#[tokio::test]
async fn a_request_that_comes_again_is_answered_as_before_without_its_handler() {
    use sls_core::idempotency::Idempotent;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tower::Service;

    let (answers, runs) = (Answers::default(), Arc::new(AtomicUsize::new(0)));
    let counted = Arc::clone(&runs);
    let thing = move || {
        let counted = Arc::clone(&counted);
        async move {
            let run = counted.fetch_add(1, Ordering::Relaxed);
            Answer::new().physical_id("made").data(&json!({ "Run": run }))
        }
    };
    let handler = Handler::new("thing").on(answers.thing(), thing);
    let app = App::new().handler(handler.idempotent(Idempotent::by_identity()));
    let mut service = app.into_service().unwrap();
    for attempt in ["first", "second"] {
        let context = Context::builder(attempt).build();
        let invocation = Invocation::new(event("Create").to_string(), context);
        service.call(invocation).await.unwrap();
        let answer = answers.take();
        assert_eq!(answer["PhysicalResourceId"], "made");
        assert_eq!(answer["Data"], json!({"Run": 0}));
    }
    assert_eq!(runs.load(Ordering::Relaxed), 1);
}

#[test]
fn two_handlers_of_one_type_refuse_to_start() {
    let answers = Answers::default();
    let app = App::new().handlers([
        Handler::new("one").on(answers.thing(), nothing),
        Handler::new("two").on(answers.thing(), nothing),
    ]);
    assert_eq!(
        app.into_service().unwrap_err().problems(),
        ["`one` and `two` both claim events of custom resource `Custom::Thing`"]
    );
}
