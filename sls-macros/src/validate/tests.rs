use proc_macro2::TokenStream;
use quote::quote;

use super::*;
use crate::args;

fn refusals_of(attribute: &str, item: TokenStream) -> Vec<syn::Error> {
    let mut refusals = Refusals::default();
    let args = args::parse(attribute.parse().expect("balanced tokens"), &mut refusals);
    let function = Function::parse(&item, Item::Handler).expect("the test's item is a function");
    let handler = validate(&args, &function, &mut refusals);
    assert_eq!(handler.is_some(), refusals.is_empty());
    refusals.into_vec()
}

#[track_caller]
fn refused(attribute: &str, because: &str) {
    let refusals = refusals_of(
        attribute,
        quote!(
            async fn f() {}
        ),
    );
    check(attribute, &refusals, because);
}

#[track_caller]
fn refused_item(item: TokenStream, because: &str) {
    check(&item.to_string(), &refusals_of("", item), because);
}

#[track_caller]
fn check(input: &str, refusals: &[syn::Error], because: &str) {
    let messages: Vec<String> = refusals.iter().map(ToString::to_string).collect();
    assert_eq!(messages.len(), 1, "{input}: {messages:?}");
    assert!(messages[0].contains(because), "{input} was refused with {messages:?}");
}

#[track_caller]
fn accepted(attribute: &str) {
    let refusals = refusals_of(
        attribute,
        quote!(
            async fn f() {}
        ),
    );
    assert!(refusals.is_empty(), "{attribute}: {refusals:?}");
}

