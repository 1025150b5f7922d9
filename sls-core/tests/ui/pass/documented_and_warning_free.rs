//! A crate that documents everything and lets no warning pass.

#![forbid(unsafe_code)]
#![deny(missing_docs, warnings, unused, rust_2024_compatibility)]

/// Orders, in the terms of each source.
pub mod orders {
    use sls_core::event::{alexa, authorizer, cognito, custom_resource, firehose, sqs};
    use sls_core::{Batch, Error, Json, Path, handler, handlers};

    /// Creates.
    #[handler(http = "POST /orders", sns = "orders", websocket = "orders")]
    pub async fn create(Json(_order): Json<Vec<u64>>) -> Result<(), Error> {
        Ok(())
    }

    /// Shows.
    #[handler(http = "GET /orders/{id}")]
    pub async fn show(Path(id): Path<u64>) -> Json<u64> {
        Json(id)
    }

    /// Stores.
    #[handler(sqs(queue = "orders.fifo", on_failure = "skip_group"))]
    pub async fn store(_batch: Batch<sqs::Message>) {}

    /// Talks.
    #[handler(alexa = "amzn1.ask.skill.1")]
    pub async fn talk() -> alexa::Response {
        alexa::Response::new()
    }

    /// Checks.
    #[handler(authorizer)]
    pub async fn check() -> authorizer::Authorization {
        authorizer::Authorization::simple(true)
    }

    /// Welcomes.
    #[handler(cognito = "PreSignUp")]
    pub async fn welcome() -> cognito::PreSignUpResponse {
        cognito::PreSignUpResponse::new()
    }

    /// Makes.
    #[handler(custom_resource = "Custom::Thing")]
    pub async fn make() -> custom_resource::Answer {
        custom_resource::Answer::new()
    }

    /// Transforms.
    #[handler(firehose = "clicks")]
    pub async fn transform() -> firehose::Transformed {
        firehose::Transformed::dropped()
    }

    /// Greets.
    #[handler]
    pub async fn greet(name: String) -> String {
        name
    }

    /// All of them.
    pub fn handlers() -> [sls_core::Handler; 9] {
        handlers![create, show, store, talk, check, welcome, make, transform, greet]
    }
}

fn main() {
    assert_eq!(orders::handlers().len(), 9);
}
