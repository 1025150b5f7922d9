//! The table as a whole.

use quote::{ToTokens, quote};

use super::*;
use crate::args::{self, Values};
use crate::claims;

#[test]
fn is_sorted_so_that_messages_list_names_in_order() {
    assert!(SOURCES.is_sorted_by_key(|source| source.name));
    for source in SOURCES {
        let Shape::Settings(builder) = &source.shape else { continue };
        for settings in builder.settings {
            assert!(settings.is_sorted_by_key(|setting| setting.name), "{}", source.name);
        }
    }
}

#[test]
fn names_everything_once_and_says_what_it_is() {
    for source in SOURCES {
        assert!(source.page.contains('"'), "{} cites no page", source.name);
        assert!(source.example.starts_with(source.name), "{}", source.example);
        let Shape::Settings(builder) = &source.shape else { continue };
        assert!(builder.subject.is_some() || builder.any.is_some(), "{}", source.name);
        let mut names: Vec<_> = builder.all().map(|setting| setting.name).collect();
        assert!(builder.all().all(|setting| !setting.about.is_empty()), "{}", source.name);
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), builder.all().count(), "{}", source.name);
    }
}

/// What is said with a setting so that its whole range is open to it.
fn companions(source: &Source, setting: &Setting) -> &'static str {
    match (source.name, setting.name) {
        ("sqs", "batch_size") => ", batching_window = 1",
        ("kinesis", "concurrency") => r#", order = "partition_key""#,
        ("dynamodb", "concurrency") => r#", order = "item""#,
        _ => "",
    }
}

fn refusals_of(source: &Source, setting: &Setting, value: i128) -> Vec<String> {
    let mut refusals = Refusals::default();
    let example = args::parse(source.example.parse().expect("tokens"), &mut refusals);
    let subject = match (&example.sources[0].values, &source.shape) {
        (Values::Settings(_, given), Shape::Settings(builder)) => {
            let subject = builder.subject.as_ref().map(|(subject, _)| subject.name);
            let given = given.iter().find(|arg| Some(arg.setting.name) == subject);
            given.map(|arg| format!("{} = {},", arg.setting.name, arg.value.to_token_stream()))
        }
        _ => None,
    };
    let (subject, companions) = (subject.unwrap_or_default(), companions(source, setting));
    let attribute = format!("{}({subject} {} = {value}{companions})", source.name, setting.name);
    let args = args::parse(attribute.parse().expect("tokens"), &mut refusals);
    claims::of(&args, &quote!(sls_core), &mut refusals);
    refusals.into_vec().iter().map(|refusal| format!("{attribute}: {refusal}")).collect()
}

/// The range of a setting that is a number, and whether −1 is outside it and accepted.
fn range(setting: &Setting) -> Option<(i128, i128, bool)> {
    match &setting.kind {
        Kind::Duration { seconds, unlimited } => {
            Some(((*seconds.start()).into(), (*seconds.end()).into(), *unlimited))
        }
        Kind::Integer(range) => Some(((*range.start()).into(), (*range.end()).into(), false)),
        _ => None,
    }
}

#[test]
fn every_setting_is_accepted_at_the_ends_of_its_range_and_refused_beyond() {
    let mut ranges = 0;
    for source in SOURCES {
        let Shape::Settings(builder) = &source.shape else { continue };
        for setting in builder.all() {
            let Some((least, most, unlimited)) = range(setting) else { continue };
            ranges += 1;
            for inside in [least, most] {
                assert_eq!(refusals_of(source, setting, inside), [""; 0]);
            }
            for outside in [least - 1, most + 1] {
                let refusals = refusals_of(source, setting, outside);
                assert_eq!(refusals.len(), 1, "{} {} = {outside}", source.name, setting.name);
                assert!(refusals[0].contains(&format!("`{}`", setting.name)), "{refusals:?}");
            }
            if unlimited {
                assert_eq!(refusals_of(source, setting, -1), [""; 0]);
                assert_eq!(refusals_of(source, setting, -2).len(), 1);
            }
        }
    }
    assert!(ranges > 20, "{ranges} settings are numbers");
}

