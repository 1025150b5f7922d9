//! What `App::manifest` says, compared with the reference page of the attribute.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::{Value, json};
use sls_core::event::{
    alarm, alexa, authorizer, cognito, custom_resource, dynamodb, eventbridge, firehose, iot,
    kafka, kinesis, s3, schedule, ses, sns, sqs,
};
use sls_core::{App, EventSource, Handler, Manifest};

async fn nothing() {}

async fn talk() -> alexa::Response {
    alexa::Response::new()
}

async fn allow() -> authorizer::Authorization {
    authorizer::Authorization::simple(true)
}

async fn transform() -> firehose::Transformed {
    firehose::Transformed::dropped()
}

/// An app with every source that is there without features.
fn app() -> App {
    App::new()
        .handler(
            Handler::new("of events")
                .on(alarm::Alarm::any(), nothing)
                .on(cognito::Trigger::any(), nothing)
                .on(custom_resource::CustomResource::any(), nothing)
                .on(dynamodb::Table::new("orders"), nothing)
                .on(eventbridge::Rule::any().source("shop"), nothing)
                .on(iot::Event::any(), nothing)
                .on(kafka::Topic::new("orders"), nothing)
                .on(kinesis::Stream::new("orders"), nothing)
                .on(s3::Notification::any(), nothing)
                .on(schedule::Schedule::new("rate(1 day)"), nothing)
                .on(ses::Rule::any(), nothing)
                .on(sns::Topic::any(), nothing)
                .on(sqs::Queue::new("orders"), nothing),
        )
        .handler(Handler::new("of skills").on(alexa::Skill::new("amzn1.ask.skill.1"), talk))
        .handler(Handler::new("of requests").on(authorizer::Authorizer::any(), allow))
        .handler(Handler::new("of records").on(firehose::DeliveryStream::any(), transform))
}

/// The settings of each source on the reference page; nothing where the page is not.
fn documented() -> Option<BTreeMap<String, BTreeSet<String>>> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/handler.md");
    let page = fs::read_to_string(path).ok()?;
    let mut settings = BTreeMap::new();
    let mut source = None;
    for line in page.lines() {
        if line.starts_with("## ") {
            source = None;
        } else if let Some(heading) = line.strip_prefix("### ") {
            source = heading.strip_prefix('`').and_then(|it| it.strip_suffix('`'));
            settings.extend(source.map(|source| (source.to_owned(), BTreeSet::new())));
        } else if let (Some(source), Some(row)) = (source, line.strip_prefix("| `"))
            && let (Some((name, _)), Some(of_source)) =
                (row.split_once('`'), settings.get_mut(source))
        {
            of_source.insert(name.to_owned());
        }
    }
    Some(settings)
}

#[test]
fn the_manifest_has_the_names_of_the_reference_page() {
    let Some(documented) = documented() else { return };
    let manifest = app().manifest();
    let sources: Vec<_> = manifest.handlers.iter().flat_map(|handler| &handler.sources).collect();
    for source in &sources {
        let settings: BTreeSet<_> = source.settings.keys().cloned().collect();
        assert_eq!(Some(&settings), documented.get(&source.source), "{}", source.source);
    }
    let listed: BTreeSet<_> = sources.iter().map(|source| source.source.as_str()).collect();
    let expected = documented.keys().map(String::as_str);
    let tested_elsewhere = ["cloudwatch_logs", "http", "websocket"];
    assert_eq!(listed, expected.filter(|name| !tested_elsewhere.contains(name)).collect());
}

#[test]
fn requests_are_told_by_their_route() {
    let handler = Handler::new("h").http("GET /a", nothing).websocket("b", nothing).direct(nothing);
    let manifest = App::new().handler(handler).manifest();
    let expected = json!({
        "version": 1,
        "handlers": [{
            "name": "h",
            "sources": [
                { "source": "http", "settings": { "route": "GET /a" } },
                { "source": "websocket", "settings": { "route_key": "b" } },
                { "source": "direct", "settings": {} },
            ],
        }],
    });
    assert_eq!(serde_json::to_value(manifest).unwrap(), expected);
}

#[cfg(feature = "gzip")]
#[test]
fn log_groups_are_told_by_the_names_of_the_reference_page() {
    use sls_core::event::cloudwatch_logs::LogGroup;

    let Some(documented) = documented() else { return };
    let manifest = App::new().handler(Handler::new("h").on(LogGroup::any(), nothing)).manifest();
    let settings = manifest.handlers[0].sources[0].settings.keys().cloned().collect();
    assert_eq!(documented.get("cloudwatch_logs"), Some(&settings));
}

#[test]
fn the_manifest_is_read_back_as_it_was() {
    let manifest = app().manifest();
    let text = serde_json::to_string(&manifest).unwrap();
    assert_eq!(serde_json::from_str::<Manifest>(&text).unwrap(), manifest);
}

#[track_caller]
fn check<S: EventSource<Output = Result<sls_core::reply::Outcomes, sls_core::Error>>>(
    source: S,
    setting: &str,
    expected: Value,
) {
    let manifest = App::new().handler(Handler::new("h").on(source, nothing)).manifest();
    assert_eq!(manifest.handlers[0].sources[0].settings[setting], expected, "{setting}");
}

#[test]
fn what_is_given_stands_beside_the_defaults_of_aws() {
    let seconds = std::time::Duration::from_secs;
    check(kinesis::Stream::new("a"), "batch_size", json!(100));
    check(kinesis::Stream::new("a").batching_window(seconds(5)), "batching_window", json!(5));
    check(kinesis::Stream::new("a"), "maximum_record_age", Value::Null);
    check(sqs::Queue::new("a").filter(["{}"]), "filter", json!(["{}"]));
    check(eventbridge::Rule::any().source("shop"), "source", json!(["shop"]));
    check(sns::Topic::new("a"), "filter_policy_scope", json!("MessageAttributes"));
    check(
        s3::Notification::bucket("a").on(["s3:ObjectCreated:*"]),
        "on",
        json!(["ObjectCreated:*"]),
    );
}

#[cfg(feature = "idempotency")]
#[test]
fn an_idempotent_handler_says_by_what_it_is() {
    use sls_core::idempotency::{Idempotent, MissingKey};

    let said = |settings: Idempotent| {
        let handler = Handler::new("h").direct(nothing).idempotent(settings);
        let manifest = App::new().handler(handler).manifest();
        Value::Object(manifest.handlers[0].idempotent.clone().unwrap())
    };
    let defaults = json!({
        "and": [], "and_header": [], "expires_after": 3600, "missing_key": "refuse", "payload": [],
        "scope": null,
    });
    let with = |settings: Value| {
        let mut all = defaults.clone();
        all.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
        all
    };
    assert_eq!(said(Idempotent::by("/a")), with(json!({ "by": "/a" })));
    assert_eq!(said(Idempotent::by_identity()), with(json!({ "by_identity": true })));
    assert_eq!(said(Idempotent::key(|_| Ok(String::new()))), with(json!({ "key": true })));
    assert_eq!(
        said(Idempotent::by_header("x").and("/a").and_header("y").and("/b").payload("").scope("s")),
        with(json!({
            "by_header": "x", "and": ["/a", "/b"], "and_header": ["y"], "payload": [""], "scope": "s",
        })),
    );
    let settings = Idempotent::by("/a").missing_key(MissingKey::RunUnprotected);
    assert_eq!(said(settings)["missing_key"], "run_unprotected");
}
