//! The reference page, `docs/handler.md`, and the overviews in the documentation of this crate:
//! whatever the grammar has is there, and whatever is there the grammar has.

use std::fs;

use proc_macro2::TokenStream;
use quote::quote;

use crate::args::{self, OPTIONS};
use crate::grammar::{IDEMPOTENT, Kind, RESOURCE, Reply, SOURCES, Setting, Shape, Source};
use crate::item::Item;
use crate::model::Function;
use crate::refusals::Refusals;
use crate::suggest::one_of;
use crate::types::display;
use crate::{claims, duration, expand, resource, validate};

/// The page; nothing in a published crate, where it is not.
fn page() -> Option<String> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/handler.md");
    let page = fs::read_to_string(path);
    if let Err(error) = &page {
        println!("not compared with {path}: {error}");
    }
    page.ok()
}

/// The lines below a heading, up to the next one of its level or a higher one.
#[track_caller]
fn section<'p>(page: &'p str, heading: &str) -> Vec<&'p str> {
    let level = |line: &str| line.bytes().take_while(|byte| *byte == b'#').count();
    let mut lines = page.lines().skip_while(|line| *line != heading);
    assert!(lines.next().is_some(), "there is no heading `{heading}`");
    let mut is_code = false;
    let mut ends = |line: &&str| {
        is_code ^= line.starts_with("```");
        !is_code && (1..=level(heading)).contains(&level(line)) && line.contains("# ")
    };
    lines.take_while(|line| !ends(line)).collect()
}

/// The rows of the tables in a section whose first column is a name.
fn rows(section: &[&str]) -> Vec<String> {
    let rows = section.iter().filter(|line| line.starts_with("| `") || line.starts_with("| [`"));
    rows.map(|row| (*row).to_owned()).collect()
}

fn row(setting: &Setting, is_required: bool) -> String {
    let Setting { name, term, default, about, .. } = setting;
    let term = if term.is_empty() { "–" } else { term };
    let default = if is_required { "required" } else { default };
    assert!(!default.is_empty(), "`{name}` has no default");
    format!("| `{name}` | {term} | {} | {default} | {about} |", values(&setting.kind))
}

fn values(kind: &Kind) -> String {
    match kind {
        Kind::Choice(choices) => one_of(choices.iter().copied()),
        Kind::Duration { seconds, unlimited } => {
            let [least, most] = [seconds.start(), seconds.end()].map(|it| duration::display(*it));
            format!("{least} to {most} seconds{}", if *unlimited { ", or -1" } else { "" })
        }
        Kind::Flag => "alone, or `true` or `false`".into(),
        Kind::Function => "the path of a function".into(),
        Kind::Integer(range) => format!("{} to {}", range.start(), range.end()),
        Kind::Switch => "`true` or `false`".into(),
        Kind::Text(_) => "a string".into(),
        Kind::Texts { most: usize::MAX, .. } => "a string, or a list".into(),
        Kind::Texts { most, .. } => format!("a string, or a list of up to {most}"),
    }
}

/// The line of a source in the table of all of them.
fn overview(source: &Source) -> String {
    let name = source.name;
    let module = match &source.shape {
        Shape::Keys { .. } => name,
        Shape::Settings(builder) => builder.path[0],
    };
    let types = source.arguments.iter().chain(source.forwarded);
    let mut arguments: Vec<_> = types.map(|ty| format!("`{module}::{ty}`")).collect();
    if source.batches {
        arguments.push("`Batch`".into());
    }
    let arguments = if arguments.is_empty() { "–".into() } else { arguments.join(", ") };
    let returned = match source.reply {
        Reply::Direct => "any `T: Serialize`".into(),
        Reply::Http => "any `T: IntoResponse`".into(),
        Reply::Record if source.batches => "`()` or, of a `Batch`, `Outcomes`".into(),
        Reply::Record => "`()`".into(),
        Reply::Typed([module, answer]) => format!("`{module}::{answer}`"),
        Reply::TypedOrNothing([module, answer]) => format!("`{module}::{answer}` or `()`"),
    };
    format!("| [`{name}`](#{name}) | {arguments} | {returned} |")
}

/// The example of a source without the macro: `kinesis::Stream::new("clicks")`.
fn by_hand(source: &Source) -> String {
    let mut refusals = Refusals::default();
    let args = args::parse(source.example.parse().expect("tokens"), &mut refusals);
    let claims = claims::of(&args, &quote!(sls_core), &mut refusals);
    assert!(refusals.is_empty(), "{}: {:?}", source.example, refusals.into_vec());
    let subject = claims[0].subject.as_ref().expect("every source has one");
    format!(".{}({}, ", claims[0].method, display(subject).replace("sls_core::event::", ""))
}