/// A range with its default, as AWS documents it (AWS Lambda API reference,
/// "CreateEventSourceMapping"); nothing where the source does not have the setting.
type Documented = Option<(i128, i128, &'static str)>;

#[test]
fn ranges_and_defaults_are_those_of_the_documentation() {
    // In this order: Kinesis, DynamoDB, SQS, Kafka.
    let sources = ["kinesis", "dynamodb", "sqs", "kafka"];
    let retries = Some((-1, 10_000, "-1, without limit"));
    let window = Some((0, 300, "0"));
    let pollers = "shared pollers";
    let rows: [(&str, [Documented; 4]); 8] = [
        ("maximum_pollers", [None, None, Some((2, 2_000, pollers)), Some((1, 2_000, pollers))]),
        ("minimum_pollers", [None, None, Some((2, 200, pollers)), Some((1, 200, pollers))]),
        (
            "batch_size",
            [
                Some((1, 10_000, "100")),
                Some((1, 10_000, "100")),
                Some((1, 10_000, "10")),
                Some((1, 10_000, "100")),
            ],
        ),
        ("batching_window", [window, window, window, Some((0, 300, "500 ms"))]),
        ("parallelization_factor", [Some((1, 10, "1")), Some((1, 10, "1")), None, None]),
        ("maximum_retry_attempts", [retries, retries, None, retries]),
        (
            "maximum_record_age",
            [
                Some((60, 604_800, "-1, without limit")),
                Some((60, 86_400, "-1, without limit")),
                None,
                Some((60, 604_800, "-1, without limit")),
            ],
        ),
        ("maximum_concurrency", [None, None, Some((2, 1_000, "without limit")), None]),
    ];
    for (name, documented) in rows {
        for (source, documented) in sources.into_iter().zip(documented) {
            let setting = setting(source, name);
            let found = setting.and_then(|setting| {
                range(setting).map(|(least, most, _)| (least, most, setting.default))
            });
            assert_eq!(found, documented, "`{name}` of `{source}`");
        }
    }
    let tumbling = ["kinesis", "dynamodb"].map(|source| setting(source, "tumbling_window"));
    assert!(tumbling.iter().all(|found| found.and_then(range) == Some((0, 900, false))));
    for (name, having) in [
        ("tumbling_window", &sources[..2]),
        ("bisect_batch_on_function_error", &["kinesis", "dynamodb", "kafka"]),
        ("starting_position", &["kinesis", "dynamodb", "kafka"]),
        ("report_batch_item_failures", &["kafka"]),
        ("filter", &sources),
    ] {
        for source in sources {
            assert_eq!(
                setting(source, name).is_some(),
                having.contains(&source),
                "{name}, {source}"
            );
        }
    }
    let positions = |source| setting(source, "starting_position").map(|setting| &setting.kind);
    let all = ["AT_TIMESTAMP", "LATEST", "TRIM_HORIZON"];
    assert!(matches!(positions("kinesis"), Some(Kind::Choice(found)) if **found == all));
    assert!(matches!(positions("kafka"), Some(Kind::Choice(found)) if **found == all));
    assert!(matches!(positions("dynamodb"), Some(Kind::Choice(found)) if **found == all[1..]));
}

fn setting(source: &str, name: &str) -> Option<&'static Setting> {
    match &Source::named(source)?.shape {
        Shape::Keys { .. } => None,
        Shape::Settings(builder) => builder.setting(name),
    }
}

#[test]
fn handlers_are_told_apart_by_settings_that_there_are() {
    for source in SOURCES {
        let Shape::Settings(builder) = &source.shape else { continue };
        for name in builder.identity {
            assert!(builder.setting(name).is_some(), "`{name}` of `{}`", source.name);
        }
    }
}

#[test]
fn settings_of_resources_are_sorted_and_said_to_be_something() {
    assert!(RESOURCE.is_sorted_by_key(|setting| setting.name));
    assert!(
        RESOURCE.iter().all(|setting| !setting.about.is_empty() && !setting.default.is_empty())
    );
}
