//! The attributes `#[handler]` and `#[resource]` of `sls-core`, with their lists `handlers![..]`
//! and `resources![..]`.
//!
//! Use them through `sls_core`, which re-exports them; this crate is no interface of its own.
//!
//! The passes, in order, none of which reaches back: `args` and `model` read the attribute
//! and the function, `validate` refuses what is wrong, `expand` writes the code, with trait
//! checks from `check`; `fallback` keeps the function alive when something was refused.
//! What the attributes accept is one table: `grammar`.

mod args;
mod arguments;
mod check;
mod claims;
mod duration;
mod expand;
mod fallback;
mod grammar;
mod handlers;
mod idempotent;
mod item;
mod key;
mod literal;
mod model;
mod names;
mod pattern;
mod refusals;
mod resource;
mod route;
mod s3_event;
mod schedule;
mod signature;
mod spans;
mod suggest;
mod trigger;
mod types;
mod validate;
mod values;

#[cfg(test)]
mod property;
#[cfg(test)]
mod reference;

use proc_macro2::TokenStream;
use quote::quote;

use crate::args::Options;
use crate::item::Item;
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
/// #[handler(sqs(queue = "orders", batch_size = 100, batching_window = "5s"))]
/// #[handler(schedule = "rate(5 minutes)")]
/// ```
///
/// # Sources
///
/// A source is an argument; a setting of a source stands in its parentheses, under the name, with
/// the range and the default that AWS gives it.
///
/// | argument | what it claims |
/// |---|---|
/// | `alarm` | state changes of a CloudWatch alarm |
/// | `alexa` | requests of an Alexa skill |
/// | `authorizer` | questions of API Gateway whether a request is allowed |
/// | `cloudwatch_logs` | log events of a log group's subscription |
/// | `cognito` | a trigger of a Cognito user pool |
/// | `custom_resource` | requests of CloudFormation for a type of custom resource |
/// | `dynamodb` | changes of a DynamoDB table |
/// | `eventbridge` | events of an EventBridge bus |
/// | `firehose` | records for Firehose to transform |
/// | `http` | requests of one method (or `ANY`) and path; `{id}` is one segment, `{path+}` or `{*path}` the rest; `$default` is everything else |
/// | `iot` | events of AWS IoT |
/// | `kafka` | records of a Kafka topic |
/// | `kinesis` | records of a Kinesis stream |
/// | `s3` | notifications of a bucket |
/// | `schedule` | runs of a schedule |
/// | `ses` | mail that SES has received |
/// | `sns` | messages of an SNS topic |
/// | `sqs` | messages of an SQS queue |
/// | `websocket` | `$connect`, `$disconnect`, `$default` or a route key of your own |
///
/// Beside its sources a handler may say how it takes effect once, however often the same comes:
/// `idempotent = "/order/id"`.
///
/// A string may be a constant or any other expression; the macro checks what it can see, the
/// app checks the rest at start. Lengths of time are seconds as a number, or text: `"5s"`,
/// `"10m"`, `"1h"`, `"7d"`.
///
/// Every setting of every source, with what the function may take and return, is listed in the
/// reference, `docs/handler.md` of the repository.
///
/// # A renamed crate
///
/// `crate = other_name` where `sls-core` has another name in `Cargo.toml`.
#[proc_macro_attribute]
pub fn handler(
    attribute: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    let mut refusals = Refusals::default();
    let args = args::parse(attribute.into(), &mut refusals);
    let expand = |function: &Function, refusals: &mut Refusals| {
        validate::validate(&args, function, refusals).map(|handler| expand::expand(&handler))
    };
    annotate(Item::Handler, &item.into(), &args.options, refusals, expand).into()
}

/// Lists annotated functions for `App::handlers`.
///
/// ```text
/// App::new().handlers(handlers![create, orders::show, #[cfg(debug_assertions)] debug])
/// ```
///
/// It is an array with one `Handler` per name. A name may be a path, may have `#[cfg(..)]`, and
/// may occur once; two handlers that claim the same events are refused where that is in view. With
/// `crate = other_name` in front it finds a renamed `sls-core`.
#[proc_macro]
pub fn handlers(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    handlers::expand(input.into(), Item::Handler).into()
}

/// Makes an `async fn` a resource: built once, kept between invocations, taken as `State<T>`.
///
/// The function returns the resource, or a `Result` of it, and takes what it is built from, as
/// `State<_>` of other resources. It stays as it is.
///
/// ```text
/// #[resource(max_idle = "60s", check = Store::ping)]
/// async fn store(config: State<Config>) -> Result<Store, Error> { .. }
/// ```
///
/// # Settings
///
/// | setting | what it is |
/// |---|---|
/// | `check` | a function that tells whether what is suspect is still good |
/// | `close` | a function that runs when the function ends and before a snapshot is taken |
/// | `lazy` | built when an invocation first wants it, not before the first event |
/// | `max_age` | how long after it was built it is built anew |
/// | `max_idle` | how long after its last use it is suspect: checked, or built anew |
/// | `optional` | the function starts without it if it cannot be built |
///
/// `crate = other_name` finds a renamed `sls-core`, as with [`macro@handler`].
#[proc_macro_attribute]
pub fn resource(
    attribute: proc_macro::TokenStream,
    item: proc_macro::TokenStream,
) -> proc_macro::TokenStream {
    let mut refusals = Refusals::default();
    let args = resource::parse(attribute.into(), &mut refusals);
    let expand = |function: &Function, refusals: &mut Refusals| {
        resource::validate(&args, function, refusals).map(|resource| resource::expand(&resource))
    };
    annotate(Item::Resource, &item.into(), &args.options, refusals, expand).into()
}

/// Lists annotated functions for `App::resources`.
///
/// ```text
/// App::new().resources(resources![config, stores::orders])
/// ```
///
/// It is an array with one `AnyResource` per name, of which everything holds that holds of
/// [`handlers!`].
#[proc_macro]
pub fn resources(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    handlers::expand(input.into(), Item::Resource).into()
}

/// The function with what the attribute makes of it, or with everything that is wrong.
fn annotate(
    item: Item,
    tokens: &TokenStream,
    options: &Options,
    mut refusals: Refusals,
    expand: impl FnOnce(&Function, &mut Refusals) -> Option<TokenStream>,
) -> TokenStream {
    let Some(function) = read(item, tokens, options, &mut refusals) else {
        let errors = refusals.to_compile_errors();
        return quote!(#errors #tokens);
    };
    if let Some(expansion) = expand(&function, &mut refusals) {
        return expansion;
    }
    let errors = refusals.to_compile_errors();
    let function = fallback::fallback(&function, item, &options.krate());
    quote!(#errors #function)
}

/// The function, whose attribute has to be the only one of this crate.
fn read(
    item: Item,
    tokens: &TokenStream,
    options: &Options,
    refusals: &mut Refusals,
) -> Option<Function> {
    let mut function = refusals.keep(Function::parse(tokens, item))?;
    for (other, attribute) in function.take_ours(&options.krate()) {
        refusals.refuse(attribute, item.instead_of_two(other));
    }
    Some(function)
}
