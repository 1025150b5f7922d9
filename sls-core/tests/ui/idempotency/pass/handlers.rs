//! Every setting, and what the manifest says of it.

#![deny(warnings, missing_docs)]
#![forbid(unsafe_code)]

use core::time::Duration;

use sls_core::extract::{FromInput, Input, Rejection};
use sls_core::idempotency::{MissingKey, Replay};
use sls_core::{App, Error, Handler, Json, Path, handler, handlers};

mod keys {
    pub(crate) const CUSTOMER: &str = "/customer";
}

const WEEK: Duration = Duration::from_secs(7 * 24 * 60 * 60);

fn key(input: &Input<'_>) -> Result<String, Rejection> {
    Path::from_input(input).map(|Path(id)| id)
}

fn replayed(replay: &Replay<'_>) {
    assert!(!replay.key().is_empty());
}

#[handler(idempotent = "/order")]
async fn direct(Json(order): Json<u64>) -> u64 {
    order
}

#[handler(
    sqs = "orders",
    sns = "orders",
    idempotent(
        by = keys::CUSTOMER,
        and = ["/order", keys::CUSTOMER],
        payload = "",
        scope = "orders",
        expires_after = WEEK,
        missing_key = "run_unprotected",
        on_replay = replayed,
    ),
)]
async fn records(Json(_order): Json<u64>) -> Result<(), Error> {
    Ok(())
}

#[handler(
    http("POST /orders", "PUT /orders"),
    idempotent(by_header = "Idempotency-Key", and_header = ["X-Tenant"], expires_after = "1d")
)]
async fn requests(Json(order): Json<u64>) -> Result<Json<u64>, Error> {
    Ok(Json(order))
}

#[handler(http = "PUT /orders/{id}", idempotent(key = key, missing_key = MissingKey::Refuse))]
async fn request(Path(_id): Path<String>) {}

#[handler(dynamodb = "orders", kafka = "orders", idempotent(by_identity))]
async fn identities() {}

#[handler(
    alarm,
    eventbridge,
    s3,
    schedule = "rate(1 day)",
    ses,
    sns = "identified",
    sqs = "identified",
    kinesis = "identified",
    idempotent(by_identity)
)]
async fn identified() {}

#[handler(iot, websocket = "$connect", idempotent = "/id")]
async fn anonymous() {}

fn main() {
    let starts = App::new().handlers(handlers![identified, anonymous]).into_service();
    starts.expect("nothing is wrong with them at start");
    let handlers = handlers![direct, records, requests, request, identities];
    let app = App::new().handlers(handlers).handler(Handler::new("plain").websocket("a", plain));
    let manifest = app.manifest();
    let said: Vec<_> = manifest.handlers.iter().map(|handler| handler.idempotent.as_ref()).collect();
    assert_eq!(said[0].unwrap()["by"], "/order");
    assert_eq!(said[1].unwrap()["and"][0], "/order");
    assert_eq!(said[1].unwrap()["expires_after"], WEEK.as_secs());
    assert_eq!(said[2].unwrap()["and_header"][0], "X-Tenant");
    assert_eq!(said[3].unwrap()["key"], true);
    assert_eq!(said[4].unwrap()["by_identity"], true);
    assert_eq!(said[5], None);
    app.into_service().expect("nothing is wrong with them at start");
}

async fn plain() {}
