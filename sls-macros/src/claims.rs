//! What a handler claims: each source of its attribute, checked, as the call that builds it.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::Expr;

use crate::args::{Args, SettingArg, SourceArgs, Values};
use crate::grammar::{Builder, Given, Reply, Shape, Source};
use crate::literal::Literal;
use crate::model::{Claim, Identity};
use crate::refusals::Refusals;
use crate::suggest::one_of;
use crate::values;

/// Every claim that nothing is wrong with.
pub(crate) fn of(args: &Args, krate: &TokenStream, refusals: &mut Refusals) -> Vec<Claim> {
    let mut claims = Vec::new();
    // What was claimed so far: the same twice is a mistake.
    let mut known: Vec<String> = Vec::new();
    for (position, source) in args.sources.iter().enumerate() {
        if overlaps(source, &args.sources[..position]) {
            refusals.refuse(
                &source.name,
                "this takes some of the same events as one above, and S3 refuses notifications of \
                 one bucket that overlap: tell them apart by `on`, `prefix` or `suffix`",
            );
            continue;
        }
        for (at, claim) in of_source(source, krate, refusals) {
            let key = match (&claim.identity, &claim.subject) {
                (Some(identity), _) => identity.key.clone(),
                // The value is not in view; the same words mean the same.
                (None, Some(subject)) => format!("{} {subject}", source.source.name),
                (None, None) => continue,
            };
            if known.contains(&key) {
                refusals.refuse(at, "this function claims the same events above already");
                continue;
            }
            known.push(key);
            claims.push(claim);
        }
    }
    if args.sources.is_empty() {
        claims.push(direct());
    }
    claims
}

/// Whether one of those above claims some of the same events, but not the same ones.
fn overlaps(source: &SourceArgs, above: &[SourceArgs]) -> bool {
    let Values::Settings(builder, settings) = &source.values else { return false };
    let Some(overlap) = builder.overlap else { return false };
    let given = |settings| Given { settings, refused: Vec::new() };
    let identity = |settings| Identity::of_settings(source.source, builder, settings);
    let key = identity(settings).map(|identity| identity.key);
    above.iter().any(|other| match &other.values {
        Values::Settings(_, others) if other.source.name == source.source.name => {
            identity(others).map(|identity| identity.key) != key
                && overlap(&given(settings), &given(others))
        }
        _ => false,
    })
}

fn direct() -> Claim {
    let refusal = "direct invocations too: write which source one of them serves, or leave it out";
    let identity = Identity { key: "direct".into(), refusal: refusal.into() };
    Claim { method: "direct", subject: None, reply: Reply::Direct, identity: Some(identity) }
}

