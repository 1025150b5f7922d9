//! The `#[handler]` attribute and the `handlers![..]` list of `sls-core`.
//!
//! Use them through `sls_core`, which re-exports both; this crate is no interface of its own.
//!
//! The passes, in order, none of which reaches back: `args` and `model` read the attribute
//! and the function, `validate` refuses what is wrong, `expand` writes the code, with trait
//! checks from `check`; `fallback` keeps the function alive when something was refused.
//! What the attribute accepts is one table: `grammar`.

mod args;
mod arguments;
mod check;
mod duration;
mod expand;
mod fallback;
mod grammar;
mod handlers;
mod literal;
mod model;
mod names;
mod pattern;
mod refusals;
mod route;
mod s3_event;
mod schedule;
mod suggest;
mod types;
mod validate;
mod values;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

use crate::model::Function;
use crate::refusals::Refusals;

/// Makes an `async fn` a Lambda function, or one of many in one binary.
///
/// The function stays as it is: callable, testable, documented, open to other attributes.
/// Beside it the attribute adds what [`handlers!`] and `App` need to route events to it.
///
/// Without arguments the function answers direct invocations: JSON in, JSON out.
///
/// ```text
/// #[handler]
/// async fn hello(name: Name) -> Result<Greeting, Error> { .. }
/// ```
///
/// With arguments it serves the sources they name, as many as you like.
///
/// ```text
/// #[handler(http = "GET /orders/{id}")]
/// #[handler(http("GET /orders", "POST /orders/search"), sns = "order-events")]
/// #[handler(s3(bucket = "receipts", on = "ObjectCreated:*", suffix = ".pdf"))]
/// #[handler(kinesis(stream = "clicks", batch_size = 500, batching_window = "5s"))]
/// #[handler(websocket = "$connect")]
/// ```
///
/// # Sources
///
/// A string may be a constant or any other expression; the macro checks what it can see, the
/// app checks the rest at start.
///
/// | argument | what it claims |
/// |---|---|
/// | `http = ROUTE`, `http(ROUTE, ..)` | requests of one method (or `ANY`) and path; `{id}` is one segment, `{path+}` or `{*path}` the rest; `$default` is everything else |
/// | `websocket = KEY`, `websocket(KEY, ..)` | `$connect`, `$disconnect`, `$default` or a route key of your own |
/// | `sns = TOPIC`, `sns(topic = TOPIC)` | messages of a topic, by name or ARN |
/// | `s3 = BUCKET`, `s3(bucket = BUCKET, ..)` | notifications of a bucket; `on` names the events, `prefix` and `suffix` narrow the keys |
/// | `kinesis = STREAM`, `kinesis(stream = STREAM, ..)` | records of a stream, by name or ARN |
///
/// # Settings of `kinesis`
///
/// They carry AWS's names and ranges, and AWS's defaults where they are left out (AWS Lambda API
/// reference, "CreateEventSourceMapping").
///
/// | setting | AWS | value |
/// |---|---|---|
/// | `batch_size` | BatchSize | 1 to 10000, default 100 |
/// | `batching_window` | MaximumBatchingWindowInSeconds | 0 to 300 seconds, default 0 |
/// | `bisect_batch_on_function_error` | BisectBatchOnFunctionError | `true` or `false`, default `false` |
/// | `maximum_record_age` | MaximumRecordAgeInSeconds | 60 to 604800 seconds, default -1: without limit |
/// | `maximum_retry_attempts` | MaximumRetryAttempts | 0 to 10000, default -1: without limit |
/// | `parallelization_factor` | ParallelizationFactor | 1 to 10, default 1 |
/// | `starting_position` | StartingPosition | `"LATEST"` or `"TRIM_HORIZON"`; `AT_TIMESTAMP` only where you deploy |
/// | `tumbling_window` | TumblingWindowInSeconds | 0 to 900 seconds, default 0: none |
///
/// Lengths of time are seconds as a number, or text: `"5s"`, `"10m"`, `"1h"`, `"7d"`.
///
/// # A renamed crate
///
/// `crate = other_name` where `sls-core` has another name in `Cargo.toml`.
#[proc_macro_attribute]
pub fn handler(
    attribute: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    annotate(attribute.into(), &item.into()).into()
}

/// Lists annotated functions for `App::handlers`.
///
/// ```text
/// App::new().handlers(handlers![create, orders::show, #[cfg(debug_assertions)] debug])
/// ```
///
/// It is an array with one `Handler` per name. A name may be a path, may have `#[cfg(..)]`, and
/// may occur once. With `crate = other_name` in front it finds a renamed `sls-core`.
#[proc_macro]
pub fn handlers(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    handlers::expand(input.into()).into()
}

fn annotate(attribute: TokenStream, item: &TokenStream) -> TokenStream {
    let mut refusals = Refusals::default();
    let args = args::parse(attribute, &mut refusals);
    let Some(function) = refusals.keep(Function::parse(item)) else {
        let errors = refusals.to_compile_errors();
        return quote!(#errors #item);
    };
    if let Some(handler) = validate::validate(&args, &function, &mut refusals) {
        return expand::expand(&handler);
    }
    let krate = args.krate.map_or_else(|| quote!(::sls_core), ToTokens::into_token_stream);
    let errors = refusals.to_compile_errors();
    let function = fallback::fallback(&function, &krate);
    quote!(#errors #function)
}
