//! Whatever is written: nothing panics, and every refusal points at what was written.

use std::ops::Range;

use proc_macro2::TokenStream;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::args::{self, OPTIONS};
use crate::grammar::{IDEMPOTENT, RESOURCE, SOURCES, Shape};
use crate::item::Item;
use crate::refusals::Refusals;
use crate::{expand, fallback, handlers, read, resource, validate};

/// Every name that an attribute knows.
fn names() -> Vec<&'static str> {
    let settings = SOURCES.iter().flat_map(|source| match &source.shape {
        Shape::Keys { .. } => Vec::new(),
        Shape::Settings(builder) => builder.all().map(|setting| setting.name).collect(),
    });
    let sources = SOURCES.iter().map(|source| source.name);
    let resource = RESOURCE.iter().map(|setting| setting.name);
    let idempotent = IDEMPOTENT.iter().map(|setting| setting.name).chain(["idempotent"]);
    let options = OPTIONS.iter().map(|option| option.name);
    sources.chain(settings).chain(resource).chain(idempotent).chain(options).collect()
}

/// Values that are right somewhere and wrong elsewhere.
const VALUES: &[&str] = &[
    r#""GET /a""#,
    r#""GET /{""#,
    r#""POST /{a}/{a}""#,
    r#""5s""#,
    r#""ObjectCreated:*""#,
    r#""$connect""#,
    r#""orders.fifo""#,
    r#""rate(5 minutes)""#,
    r#""LATEST""#,
    r#""Custom::Thing""#,
    r#""/order/id""#,
    r#""a@example.com""#,
    r##"r#"{"a": {"b": [1]}}"#"##,
    r#"["a", "b"]"#,
    "[]",
    r#"{"a": [1]}"#,
    "0",
    "500",
    "-1",
    "1.5",
    "5s",
    "true",
    "false",
    "ping",
    "Pool::ping",
    "ping()",
    "NAME",
    "b\"x\"",
    "'c'",
    "99999999999999999999999",
];

/// Token trees as authors and cats on keyboards type them.
fn attributes() -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        4 => select(names()).prop_map(str::to_owned),
        4 => select(vec!["=", ",", "()", "==", "=>", ":", "::", "-", "!", "#", "?", "'a"])
            .prop_map(str::to_owned),
        3 => "[ -~]{0,12}".prop_map(|text| format!("{text:?}")),
        2 => select(VALUES).prop_map(str::to_owned),
        3 => (select(names()), select(VALUES)).prop_map(|(name, value)| format!("{name} = {value},")),
    ];
    let tree = leaf.prop_recursive(3, 24, 6, |inner| {
        (prop::collection::vec(inner, 0..6), select(vec!["()", "[]", "{}"])).prop_map(
            |(inner, signs)| format!("{} {} {}", &signs[..1], inner.join(" "), &signs[1..]),
        )
    });
    prop::collection::vec(tree, 0..12).prop_map(|trees| trees.join(" "))
}

