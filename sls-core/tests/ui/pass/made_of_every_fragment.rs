//! A `macro_rules!` macro may give any part of a handler, and the list of them.

use sls_core::{Json, handler, handlers};

macro_rules! resource {
    (
        $(#[$meta:meta])*
        $vis:vis $name:ident($pattern:pat => $argument:ty) -> $reply:ty $body:block
        at $route:literal, $topic:expr, $size:literal, $on:path, $($setting:tt)*
    ) => {
        $(#[$meta])*
        #[handler(
            http = $route,
            sns = $topic,
            kinesis(stream = "clicks", batch_size = $size, $($setting)*),
            s3(bucket = "receipts", on = $on)
        )]
        $vis async fn $name($pattern: $argument) -> $reply $body
    };
}

mod events {
    pub const CREATED: &str = "ObjectCreated:*";
}

resource! {
    /// Documented.
    #[allow(dead_code)]
    pub(crate) store(Json(_id) => Json<u64>) -> Result<(), sls_core::Error> { Ok(()) }
    at "POST /orders", concat!("or", "ders"), 50, events::CREATED, batching_window = "5s"
}

macro_rules! whole {
    ($($item:item)*) => {
        $(#[handler(sqs = "orders")] $item)*
        fn whole() -> Vec<sls_core::Handler> {
            handlers![one].into_iter().chain(handlers![two]).collect()
        }
    };
}

whole! {
    async fn one() {}
    pub async fn two() {}
}

macro_rules! attribute {
    ($($attribute:tt)*) => {
        #[handler($($attribute)*)]
        async fn with_attribute() {}
    };
}

attribute!(http("GET /a", "GET /b"), sns = "orders");

/// A macro inside a macro, with the list among what it makes.
macro_rules! routes {
    ($($name:ident = $route:literal),* $(,)?) => {
        $(resource!(@route $name $route);)*
        routes!(@list $($name)*);
    };
    (@list $($name:ident)*) => {
        fn routes() -> Vec<sls_core::Handler> {
            handlers![$($name),*].into()
        }
    };
}

macro_rules! route {
    ($name:ident $route:literal) => {
        #[handler(http = $route)]
        async fn $name() {}
    };
}

macro_rules! all {
    ($($name:ident = $route:literal),*) => {
        $(route!($name $route);)*
        routes!(@list $($name)*);
    };
}

all!(list = "GET /list", show = "GET /show");

fn main() {
    assert_eq!(handlers![store, with_attribute].len() + whole().len() + routes().len(), 6);
}