/// The claims of one source, each with where it stands.
fn of_source(
    args: &SourceArgs,
    krate: &TokenStream,
    refusals: &mut Refusals,
) -> Vec<(TokenStream, Claim)> {
    let source = args.source;
    let claim = |method, subject, identity| Claim {
        method,
        subject: Some(subject),
        reply: source.reply,
        identity,
    };
    match (&args.values, &source.shape) {
        (Values::Keys(keys), Shape::Keys { term, check, identity }) => {
            let keys = keys.iter().map(|value| {
                let text = values::key(source, value, term, *check, refusals);
                let identity = text.map(|text| Identity::of_key(source, &text, &identity(&text)));
                let subject = match Literal::of(value) {
                    Literal::Expression => {
                        let text = values::text(value, krate);
                        quote!(&#text)
                    }
                    _ => value.to_token_stream(),
                };
                (value.to_token_stream(), claim(source.name, subject, identity))
            });
            keys.collect()
        }
        (Values::Settings(builder, settings), _) => {
            let Some(subject) = build(args, builder, settings, krate, refusals) else {
                return Vec::new();
            };
            let identity = Identity::of_settings(source, builder, settings);
            vec![(args.name.to_token_stream(), claim("on", subject, identity))]
        }
        (Values::Keys(_), Shape::Settings(_)) => Vec::new(),
    }
}

/// `::sls_core::event::kinesis::Stream::new("clicks").batch_size(500)`.
fn build(
    args: &SourceArgs,
    builder: &Builder,
    settings: &[SettingArg],
    krate: &TokenStream,
    refusals: &mut Refusals,
) -> Option<TokenStream> {
    let at = args.name.span();
    let [module, ty] = builder.path.map(|segment| Ident::new(segment, at));
    let subject_name = builder.subject.as_ref().map(|(setting, _)| setting.name);
    let mut subject = None;
    let mut calls = TokenStream::new();
    let mut given = Given { settings, refused: Vec::new() };
    for arg in settings {
        let before = refusals.count();
        let value = values::check(arg, krate, refusals);
        if refusals.count() > before {
            given.refused.push(arg.setting.name);
        }
        if Some(arg.setting.name) == subject_name {
            subject = Some(value);
        } else if let Some(value) = value {
            let method = Ident::new(arg.setting.method, arg.name.span());
            calls.extend(quote!(.#method(#value)));
        }
    }
    (builder.check_together)(&given, refusals);
    let start = match (subject, &builder.subject, builder.any) {
        (Some(subject), Some((_, constructor)), _) => {
            let (subject, constructor) = (subject?, Ident::new(constructor, at));
            quote!(#constructor(#subject))
        }
        (_, _, Some(any)) => {
            let any = Ident::new(any, at);
            quote!(#any())
        }
        _ if args.is_partial => return None,
        _ => {
            let name = subject_name.unwrap_or_default();
            refusals.refuse(
                &args.name,
                format!("`{}` needs its `{name}`: `{}({name} = \"..\")`", args.name, args.name),
            );
            return None;
        }
    };
    Some(quote!(#krate::event::#module::#ty::#start #calls))
}

impl Identity {
    fn of_key(source: &Source, text: &str, shape: &str) -> Self {
        let names = if text == shape { "" } else { ", whatever its parameters are called" };
        Self {
            key: format!("{} {shape:?}", source.name),
            refusal: format!("`{text}` too{names}: leave one of them out"),
        }
    }

    /// Nothing if one of the settings that matter is not in view.
    fn of_settings(source: &Source, builder: &Builder, settings: &[SettingArg]) -> Option<Self> {
        let mut given = Vec::new();
        let mut left_out = Vec::new();
        for name in builder.identity {
            match settings.iter().find(|arg| arg.setting.name == *name) {
                Some(arg) => given.push((*name, texts(&arg.value)?)),
                None => left_out.push(*name),
            }
        }
        let what = written(source, builder, &given);
        let otherwise = match left_out[..] {
            [] => String::new(),
            _ => format!("tell them apart by {}, or ", one_of(left_out)),
        };
        let refusal = format!("`{what}` too: {otherwise}leave one of them out");
        Some(Self { key: what, refusal })
    }
}

/// One string or a list of strings, in an order that does not depend on the author.
fn texts(value: &Expr) -> Option<Vec<String>> {
    match Literal::of(value) {
        Literal::Text(text) => Some(vec![text]),
        Literal::List(list) => {
            let texts: Option<Vec<_>> = list.elems.iter().map(texts).collect();
            let mut texts = texts?.concat();
            texts.sort_unstable();
            Some(texts)
        }
        _ => None,
    }
}

/// As it would stand in the attribute: `kinesis = "clicks"`.
fn written(source: &Source, builder: &Builder, given: &[(&str, Vec<String>)]) -> String {
    let subject = builder.subject.as_ref().map(|(setting, _)| setting.name);
    let value = |texts: &[String]| match texts {
        [text] => format!("{text:?}"),
        texts => format!("{texts:?}"),
    };
    match given {
        [] => source.name.to_owned(),
        [(name, texts)] if Some(*name) == subject => format!("{} = {}", source.name, value(texts)),
        given => {
            let settings = given.iter().map(|(name, texts)| format!("{name} = {}", value(texts)));
            format!("{}({})", source.name, settings.collect::<Vec<_>>().join(", "))
        }
    }
}

#[cfg(test)]
mod tests;