const QUALIFIERS: &[&str] = &["pub", "const", "async", "unsafe", r#"extern "C""#];

const ARGUMENTS: &[&str] = &[
    "x: State<Pool>",
    "State(x): sls_core::State<&'static Pool>",
    "x: Json<Order>",
    "x: Bytes",
    "x: Path<(u8, u8)>",
    "x: Query<Page>",
    "x: Cookies",
    "x: Batch<u8>",
    "x: Option<kinesis::Record>",
    "x: alexa::Request",
    "x: &str",
    "x: &'a [u8]",
    "x: impl Sized",
    "x: Json<_>",
    "x: Self",
    "&self",
    "#[cfg(unix)] x: u8",
];

const RETURNED: &[&str] = &[
    "",
    "-> ()",
    "-> Pool",
    "-> Result<Pool, Error>",
    "-> io::Result<Pool>",
    "-> Result",
    "-> Result<(), Error>",
    "-> impl Sized",
    "-> Result<impl Sized, Error>",
    "-> !",
    "-> (u8, [u8; 4])",
    "-> alexa::Response",
];

/// Functions, and what people take for functions.
fn items() -> impl Strategy<Value = String> {
    let function = (
        subsequence(QUALIFIERS, 0..=QUALIFIERS.len()),
        select(vec!["f", "main", "r#type"]),
        select(vec!["", "", "", "<T>", "<'a>"]),
        prop::collection::vec(select(ARGUMENTS), 0..14),
        select(vec!["", "", "", ", ..."]),
        select(RETURNED),
        select(vec!["{}", ";", "{ not rust at all }"]),
        select(vec!["", "", "#[cold]", "#[handler(sns)]", "#[sls_core::resource] #[handler]"]),
    );
    let function = function.prop_map(
        |(qualifiers, name, generics, arguments, more, returned, body, above)| {
            let (qualifiers, arguments) = (qualifiers.join(" "), arguments.join(", "));
            let more = if arguments.is_empty() { "" } else { more };
            format!("{above} {qualifiers} fn {name}{generics}({arguments}{more}) {returned} {body}")
        },
    );
    let others = vec!["struct f;", "pub enum f {}", "const F: u8 = 1;", "impl f {}", "mod f {}"];
    prop_oneof![9 => function, 1 => select(others).prop_map(str::to_owned)]
}

/// Takes an attribute and its item through all passes; what was refused comes back.
fn expand_any(item: Item, attribute: TokenStream, tokens: &TokenStream) -> Vec<syn::Error> {
    let mut refusals = Refusals::default();
    let expanded = match item {
        Item::Handler => {
            let args = args::parse(attribute, &mut refusals);
            read(item, tokens, &args.options, &mut refusals).map(|function| {
                let handler = validate::validate(&args, &function, &mut refusals);
                let written = handler.as_ref().map(expand::expand);
                written
                    .unwrap_or_else(|| fallback::fallback(&function, item, &args.options.krate()))
            })
        }
        Item::Resource => {
            let args = resource::parse(attribute, &mut refusals);
            read(item, tokens, &args.options, &mut refusals).map(|function| {
                let resource = resource::validate(&args, &function, &mut refusals);
                let written = resource.as_ref().map(resource::expand);
                written
                    .unwrap_or_else(|| fallback::fallback(&function, item, &args.options.krate()))
            })
        }
    };
    assert!(expanded.is_some_and(|tokens| !tokens.is_empty()) || !refusals.is_empty());
    refusals.into_vec()
}

/// Where the tokens stand in the source map of the test.
fn extent(tokens: &TokenStream) -> Range<usize> {
    let ranges: Vec<_> =
        tokens.clone().into_iter().map(|token| token.span().byte_range()).collect();
    match (ranges.first(), ranges.last()) {
        (Some(first), Some(last)) => first.start..last.end,
        _ => 0..0,
    }
}

fn is_inside(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    !inner.is_empty() && outer.start <= inner.start && inner.end <= outer.end
}

proptest! {
    #[test]
    fn each_refusal_of_an_attribute_points_into_it(
        item in select(vec![Item::Handler, Item::Resource]),
        source in attributes(),
    ) {
        // A lone quote is no token; the compiler refuses it before any macro sees it.
        let Ok(attribute) = source.parse::<TokenStream>() else { return Ok(()) };
        let function = "async fn f() -> alexa::Response {}".parse().expect("a function");
        let extent = extent(&attribute);
        for refusal in expand_any(item, attribute, &function) {
            let at = refusal.span().byte_range();
            prop_assert!(
                is_inside(&at, &extent),
                "{refusal} points at {at:?}, the attribute is at {extent:?}"
            );
        }
    }

    #[test]
    fn a_list_of_anything_is_an_expression(
        item in select(vec![Item::Handler, Item::Resource]),
        source in attributes(),
    ) {
        let Ok(list) = source.parse::<TokenStream>() else { return Ok(()) };
        let expansion = handlers::expand(list, item);
        prop_assert!(syn::parse2::<syn::ExprBlock>(expansion.clone()).is_ok(), "{expansion}");
    }

    #[test]
    fn each_refusal_points_into_the_attribute_or_the_item(
        item in select(vec![Item::Handler, Item::Resource]),
        attribute in attributes(),
        function in items(),
    ) {
        let Ok(attribute) = attribute.parse::<TokenStream>() else { return Ok(()) };
        let function = function.parse::<TokenStream>().expect("items are made of whole tokens");
        let extents = [extent(&attribute), extent(&function)];
        for refusal in expand_any(item, attribute, &function) {
            let at = refusal.span().byte_range();
            prop_assert!(
                extents.iter().any(|extent| is_inside(&at, extent)),
                "{refusal} points at {at:?}, the tokens are at {extents:?}"
            );
        }
    }
}
