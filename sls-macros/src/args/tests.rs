use super::*;
use crate::refusals::Refusals;

fn parsed(attribute: &str) -> (Args, Vec<String>) {
    let mut refusals = Refusals::default();
    let args = parse(attribute.parse().expect("the test's tokens are balanced"), &mut refusals);
    (args, refusals.into_vec().iter().map(ToString::to_string).collect())
}

#[track_caller]
fn accepted(attribute: &str) -> Args {
    let (args, refusals) = parsed(attribute);
    assert!(refusals.is_empty(), "{attribute} was refused: {refusals:?}");
    args
}

#[track_caller]
fn refused(attribute: &str, because: &str) {
    let (_, refusals) = parsed(attribute);
    assert_eq!(refusals.len(), 1, "{attribute}: {refusals:?}");
    assert!(refusals[0].contains(because), "{attribute} was refused with {refusals:?}");
}

#[test]
fn reads_every_form() {
    assert!(accepted("").sources.is_empty());
    let args = accepted(
        r#"crate = renamed, http = "GET /a", http("GET /b", ROUTE,), sns = TOPIC,
           s3(bucket = "b", on = ["ObjectCreated:*"]), kinesis(stream = "c", batch_size = 5),"#,
    );
    assert_eq!(args.options.krate().to_string(), "renamed");
    let names: Vec<_> = args.sources.iter().map(|source| source.name.to_string()).collect();
    assert_eq!(names, ["http", "http", "sns", "s3", "kinesis"]);
    assert!(matches!(&args.sources[1].values, Values::Keys(keys) if keys.len() == 2));
    assert!(matches!(&args.sources[4].values, Values::Settings(_, all) if all.len() == 2));
}

#[test]
fn a_mistake_hides_no_other_mistake_and_no_other_argument() {
    let (args, refusals) = parsed(r#"htpp = "GET /a", sns = "t", kinesis(stream = "c", size), s4"#);
    assert_eq!(refusals.len(), 3, "{refusals:?}");
    assert_eq!(args.sources.len(), 2);
}

#[test]
fn refuses_unknown_sources() {
    refused(r#"htpp = "GET /a""#, "did you mean `http`?");
    refused("cron = 1", "`schedule = \"cron(..)\"`");
    refused("rocket = 1", "`#[handler]` accepts `alarm`, `alexa`, `authorizer`,");
    refused(r#"get = "/orders""#, "`http = \"GET /orders/{id}\"`");
    refused(r#"route = "GET /orders""#, "`http = \"GET /orders/{id}\"`");
    refused("batch_size = 5", "`kinesis(batch_size = ..)`");
    refused("lazy", "a setting of `#[resource]`");
    refused(r#"topic = "orders""#, "`sns(topic = ..)`");
}

#[test]
fn refuses_strings_without_a_source() {
    refused(r#""GET /orders""#, "`http = \"GET /orders\"`");
    refused(r#""orders""#, "which source?");
    refused(r#"http = "GET /a", "POST /b""#, "`http(.., \"POST /b\")`");
}

#[test]
fn refuses_what_is_no_argument() {
    refused("=", "the name of a source");
    refused("5", "the name of a source, such as `http = \"GET /orders/{id}\"`");
    refused(r#"by = "/id""#, "belongs to `idempotent`: `idempotent(by = ..)`");
    refused(r#"idempotant = "/id""#, "did you mean `idempotent`?");
    refused("{}", "the name of a source");
    refused(r#"sns = "a" sns = "b""#, "expected `,`");
}

#[test]
fn refuses_missing_values() {
    refused("http", "`http` needs a value");
    refused("http =", "`http =` needs a value");
    refused("http()", "`http` needs a value");
    refused("sqs", "`sqs = \"orders\"`");
    refused(r#"sns: "orders""#, "joined by `=`");
    refused(r#"sns => "orders""#, "joined by `=`");
    refused("kinesis(stream)", "`stream` needs a value");
    refused("kinesis(stream = , batch_size = 5)", "`stream =` needs a value");
    refused(r#"kinesis(stream = "c", batch_size =)"#, "`batch_size =` needs a value");
}

#[test]
fn refuses_unknown_settings() {
    refused(r#"kinesis(stream = "c", batchsize = 5)"#, "did you mean `batch_size`?");
    refused(r#"kinesis(stream = "c", BatchSize = 5)"#, "did you mean `batch_size`?");
    refused(
        r#"kinesis(stream = "c", maximum_batching_window_in_seconds = 5)"#,
        "did you mean `batching_window`?",
    );
    refused(
        r#"s3(bucket = "b", batch_size = 5)"#,
        "a setting of `dynamodb`, `kafka`, `kinesis` or `sqs`, not of `s3`",
    );
    refused(
        r#"sns(topic = "t", colour = "red")"#,
        "`sns` accepts `filter_policy`, `filter_policy_scope` or `topic`",
    );
    refused(r#"iot(rule = "a")"#, "`iot` has no settings: write `iot` alone");
    refused(r#"eventbridge = "shop""#, "`eventbridge` has no value, only settings");
    refused(r#"http(path = "GET /a")"#, "`http` has no setting `path`");
    refused(r#"sns("orders")"#, "write `topic = \"orders\"`");
    refused(r#"sns("a", "b")"#, r#"several are written one by one: `sns = "a", sns = "b"`"#);
    refused(r#"sqs("a", "b", "c",), http = "GET /""#, r#"`sqs = "a", sqs = "b", sqs = "c"`"#);
}

#[test]
fn refuses_what_is_given_twice() {
    refused(r#"s3(bucket = "a", bucket = "b")"#, "`bucket` is given twice");
    refused("crate = a, crate = b", "`crate` is given twice");
}

#[test]
fn refuses_crate_names_that_are_no_path() {
    refused("crate", "`crate = renamed_sls_core`");
    refused(r#"crate = "renamed""#, "`crate = renamed`");
}