#[test]
fn the_page_has_every_source_and_no_other() {
    let Some(page) = page() else { return };
    let sources = section(&page, "## Sources");
    let headings = sources.iter().filter_map(|line| line.strip_prefix("### `"));
    let headings: Vec<_> = headings.map(|heading| heading.trim_end_matches('`')).collect();
    let names: Vec<_> = SOURCES.iter().map(|source| source.name).collect();
    assert_eq!(headings, names);
    let before: Vec<_> = sources.into_iter().take_while(|line| !line.starts_with("### ")).collect();
    assert_eq!(rows(&before), SOURCES.iter().map(overview).collect::<Vec<_>>());
}

#[test]
fn the_page_says_of_each_source_what_the_grammar_says() {
    let Some(page) = page() else { return };
    for source in SOURCES {
        let section = section(&page, &format!("### `{}`", source.name));
        let cited: Vec<_> = section.iter().filter(|line| line.starts_with("AWS: ")).collect();
        assert_eq!(cited, [&format!("AWS: {}.", source.page)]);
        let text = section.join("\n");
        let attribute = format!("\n#[handler({})]\n", source.example);
        assert!(text.contains(&attribute), "`{}` lacks {attribute}", source.name);
        let by_hand = by_hand(source);
        assert!(text.contains(&by_hand), "`{}` lacks {by_hand}", source.name);
        let expected: Vec<_> = match &source.shape {
            Shape::Keys { .. } => Vec::new(),
            Shape::Settings(builder) => {
                let is_subject = |setting: &Setting| {
                    builder.subject.as_ref().is_some_and(|(it, _)| it.name == setting.name)
                };
                let is_required = |setting| builder.any.is_none() && is_subject(setting);
                builder.all().map(|setting| row(setting, is_required(setting))).collect()
            }
        };
        assert_eq!(rows(&section), expected, "`{}`", source.name);
    }
}

#[test]
fn the_page_has_the_settings_that_belong_to_no_source_and_what_every_attribute_accepts() {
    let Some(page) = page() else { return };
    for (heading, settings) in
        [("### Settings of `idempotent`", IDEMPOTENT), ("### Settings of a resource", RESOURCE)]
    {
        let expected: Vec<_> = settings.iter().map(|setting| row(setting, false)).collect();
        assert_eq!(rows(&section(&page, heading)), expected);
    }
    let expected: Vec<_> = OPTIONS
        .iter()
        .map(|option| format!("| {} | {} |", option.about[0], option.about[1]))
        .collect();
    assert_eq!(rows(&section(&page, "## What every attribute accepts")), expected);
}

#[test]
fn the_documentation_of_this_crate_has_every_source_and_every_setting_of_resources() {
    let names = |heading: &str| -> Vec<String> {
        let lines: Vec<_> = include_str!("lib.rs")
            .lines()
            .skip_while(|line| *line != heading)
            .skip(1)
            .take_while(|line| line.starts_with("///") && !line.starts_with("/// # "))
            .filter_map(|line| line.strip_prefix("/// | `")?.split('`').next())
            .map(str::to_owned)
            .collect();
        lines
    };
    assert_eq!(names("/// # Sources"), SOURCES.iter().map(|it| it.name).collect::<Vec<_>>());
    assert_eq!(names("/// # Settings"), RESOURCE.iter().map(|it| it.name).collect::<Vec<_>>());
}

/// The attributes that a text shows, each at the beginning of a line.
fn attributes(text: &str) -> Vec<(Item, TokenStream)> {
    let lines = text.lines().map(|line| line.trim_start_matches("///").trim_start());
    let text = lines.collect::<Vec<_>>().join("\n");
    let mut found = Vec::new();
    for item in [Item::Handler, Item::Resource] {
        let begin = format!("\n{}(", item.attribute().trim_end_matches(']'));
        for (at, _) in text.match_indices(&begin) {
            let rest = &text[at + begin.len()..];
            let end = rest.find(")]\n").expect("an attribute ends its line");
            found.push((item, rest[..end].parse().expect("whole tokens")));
        }
    }
    found
}

#[test]
fn every_attribute_that_is_shown_is_accepted() {
    let readme = include_str!("../README.md").replace("20_000", "2_000");
    let mut shown = attributes(include_str!("lib.rs"));
    assert_eq!(shown.len(), 6, "attributes of the documentation");
    shown.extend(attributes(&readme));
    shown.extend(attributes(&page().unwrap_or_default()));
    for (item, attribute) in shown {
        let mut refusals = Refusals::default();
        let text = attribute.to_string();
        let function = "async fn f() -> Answer {}".parse().expect("a function");
        let function = Function::parse(&function, item).expect("a function");
        let expansion = match item {
            Item::Handler => {
                let args = args::parse(attribute, &mut refusals);
                validate::validate(&args, &function, &mut refusals).as_ref().map(expand::expand)
            }
            Item::Resource => {
                let args = resource::parse(attribute, &mut refusals);
                resource::validate(&args, &function, &mut refusals).as_ref().map(resource::expand)
            }
        };
        assert!(expansion.is_some(), "{text}: {:?}", refusals.into_vec());
    }
}
