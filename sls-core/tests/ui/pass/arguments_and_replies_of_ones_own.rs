//! What a crate implements itself is as good as what comes with this one.

use sls_core::extract::{FromInput, Input, Rejection, Requirements};
use sls_core::reply::{IntoOutcome, IntoResponse, Outcomes, Response};
use sls_core::{Error, State, handler, handlers};

struct Tenant(String);

impl FromInput for Tenant {
    fn from_input(input: &Input<'_>) -> Result<Self, Rejection> {
        Ok(Self(input.context().tenant_id().unwrap_or_default().to_owned()))
    }

    fn requirements(requirements: &mut Requirements) {
        State::<u64>::requirements(requirements);
    }
}

struct Page(&'static str);

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        self.0.into_response()
    }
}

struct Confirmed;

impl IntoOutcome for Confirmed {
    fn into_outcome(self) -> Result<Outcomes, Error> {
        Ok(Outcomes::new())
    }
}

impl IntoResponse for Confirmed {
    fn into_response(self) -> Response {
        "confirmed".into_response()
    }
}

#[handler(http = "GET /page")]
async fn page(Tenant(tenant): Tenant) -> Result<Page, Error> {
    if tenant.is_empty() { Err(Error::msg("nobody")) } else { Ok(Page("hello")) }
}

#[handler(http = "POST /orders", sqs = "orders")]
async fn store(_tenant: Option<Tenant>) -> Confirmed {
    Confirmed
}

fn main() {
    let _ = handlers![page, store];
}
