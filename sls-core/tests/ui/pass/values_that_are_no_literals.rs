//! Names, numbers and lengths of time from wherever a program has them.

use core::time::Duration;

use sls_core::{App, handler, handlers};

mod names {
    pub const TOPIC: &str = "order-events";
    pub static QUEUE: &str = "orders";

    pub struct Clicks;

    impl Clicks {
        pub const STREAM: &'static str = "clicks";
        pub const SIZE: u32 = 5 * 100;
        pub const WINDOW: Duration = Duration::from_secs(5);
        pub const RETRIES: i32 = -1;
        pub const BISECT: bool = Self::SIZE > 1;
    }

    use core::time::Duration;

    pub const fn bucket() -> &'static str {
        "receipts"
    }

    pub fn route(version: u8) -> String {
        format!("GET /v{version}/orders")
    }
}

const EVENTS: &str = "ObjectCreated:*";

macro_rules! prefix {
    () => {
        "in/"
    };
}

#[handler(
    http(
        concat!("GET /", "orders"),
        concat!("GET /", env!("CARGO_PKG_NAME")),
        &names::route(2),
        if cfg!(debug_assertions) { "GET /debug" } else { "GET /release" }
    ),
    sns = names::TOPIC,
    sqs = names::QUEUE,
    s3(bucket = names::bucket(), on = EVENTS, prefix = prefix!(), suffix = concat!(".p", "df")),
    kinesis(
        stream = names::Clicks::STREAM,
        batch_size = names::Clicks::SIZE,
        batching_window = names::Clicks::WINDOW,
        bisect_batch_on_function_error = names::Clicks::BISECT,
        maximum_record_age = Duration::from_secs(60 * 60),
        maximum_retry_attempts = names::Clicks::RETRIES,
        starting_position = stringify!(LATEST),
    ),
    schedule = match names::Clicks::SIZE {
        0 => "rate(1 day)",
        _ => "rate(1 hour)",
    }
)]
async fn orders() {}

fn main() {
    App::new().handlers(handlers![orders]).into_service().expect("all values are good");
}
