//! What cannot be idempotent is refused before the first event.

use std::time::Duration;

use sls_core::event::{alexa, kinesis};
use sls_core::idempotency::{Idempotent, MemoryStore};
use sls_core::reply::Outcomes;
use sls_core::{App, Batch, Handler, Json};

async fn nothing() {}

#[track_caller]
fn check(app: App, expected: &[&str]) {
    let error = app.into_service().unwrap_err();
    assert_eq!(error.problems(), expected);
}

#[test]
fn settings_that_cannot_work_are_all_named() {
    let settings = Idempotent::by("id").payload("amount").expires_after(Duration::ZERO).scope("");
    let app = App::new().handler(Handler::new("pay").direct(nothing).idempotent(settings));
    let pointer = |pointer: &str| {
        format!(
            "idempotency of handler `pay`: `{pointer}` is no JSON pointer: write `/order/id`, \
             with `~1` for `/` and `~0` for `~` in a name"
        )
    };
    check(
        app,
        &[
            &pointer("id"),
            &pointer("amount"),
            "idempotency of handler `pay`: `expires_after` is not between 1 second and 3650 days",
            "idempotency of handler `pay`: `scope` is empty",
        ],
    );
}

#[test]
fn an_http_request_has_no_identity() {
    let handler = Handler::new("pay").http("POST /pay", nothing).websocket("pay", nothing);
    let app = App::new().handler(handler.idempotent(Idempotent::by_identity()));
    let why = "an HTTP request has no identity: name a header or a value";
    check(
        app,
        &[
            &format!("idempotency of handler `pay`: HTTP route `POST /pay`: {why}"),
            &format!("idempotency of handler `pay`: WebSocket route `pay`: {why}"),
        ],
    );
}

#[test]
fn whole_batches_cannot_be_idempotent() {
    async fn click(_: Batch<Json<String>>) -> Outcomes {
        Outcomes::new()
    }

    let handler = Handler::new("click").on(kinesis::Stream::new("clicks"), click);
    let app = App::new().handler(handler.idempotent(Idempotent::by("/id")));
    let why = "it takes whole batches, which never come twice: take records";
    check(app, &[&format!("idempotency of handler `click`: Kinesis stream `clicks`: {why}")]);
}

#[test]
fn answers_that_cannot_be_stored_are_refused() {
    async fn tell() -> alexa::Response {
        alexa::Response::new()
    }

    let handler = Handler::new("tell").on(alexa::Skill::new("amzn1.ask.skill.1"), tell);
    let app = App::new().handler(handler.idempotent(Idempotent::by("/request/requestId")));
    let error = app.into_service().unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert!(problem.ends_with("what answers this source cannot be stored"), "{problem}");
}

#[test]
fn two_handlers_of_one_name_have_to_say_whether_they_share_keys() {
    let handler = |scope: Option<&'static str>| {
        let settings = Idempotent::by("/id");
        let settings = match scope {
            Some(scope) => settings.scope(scope),
            None => settings,
        };
        Handler::new("pay").idempotent(settings)
    };
    let app = |one: Option<&'static str>, other: Option<&'static str>| {
        App::new()
            .handler(handler(one).http("POST /pay", nothing))
            .handler(handler(other).direct(nothing))
    };
    let problem =
        "idempotency of handler `pay`: another idempotent handler has its name: give one a `scope`";
    check(app(None, None), &[problem]);
    assert!(app(Some("v1"), None).into_service().is_ok());
    assert!(app(Some("pay"), Some("pay")).into_service().is_ok());
}

#[test]
fn a_store_that_is_no_state_is_reported() {
    let handler = || Handler::new("pay").direct(nothing).idempotent(Idempotent::by("/id"));
    let app = App::new().idempotency_in_state::<MemoryStore>().handler(handler());
    let error = app.into_service().unwrap_err();
    let [problem] = error.problems() else { panic!("{error}") };
    assert!(problem.contains("MemoryStore"), "{problem}");

    let app = App::new().idempotency_in_state::<MemoryStore>().handler(handler());
    assert!(app.state(MemoryStore::new()).into_service().is_ok());
}