#[test]
fn accepts_every_setting_at_the_edges_of_its_range() {
    accepted(r#"kinesis(stream = "c", batch_size = 1, batching_window = 0)"#);
    accepted(r#"kinesis(stream = "c", batch_size = 10_000, batching_window = "5m")"#);
    accepted(r#"kinesis(stream = "c", maximum_record_age = 60, maximum_retry_attempts = 0)"#);
    accepted(r#"kinesis(stream = "c", maximum_record_age = "7d", maximum_retry_attempts = -1)"#);
    accepted(r#"kinesis(stream = "c", maximum_record_age = -1, maximum_retry_attempts = 10000)"#);
    accepted(r#"kinesis(stream = "c", parallelization_factor = 10, starting_position = "LATEST")"#);
    accepted(r#"kinesis(stream = "c", parallelization_factor = 1, tumbling_window = "15m")"#);
    accepted(r#"kinesis(stream = "c", bisect_batch_on_function_error = true)"#);
    accepted(
        r#"s3(bucket = "abc", on = ["ObjectCreated:Put", "s3:ObjectRemoved:*"], prefix = "")"#,
    );
}

#[test]
fn leaves_what_it_cannot_see_to_the_compiler() {
    accepted("http = ROUTE, sns = names::TOPIC, s3(bucket = BUCKET, on = [A, B])");
    accepted(r#"http = concat!("GET ", "/"), kinesis(stream = S, batch_size = SIZE)"#);
    accepted("kinesis(stream = S, batching_window = Duration::from_secs(5))");
}

#[test]
fn refuses_values_out_of_range_with_the_term_and_the_range() {
    let kinesis = |setting: &str, because: &str| {
        refused(&format!(r#"kinesis(stream = "c", {setting})"#), because);
    };
    kinesis("batch_size = 0", "`batch_size` (AWS: BatchSize) is 1 to 10000");
    kinesis("batch_size = 10_001", "1 to 10000");
    kinesis("batch_size = -1", "1 to 10000");
    kinesis("batch_size = 340282366920938463463374607431768211456", "1 to 10000");
    kinesis("batching_window = 301", "MaximumBatchingWindowInSeconds) is 0 to 300 (5m) seconds");
    kinesis(r#"batching_window = "6m""#, "0 to 300 (5m) seconds");
    kinesis(r#"batching_window = "500ms""#, "whole seconds");
    kinesis(r#"batching_window = "soon""#, "no length of time");
    kinesis("parallelization_factor = 11", "1 to 10");
    kinesis("maximum_retry_attempts = -2", "-1 to 10000, where -1 means without limit");
    kinesis("maximum_record_age = 59", "60 (1m) to 604800 (7d) seconds, or -1");
    kinesis("tumbling_window = 901", "0 to 900 (15m) seconds");
}

#[test]
fn refuses_values_of_the_wrong_kind() {
    let kinesis = |setting: &str, because: &str| {
        refused(&format!(r#"kinesis(stream = "c", {setting})"#), because);
    };
    kinesis(r#"batch_size = "500""#, "a whole number");
    kinesis("batch_size = 1.5", "a whole number");
    kinesis("batching_window = 5s", "a length of time");
    kinesis("batching_window = true", "a length of time");
    kinesis("bisect_batch_on_function_error = 1", "`true` or `false`");
    kinesis("starting_position = 1", "one of the strings");
    kinesis(r#"starting_position = "latest""#, "did you mean `LATEST`?");
    refused("sns = 5", "`sns` is a string");
    refused(r#"sns = ["a", "b"]"#, "`sns` is one string: write the whole source once for each");
    refused(r#"alarm(state = ["OK", "ALARM"])"#, "`state` is one string");
    refused(r#"s3(bucket = b"abc")"#, "`bucket` is a string");
    refused(r#"s3(bucket = "abc", on = 5)"#, "a string or a list of strings");
    refused(r#"s3(bucket = "abc", on = [5])"#, "a list of strings");
    refused("http = 5", "a route is a string");
    refused(r#"http = ["GET /a"]"#, "without brackets");
}

#[test]
fn refuses_names_and_events() {
    refused(r#"http = "get /a""#, "did you mean `GET`?");
    refused(r#"websocket = "$conect""#, "did you mean `$connect`?");
    refused(r#"sns = "orders.fifo""#, "subscribe a queue");
    refused(r#"s3 = "s3://receipts""#, "by its name alone");
    refused(r#"s3(bucket = "abc", on = "ObjectCreate:*")"#, "did you mean `ObjectCreated:*`?");
    refused(r#"s3(bucket = "abc", on = [])"#, "empty list");
    refused(
        r#"s3(bucket = "abc", on = ["ObjectCreated:*", "ObjectCreated:Put"])"#,
        "`ObjectCreated:Put` overlaps with `ObjectCreated:*`",
    );
    refused(r#"s3(bucket = "abc", suffix = "*.pdf")"#, "write `.pdf`");
}

#[test]
fn refuses_sources_without_their_subject() {
    refused("kinesis(batch_size = 5)", "`kinesis` needs its `stream`");
    refused("sqs()", "`sqs` needs its `queue`");
    accepted("sns, s3(prefix = \"in/\"), cognito, custom_resource");
}

#[test]
fn refuses_settings_that_exclude_each_other() {
    refused(
        r#"kinesis(stream = "c", parallelization_factor = 2, tumbling_window = 60)"#,
        "`parallelization_factor` has to be 1",
    );
    accepted(r#"kinesis(stream = "c", parallelization_factor = 2, tumbling_window = 0)"#);
    refused(r#"kinesis(stream = "c", starting_position = "AT_TIMESTAMP")"#, "needs a time");
    let sns = |settings: &str| format!(r#"sns(topic = "t", filter_policy = {settings})"#);
    accepted(&sns(r##"r#"{"kind": ["a"]}"#"##));
    accepted(&sns(r##"r#"{"a": {"kind": ["a"]}}"#, filter_policy_scope = "MessageBody""##));
    refused(&sns(r##"r#"{"a": {"kind": ["a"]}}"#"##), "filter_policy_scope = \"MessageBody\"");
    refused(&sns(r##"r#"{"kind": "a"}"#"##), "is a list");
    refused(r#"sns(topic = "t", filter_policy_scope = "MessageBody")"#, "there is none");
}

#[test]
fn refuses_a_value_once() {
    refused(r#"sqs(queue = "a.fifo", batch_size = 20_000)"#, "1 to 10000");
    refused(r#"sqs(queue = "a", batch_size = 20_000)"#, "1 to 10000");
    refused(r#"sqs(queue = "a", batch_size = 20, batching_window = "10m")"#, "0 to 300");
    refused(r#"kinesis(stream = "c", concurrency = 5_000)"#, "1 to 1000");
    refused(
        r#"kinesis(stream = "c", parallelization_factor = 11, tumbling_window = "1m")"#,
        "1 to 10",
    );
    refused(r#"kinesis(stream = "c", concurrency = 5, order = "key")"#, "`order` is");
}

#[test]
fn refuses_what_a_kind_of_queue_does_not_have() {
    accepted(r#"sqs(queue = "q", batch_size = 10)"#);
    refused(r#"sqs(queue = "q", batch_size = 11)"#, "needs a `batching_window` of at least 1");
    refused(
        r#"sqs(queue = "q", batch_size = 11, batching_window = 0)"#,
        "needs a `batching_window` of at least 1",
    );
    accepted(r#"sqs(queue = "q", batch_size = 11, batching_window = "1s")"#);
    refused(r#"sqs(queue = "q", on_failure = "stop")"#, "whose name ends in `.fifo`");
    accepted(r#"sqs(queue = "q.fifo", batch_size = 10, on_failure = "skip_group")"#);
    refused(r#"sqs(queue = "q.fifo", batch_size = 11)"#, "a FIFO queue is 1 to 10");
    refused(r#"sqs(queue = "q.fifo", batching_window = 1)"#, "no `batching_window`");
    accepted(r#"sqs(queue = QUEUE, batch_size = 11, on_failure = "stop")"#);
    accepted(r#"sqs(queue = "q", minimum_pollers = 2, maximum_pollers = 2)"#);
    refused(r#"sqs(queue = "q", minimum_pollers = 3, maximum_pollers = 2)"#, "which is 2");
    refused(r#"kafka(topic = "t", minimum_pollers = 2, maximum_pollers = 1)"#, "which is 1");
    refused(r#"sqs(queue = "q", minimum_pollers = 3, maximum_concurrency = 2)"#, "and not both");
}

#[test]
fn refuses_several_at_the_same_time_where_one_waits_for_the_other() {
    for (source, order) in [("kinesis", "partition_key"), ("dynamodb", "item")] {
        let subject = if source == "kinesis" { "stream" } else { "table" };
        let with = |settings: &str| format!(r#"{source}({subject} = "abc", {settings})"#);
        accepted(&with("concurrency = 1"));
        refused(&with("concurrency = 2"), "`concurrency` needs an `order` by key");
        refused(&with(r#"concurrency = 2, order = "shard""#), "needs an `order` by key");
        accepted(&with(&format!(r#"concurrency = 2, order = "{order}""#)));
        accepted(&with("concurrency = 2, order = ORDER"));
    }
}

#[test]
fn refuses_intents_of_requests_that_have_none() {
    let skill = |settings: &str| format!(r#"alexa(skill = "amzn1.ask.skill.1", {settings})"#);
    let attribute = skill(r#"intent = "Order", request = "LaunchRequest""#);
    let item = quote!(
        async fn f() -> alexa::Response {}
    );
    check(&attribute, &refusals_of(&attribute, item), "a `LaunchRequest` has no intent");
}

#[test]
fn refuses_sources_that_wait_for_an_answer_and_get_none() {
    refused(r#"alexa = "amzn1.ask.skill.1""#, "write `-> alexa::Response`");
    refused("authorizer", "write `-> authorizer::Authorization`");
    refused(r#"firehose = "clicks""#, "write `-> firehose::Transformed`");
    accepted(r#"cognito = "PreSignUp", ses, custom_resource = "Custom::Thing""#);
}

#[test]
fn refuses_the_same_claim_twice() {
    refused(r#"http("GET /a", "GET /a")"#, "already");
    refused(r#"http = "GET /a/{x}", http = "GET /a/{y}""#, "already");
    refused("http = ROUTE, http = ROUTE", "already");
    refused(r#"sns = "a", sns(topic = "a")"#, "already");
    refused(r#"sqs = "q", sqs(queue = "q", maximum_concurrency = 2)"#, "already");
    refused(r#"schedule = "rate(1 day)", schedule = "rate(2 days)""#, "already");
    accepted(r#"http("GET /a", "POST /a"), sns = "a", sns = "b""#);
    accepted(r#"s3(bucket = "abc", prefix = "a"), s3(bucket = "abc", prefix = "b")"#);
    let s3 =
        |one: &str, other: &str| format!(r#"s3(bucket = "abc"{one}), s3(bucket = "abc"{other})"#);
    let overlap = "S3 refuses notifications of one bucket that overlap";
    refused(&s3("", r#", prefix = "a""#), overlap);
    refused(&s3(r#", prefix = "a""#, r#", prefix = "a/b""#), overlap);
    refused(&s3(r#", prefix = "a""#, r#", suffix = ".pdf""#), overlap);
    refused(
        &s3(r#", on = ["ObjectRemoved:*", "ObjectCreated:*"]"#, r#", on = "ObjectCreated:Put""#),
        overlap,
    );
    accepted(&s3(r#", suffix = ".pdf""#, r#", suffix = ".png""#));
    accepted(&s3(r#", on = "ObjectRemoved:*""#, r#", on = "ObjectCreated:*""#));
    accepted(&s3(", prefix = IN", r#", prefix = "in/""#));
    accepted(r#"s3(prefix = "in/"), s3(bucket = "abc", prefix = "in/")"#);
}

#[test]
fn refuses_functions_that_cannot_be_called() {
    refused_item(
        quote!(
            fn f() {}
        ),
        "write `async fn f`",
    );
    refused_item(
        quote!(
            async fn f() -> u8;
        ),
        "a free function with a body",
    );
    refused_item(
        quote!(
            const async fn f() {}
        ),
        "remove `const`",
    );
    refused_item(
        quote!(
            async unsafe fn f() {}
        ),
        "remove `unsafe`",
    );
    refused_item(
        quote!(
            async extern "C" fn f() {}
        ),
        "remove `extern \"C\"`",
    );
    refused_item(
        quote!(
            async fn f(x: u8, ...) {}
        ),
        "remove `...`",
    );
    refused_item(
        quote!(
            async fn f<T>(x: T) {}
        ),
        "no generic parameters",
    );
    refused_item(
        quote!(
            async fn f<'a>(x: Name<'a>) {}
        ),
        "no generic parameters",
    );
    refused_item(
        quote!(
            async fn f(&self) {}
        ),
        "a free function",
    );
    refused_item(
        quote!(
            async fn f(this: Self) {}
        ),
        "a free function",
    );
    refused_item(
        quote!(
            async fn main() {}
        ),
        "`main` starts the handlers",
    );
}

#[test]
fn refuses_arguments_that_cannot_be_made() {
    refused_item(
        quote!(
            async fn f(x: impl Display) {}
        ),
        "write a type in place of `impl`",
    );
    refused_item(
        quote!(
            async fn f(x: Json<impl Display>) {}
        ),
        "write a type in place of `impl`",
    );
    refused_item(
        quote!(
            async fn f(x: Json<_>) {}
        ),
        "has to be named",
    );
    refused_item(
        quote!(
            async fn f(x: &str) {}
        ),
        "take `String`",
    );
    refused_item(
        quote!(
            async fn f(x: Json<&'_ str>) {}
        ),
        "take `String`",
    );
    refused_item(
        quote!(
            async fn f(x: &'static str) {}
        ),
        "take `String`",
    );
    refused_item(
        quote!(
            async fn f(x: Option<Json<&'static [u8]>>) {}
        ),
        "take `Bytes`",
    );
    refused_item(
        quote!(
            async fn f(x: &[u8]) {}
        ),
        "take `Bytes`",
    );
    refused_item(
        quote!(
            async fn f(x: &[Item]) {}
        ),
        "take `Vec<Item>`",
    );
    refused_item(
        quote!(
            async fn f(x: &mut State<Pool>) {}
        ),
        "take `State<Pool>`",
    );
    refused_item(
        quote!(
            async fn f(#[cfg(unix)] x: u8) {}
        ),
        "cannot be conditional",
    );
    let arguments = (0..=Item::Handler.most_arguments()).map(|_| quote!(_: Context));
    refused_item(quote!(async fn f(#(#arguments),*) {}), "at most 12 arguments, not 13");
}

#[test]
fn accepts_owned_and_static_arguments() {
    let item = quote!(
        async fn f(x: State<&'static Pool>, y: (u8, [u8; 4])) -> impl Reply {}
    );
    assert!(refusals_of("", item).is_empty());
}

#[test]
fn reports_several_mistakes_together() {
    let refusals = refusals_of(
        r#"http = "get /a", sns = """#,
        quote!(
            fn f(x: &str, y: &str) {}
        ),
    );
    assert_eq!(refusals.len(), 5, "{refusals:?}");
}
